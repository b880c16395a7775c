"""Moments as the JSON-envelope API shows them: clock time in UTC, and seconds since 1970. A list has them by the thousand.

Nearly all are canonical, in UTC and of a day that others in the list have too: only the day is read, and once.
"""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache

from gateway.dialects.convert import read_moment

_CANONICAL = re.compile(
    r"(?P<day>[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}) (?P<time>(?P<h>[01]\d|2[0-3]):(?P<m>[0-5]\d):(?P<s>[0-5]\d)) \+0000",
    re.ASCII,
)
_HOUR, _MINUTE = 3600, 60


def show_moment(text: str) -> tuple[str, int] | None:
    """`2013-10-24T23:03:04` and the seconds of a moment; None where the text is none."""
    match = _CANONICAL.fullmatch(text)
    day = _read_day(match["day"]) if match else None
    if match and day:
        time, hours, minutes, seconds = match.group("time", "h", "m", "s")
        return f"{day[0]}T{time}", day[1] + int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds)
    found = read_moment(text)
    if found is None:
        return None
    return found.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"), int(found.timestamp())


@lru_cache(maxsize=1024)
def _read_day(text: str) -> tuple[str, int] | None:
    """The date of a day, and the seconds at which it begins; None where the calendar has no such day."""
    found = read_moment(f"{text} 00:00:00 +0000")
    return None if found is None else (found.date().isoformat(), int(found.timestamp()))
