"""Moments moved to another form an hour at a time: within an hour only minutes and seconds differ, whatever the zone.

Where the two ends of an hour come out alike, all between them do: no zone changes its offset twice within one. What is not
written in the canonical form, to the letter, is left to whoever reads any form.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_HOUR = len("Tue, 31 Aug 2010 20")
_FIRST, _LAST = ":00:00", ":59:59"
_UTC = " +0000"
_MOST = 4096
_BEHIND = re.compile(r"(:[0-5][0-9]:[0-5][0-9]) \+0000")


class _Minutes(dict[str, str | None]):
    """What may stand behind the hour, and what of it stays: None for anything else. An hour has 3600 of them, learnt as met."""

    def __missing__(self, behind: str) -> str | None:
        found = _BEHIND.fullmatch(behind)
        if found:
            self[behind] = found[1]
        return found and found[1]


_MINUTES = _Minutes()


class Hours:
    """The hours met so far in one form. `convert` writes any moment, and is asked for the two ends of an hour."""

    __slots__ = ("_convert", "_known")

    def __init__(self, convert: Callable[[str], str | None]) -> None:
        self._convert = convert
        self._known: dict[str, tuple[str, str] | None] = {}

    def write(self, text: str) -> str | None:
        """`Tue, 31 Aug 2010 20:36:28 +0000` in that form; None where it is for `convert` to say."""
        minutes = _MINUTES[text[_HOUR:]]
        if minutes is None:
            return None
        hour = text[:_HOUR]
        around = self._known[hour] if hour in self._known else self._learn(hour)
        return f"{around[0]}{minutes}{around[1]}" if around else None

    def _learn(self, hour: str) -> tuple[str, str] | None:
        around = None
        first, last = self._convert(f"{hour}{_FIRST}{_UTC}"), self._convert(f"{hour}{_LAST}{_UTC}")
        if first is not None and last is not None:
            before, found, behind = first.partition(_FIRST)
            if found and last == f"{before}{_LAST}{behind}":
                around = (before, behind)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[hour] = around
        return around
