"""What the fields of an answer tell us, and which of them go on. Pure.

Which those are hangs on their names alone, but for a Connection field that names others; many answers have the same names, and
what is known of them is remembered.
"""

from __future__ import annotations

from itertools import compress

from msgspec import Struct

from gateway.hop_by_hop import NAMES_NO_FIELD, is_hop_by_hop, keep_end_to_end
from gateway.remembered import LONG_NAMES, Remembered
from gateway.upstream import failures
from gateway.upstream.content_coding import PLAIN
from gateway.wire import Headers

_LENGTH, _CODING = "content-length", "content-encoding"
_DESCRIBES_BODY = frozenset({_LENGTH, _CODING})  # as it came


class _Places(Struct, frozen=True):
    """Where what stands, among fields of certain names. `passing` and `lasting` are those that go on with the body as it came,
    and those that go on with any; each with the names, in lower case, of those that do."""

    passing: tuple[bool, ...]
    passing_names: tuple[str, ...]
    lasting: tuple[bool, ...]
    lasting_names: tuple[str, ...]
    lengths: tuple[int, ...]
    codings: tuple[int, ...]
    transfers: tuple[int, ...]
    connections: tuple[int, ...]


class AnswerFields(Struct, frozen=True):
    """`length` is what is told of the body's, 0 where nothing is; `coding` how it is coded. `names_others` tells of a
    Connection field by which further fields belong to the connection."""

    headers: Headers
    length: int
    coding: str
    names_others: bool
    places: _Places

    @property
    def end_to_end(self) -> Headers:
        """Those that go on with the body as it came, in order."""
        if self.names_others:
            return keep_end_to_end(self.headers)
        return Headers(compress(self.headers.fields, self.places.passing), self.places.passing_names)

    @property
    def lasting(self) -> Headers:
        """Those that go on with any body, in order."""
        if self.names_others:
            return keep_end_to_end(self.headers, _DESCRIBES_BODY)
        return Headers(compress(self.headers.fields, self.places.lasting), self.places.lasting_names)


def sort_fields(headers: Headers) -> AnswerFields:
    """Raises AttemptFailed for a body whose end is open to opinion: it would leave its rest in front of the next answer."""
    fields, places = headers.fields, _PLACES[headers.names]
    lengths, names_others = places.lengths, False
    if places.transfers or len(lengths) > 1:
        _check_framing([fields[at][1].lower() for at in places.transfers], len(lengths))
    for at in places.connections:
        names_others = names_others or fields[at][1].lower() not in NAMES_NO_FIELD
    length = int(fields[lengths[0]][1] or 0) if lengths else 0
    coding = (fields[places.codings[0]][1].lower() or PLAIN) if places.codings else PLAIN
    return AnswerFields(headers, length, coding, names_others, places)


def _check_framing(transfer_codings: list[str], lengths: int) -> None:
    if lengths > 1 or (lengths and transfer_codings):
        raise failures.unreadable("The backend's answer says in two ways how long it is.")
    if transfer_codings != ["chunked"]:
        # "A server MUST NOT send" another one to who has not said by TE that it is acceptable (RFC 9112 section 7.4).
        raise failures.unreadable("The backend's answer is in a transfer coding nobody asked for.")


def _find_places(names: tuple[str, ...]) -> _Places:
    passing = tuple([not is_hop_by_hop(name) for name in names])
    lasting = tuple([keep and name not in _DESCRIBES_BODY for keep, name in zip(passing, names, strict=True)])

    def at(wanted: str) -> tuple[int, ...]:
        return tuple([place for place, name in enumerate(names) if name == wanted])

    return _Places(
        passing,
        tuple(compress(names, passing)),
        lasting,
        tuple(compress(names, lasting)),
        at(_LENGTH),
        at(_CODING),
        at("transfer-encoding"),
        at("connection"),
    )


_PLACES = Remembered(_find_places, most=512, longest=LONG_NAMES)
"""By the names of all fields in lower case."""
NO_FIELDS = sort_fields(Headers())
