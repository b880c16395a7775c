"""Form parameters as a backend reads them: ordered, repeats kept, bytes decoded and never refused.

A POST takes its parameters from the body and a GET from the query, never both: what a client put in the wrong place is
not seen, as with the strictest of real backends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
_RAW = re.compile(r"[\x80-\xff]")
PAGING = frozenset({"Page", "PageSize", "PageToken"})


class Form:
    """Parameters in the order they came."""

    __slots__ = ("_items",)

    def __init__(self, items: tuple[tuple[str, str], ...] = ()) -> None:
        self._items = items

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def get(self, name: str) -> str | None:
        """The first parameter of that name, or None."""
        return next((value for key, value in self._items if key == name), None)

    def get_all(self, name: str) -> tuple[str, ...]:
        """Every parameter of that name."""
        return tuple(value for key, value in self._items if key == name)

    def text(self, name: str) -> str:
        """The first parameter of that name, the empty text where there is none."""
        return self.get(name) or ""


def read_form(encoded: bytes) -> Form:
    """Parameters of an `application/x-www-form-urlencoded` text; bytes that are no UTF-8 become U+FFFD."""
    pairs = parse_qsl(escape_raw(encoded), keep_blank_values=True, encoding="utf-8", errors="replace")
    return Form(tuple(pairs))


def escape_raw(encoded: bytes) -> str:
    """The same text with every byte above 127 percent-encoded, so that one decoder sees raw and escaped bytes alike."""
    return _RAW.sub(lambda byte: quote(byte[0], encoding="latin-1"), encoded.decode("latin-1"))


def write_query(items: tuple[tuple[str, str], ...]) -> str:
    """A query as the API echoes it: `StartTime%3E=2009-07-06&PageSize=50`."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in items)


def snake(parameter: str) -> str:
    """The field a parameter speaks of: `FriendlyName` → `friendly_name`."""
    return _WORD_START.sub("_", parameter).lower()
