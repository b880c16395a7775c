"""Which header fields of a backend's answer go on to the caller: those that mean the same in every dialect. Pure.

Tags, dates of change, parts and digests describe bytes. A translated answer has other bytes, so it says none of them; its form
may hang on Accept, and then it says that.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TypeAlias

from gateway.wire import WireResponse

Fields: TypeAlias = tuple[tuple[str, str], ...]

BY_ACCEPT = ("Vary", "Accept")
_ALWAYS = ("Retry-After", "Date", "Cache-Control", "Expires")
_LISTS = frozenset({"Cache-Control"})
_VALIDATORS = ("ETag", "Last-Modified")
_OF_BYTES = (
    "Content-Length",
    "Content-Encoding",
    "Content-Disposition",
    "Content-Language",
    "Content-Range",
    "Accept-Ranges",
    *_VALIDATORS,
)


def carried(wire: WireResponse) -> Fields:
    """Those of any answer. One that says "not modified" is about the copy the caller has, and names it (RFC 9110 15.4.5)."""
    return _pick(wire, (*_ALWAYS, *_VALIDATORS) if wire.status == HTTPStatus.NOT_MODIFIED else _ALWAYS)


def carried_with_bytes(wire: WireResponse) -> Fields:
    """Those that describe bytes which go on as they are."""
    return _pick(wire, _OF_BYTES)


def carried_unread(wire: WireResponse) -> Fields:
    """Those of an answer that passes unread: of any answer, and what a caller may ask again by."""
    return _pick(wire, (*_ALWAYS, *_VALIDATORS))


def _pick(wire: WireResponse, names: Iterable[str]) -> Fields:
    return tuple((name, value) for name in names for value in _lines(wire, name) if value)


def _lines(wire: WireResponse, name: str) -> tuple[str, ...]:
    # A list may stand in several fields: the second Cache-Control may be the one that says no-store (RFC 9110 section 5.3).
    found = wire.headers.get_all(name)
    return found if name in _LISTS else found[:1]
