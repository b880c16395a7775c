"""What the fields of an answer tell us, and which of them go on. Pure.

Which those are hangs on their names alone, but for a Connection field that names others; many answers have the same names, and
what is known of them is remembered.
"""

from __future__ import annotations

from itertools import compress
from operator import itemgetter

from msgspec import Struct

from gateway.hop_by_hop import NAMES_NO_FIELD, is_hop_by_hop, keep_end_to_end
from gateway.remembered import LONG_NAMES, Remembered
from gateway.upstream import failures
from gateway.upstream.content_coding import PLAIN
from gateway.wire import Headers

_LENGTH, _CODING = "content-length", "content-encoding"
_DESCRIBES_BODY = frozenset({_LENGTH, _CODING})  # as it came


class AnswerFields(Struct, frozen=True):
    """`end_to_end` are those that go on with the body as it came, `lasting` those that go on with any; both in order.

    `length` is what is told of the body's, 0 where nothing is; `coding` how it is coded.
    """

    end_to_end: tuple[tuple[str, str], ...] = ()
    lasting: tuple[tuple[str, str], ...] = ()
    length: int = 0
    coding: str = PLAIN


class _Places(Struct, frozen=True):
    """Where what stands, among fields of certain names."""

    end_to_end: tuple[bool, ...]
    lasting: tuple[bool, ...]
    lengths: tuple[int, ...]
    codings: tuple[int, ...]
    transfers: tuple[int, ...]
    connections: tuple[int, ...]


NO_FIELDS = AnswerFields()


def sort_fields(headers: Headers) -> AnswerFields:
    """Raises AttemptFailed for a body whose end is open to opinion: it would leave its rest in front of the next answer."""
    fields = headers.fields
    names = tuple(map(itemgetter(0), fields))
    places = _PLACES[names]
    lengths = places.lengths
    if places.transfers or len(lengths) > 1:
        _check_framing([fields[at][1].lower() for at in places.transfers], len(lengths))
    end_to_end, lasting = tuple(compress(fields, places.end_to_end)), tuple(compress(fields, places.lasting))
    for at in places.connections:
        if fields[at][1].lower() not in NAMES_NO_FIELD:
            end_to_end = tuple(keep_end_to_end(headers))
            lasting = tuple(keep_end_to_end(headers, _DESCRIBES_BODY))
    return AnswerFields(
        end_to_end,
        lasting,
        int(fields[lengths[0]][1] or 0) if lengths else 0,
        (fields[places.codings[0]][1].lower() or PLAIN) if places.codings else PLAIN,
    )


def _check_framing(transfer_codings: list[str], lengths: int) -> None:
    if lengths > 1 or (lengths and transfer_codings):
        raise failures.unreadable("The backend's answer says in two ways how long it is.")
    if transfer_codings != ["chunked"]:
        # "A server MUST NOT send" another one to who has not said by TE that it is acceptable (RFC 9112 section 7.4).
        raise failures.unreadable("The backend's answer is in a transfer coding nobody asked for.")


def _find_places(names: tuple[str, ...]) -> _Places:
    keys = [name.lower() for name in names]
    end_to_end = tuple([not is_hop_by_hop(key) for key in keys])
    lasting = tuple([keep and key not in _DESCRIBES_BODY for keep, key in zip(end_to_end, keys, strict=True)])

    def at(wanted: str) -> tuple[int, ...]:
        return tuple([place for place, key in enumerate(keys) if key == wanted])

    return _Places(end_to_end, lasting, at(_LENGTH), at(_CODING), at("transfer-encoding"), at("connection"))


_PLACES = Remembered(_find_places, most=512, longest=LONG_NAMES)
