"""What the values of some switches must be, beyond their type: what they are called in a fault, and whether a value is one.

Checked where a file is read. A zone nobody knows would otherwise be found out while an answer is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

OptionValue: TypeAlias = str | bool | int
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_QUOTABLE = re.compile(r"[ !#-\[\]-~]*", re.ASCII)
_URL = re.compile(r"(?:https?://[!-~]+)?", re.ASCII)


class Allowed(Struct, frozen=True):
    """A set of values: a noun phrase for it, and the test."""

    name: str
    holds: Callable[[OptionValue], bool]


def _is_zone(value: OptionValue) -> bool:
    try:
        ZoneInfo(str(value))
    except (LookupError, ValueError, OSError):
        return False
    return True


ZONE = Allowed("the name of a zone in the tz database, such as Europe/Berlin", _is_zone)
COUNT = Allowed("a whole number, 0 or more", lambda value: int(value) >= 0)
LABEL = Allowed("one label of a host name, such as v1", lambda value: _LABEL.fullmatch(str(value)) is not None)
QUOTABLE = Allowed("printable ASCII without quotes and backslashes", lambda value: _QUOTABLE.fullmatch(str(value)) is not None)
URL = Allowed("an http or https URL, or nothing", lambda value: _URL.fullmatch(str(value)) is not None)
