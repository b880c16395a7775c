"""The arguments any URL of the JSON-envelope API may carry, and the method a request means.

"Note that parameters for these arguments are not case sensitive": names and values alike. `method` wins over the wire, whatever
the wire's verb is.
"""

from __future__ import annotations

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_query
from gateway.dialects.json_envelope.refusals import Code, malformed, wrong_method
from gateway.model import ProblemRaised
from gateway.wire import WireRequest

METHODS = ("POST", "GET", "PUT", "DELETE")
_WORDS = {method.lower(): method for method in METHODS}
_GENERAL = ("method", "format", "delete_all")


class Arguments(Struct, frozen=True):
    """What a URL says: each value of the three general arguments, lower case, and all others as they came."""

    method: tuple[str, ...]
    format: tuple[str, ...]
    delete_all: tuple[str, ...]
    others: tuple[tuple[str, str], ...]

    @property
    def asks_for_json(self) -> bool:
        return self.format == ("json",)


_NONE = Arguments((), (), (), ())


def read_arguments(wire: WireRequest) -> Arguments:
    """The arguments of a request. Raises ProblemRaised (400) for a query that can't be read."""
    query = wire.query
    if not query:
        return _NONE
    try:
        pairs = decode_query(query)
    except CodecError as error:
        raise malformed(Code.INVALID, f"The URL's arguments can't be read: {error.message}") from error
    said: dict[str, dict[str, None]] = {name: {} for name in _GENERAL}
    for name, value in pairs:
        if name.lower() in said:
            said[name.lower()][value.lower()] = None
    others = tuple(pair for pair in pairs if pair[0].lower() not in _GENERAL)
    return Arguments(tuple(said["method"]), tuple(said["format"]), tuple(said["delete_all"]), others)


def read_method(wire: WireRequest, arguments: Arguments) -> str:
    """The effective method. Raises ProblemRaised: 10005 for one that is not there, 19107 for two in contradiction."""
    if not arguments.method and wire.method in METHODS:
        return wire.method
    methods = [_WORDS.get(value, value) for value in arguments.method] or [wire.method]
    if not set(methods) <= set(METHODS):
        raise wrong_method(METHODS)
    if len(methods) > 1:
        raise malformed(Code.CONTRADICTION, "The argument `method` is given twice with different values. Give it once.")
    return methods[0]


def permits_delete_all(arguments: Arguments) -> bool:
    """Whether a DELETE of a whole collection is meant. Raises ProblemRaised (19107) where the URL says both yes and no."""
    if len(arguments.delete_all) > 1:
        raise malformed(Code.CONTRADICTION, "The argument `delete_all` is given twice with different values. Give it once.")
    return arguments.delete_all == ("1",)


def guess_method(wire: WireRequest) -> str:
    """The effective method, or that of the wire where the URL tells none. Never raises."""
    try:
        return read_method(wire, read_arguments(wire))
    except ProblemRaised:
        return wire.method
