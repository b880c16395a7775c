"""The values a resource's fields may hold before they are written.

A date is a `datetime`, a link a `Uri`; only the writer turns them into text, because a link repeats the suffix of the
request and not of the resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, Union

API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Uri:
    """A link to the API itself: `path` starts behind the version, `/Accounts/AC…/Calls`."""

    path: str
    query: str = ""

    def written(self, suffix: str) -> str:
        """The relative URI with the suffix of the request and the query behind it."""
        return f"/{API_VERSION}{self.path}{suffix}{'?' if self.query else ''}{self.query}"


Value: TypeAlias = Union[None, bool, int, str, datetime, Uri, tuple["Value", ...], Mapping[str, "Value"]]
Fields: TypeAlias = Mapping[str, Value]
NO_FIELDS: Fields = MappingProxyType({})


def text_of(fields: Fields, name: str) -> str:
    """A field's text; the empty text where it is null, absent or no text."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def date_of(fields: Fields, name: str) -> datetime | None:
    """A field's date, or None where it is null, absent or no date."""
    value = fields.get(name)
    return value if isinstance(value, datetime) else None
