"""`Via` (RFC 9110 section 7.6.3): the names of the proxies a request came through, and whether ours is one of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PROTOCOL = rf"(?:{_WORD}/)?{_WORD}"
_RECEIVED_BY = r"[!#-\'*+.-:=?-~-]+"
_ENTRY = rf"{_PROTOCOL}[ \t]+{_RECEIVED_BY}(?:[ \t]+\((?:[^()\\\x00-\x08\x0a-\x1f\x7f-\uffff]|\\[\t\x20-\x7e])*\))?"
_LINE = re.compile(rf"[ \t]*(?:{_ENTRY}[ \t]*(?:,[ \t]*|\Z))+")


def well_formed(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that are lists of proxies, as they came. What is anything else is not passed on."""
    return tuple(line for line in lines if _LINE.fullmatch(line))


def names(lines: Iterable[str], name: str) -> bool:
    """Whether a proxy of this name stands in one of these lines.

    It is looked for in malformed lines too: a stranger's malformed entry that another proxy joined ours to must not hide it.
    """
    entry = re.compile(rf"(?:^|,)[ \t]*{_PROTOCOL}[ \t]+{re.escape(name)}(?![^ \t,;(])", re.IGNORECASE)
    return any(entry.search(line) for line in lines)
