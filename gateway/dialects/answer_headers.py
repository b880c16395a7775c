"""Which header fields of a backend's answer go on to the caller: those that mean the same in every dialect. Pure.

Tags, dates of change, parts and digests describe bytes. A translated answer has other bytes, so it says none of them; its form
may hang on Accept, and then it says that.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import TypeAlias

from gateway.remembered import LONG_NAMES, Remembered
from gateway.wire import WireResponse

Fields: TypeAlias = tuple[tuple[str, str], ...]
Places: TypeAlias = tuple[tuple[str, int], ...]

_NOT_MODIFIED = HTTPStatus.NOT_MODIFIED  # to look one up by its name is a call
BY_ACCEPT = ("Vary", "Accept")
_ALWAYS = ("Retry-After", "Date", "Cache-Control", "Expires")
# A list may stand in several fields: the second Cache-Control may be the one that says no-store (RFC 9110 section 5.3).
_LISTS = frozenset({"Cache-Control"})
_VALIDATORS = ("ETag", "Last-Modified")
_UNREAD = (*_ALWAYS, *_VALIDATORS)
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
    return _pick(wire, _PLACES_UNREAD if wire.status == _NOT_MODIFIED else _PLACES_ALWAYS)


def carried_with_bytes(wire: WireResponse) -> Fields:
    """Those that describe bytes which go on as they are."""
    return _pick(wire, _PLACES_OF_BYTES)


def carried_unread(wire: WireResponse) -> Fields:
    """Those of an answer that passes unread: of any answer, and what a caller may ask again by."""
    return _pick(wire, _PLACES_UNREAD)


def _pick(wire: WireResponse, places: Mapping[tuple[str, ...], Places]) -> Fields:
    fields = wire.headers.fields
    return tuple([(name, value) for name, place in places[wire.headers.names] if (value := fields[place][1])])


def _find(wanted: tuple[str, ...], names: tuple[str, ...]) -> Places:
    """Each of the wanted with its place among the names, in the order of the wanted."""
    return tuple(
        (name, place)
        for name in wanted
        for place in [place for place, found in enumerate(names) if found == name.lower()][: None if name in _LISTS else 1]
    )


def _places_of(wanted: tuple[str, ...]) -> Mapping[tuple[str, ...], Places]:
    """By the names of an answer's fields: of all that a backend answers they are much the same."""
    return Remembered(partial(_find, wanted), most=256, longest=LONG_NAMES)


_PLACES_ALWAYS, _PLACES_UNREAD, _PLACES_OF_BYTES = map(_places_of, (_ALWAYS, _UNREAD, _OF_BYTES))
