"""Requests and responses as they stand on the wire: bytes and names, no meaning.

Every value is immutable. Header order and repeats are kept, names compare without case (RFC 9110 section 5.1), and the
`repr` of a value shows nothing that was sent but the names of fields: these values end up in tracebacks and logs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Iterable, Iterator
from itertools import compress
from operator import itemgetter
from typing import Protocol, runtime_checkable

from msgspec import Struct

from gateway.remembered import LONG_NAMES, Remembered

_name_of = itemgetter(0)


class Headers:
    """An ordered list of header fields, in `fields`. Names compare without case; a repeated field is kept as it came."""

    __slots__ = ("_names", "fields")

    def __init__(self, items: Iterable[tuple[str, str]] = (), names: Iterable[str] | None = None) -> None:
        """`names` are those of the items in lower case, where they are known already."""
        self.fields = tuple(items)
        self._names = None if names is None else tuple(names)  # else made once somebody asks for one

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self.names

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    def __repr__(self) -> str:
        return f"Headers({', '.join(name for name, _ in self.fields)})"

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each field in lower case, in order."""
        names = self._names
        if names is None:
            names = self._names = _IN_LOWER_CASE[tuple(map(_name_of, self.fields))]
        return names

    def get(self, name: str) -> str | None:
        """The first field of that name, or None."""
        wanted, names = name.lower(), self._names or self.names
        return self.fields[names.index(wanted)][1] if wanted in names else None

    def get_all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, in order."""
        wanted, names = name.lower(), self._names or self.names
        times = names.count(wanted)
        if times == 0:
            return ()
        if times == 1:
            return (self.fields[names.index(wanted)][1],)
        return tuple([item[1] for item, key in zip(self.fields, names, strict=True) if key == wanted])

    def plus(self, *items: tuple[str, str]) -> Headers:
        """These fields, then the given ones."""
        return Headers(self.fields + items)

    def without(self, *names: str) -> Headers:
        """These fields but every one of the given names."""
        return self.drop([name.lower() for name in names])

    def drop(self, unwanted: Container[str], prefix: str = "\0") -> Headers:
        """These fields but those whose name is unwanted or has that prefix, both in lower case."""
        names = self._names or self.names
        wanted = [name not in unwanted and not name.startswith(prefix) for name in names]
        return self if all(wanted) else Headers(compress(self.fields, wanted), compress(names, wanted))


def _in_lower_case(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([name.lower() for name in names])


_IN_LOWER_CASE = Remembered(_in_lower_case, most=512, longest=LONG_NAMES)
"""The names of a message's fields: many messages have the same."""


class ByteStream(Protocol):
    """A body that is passed on as it arrives, never held whole (recordings, media, same-dialect answers)."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


@runtime_checkable
class BegunStream(ByteStream, Protocol):
    """A stream of which the first bytes have been read, so that its reader may choose. They come first when it is iterated."""

    @property
    def begun(self) -> bytes:
        """The bytes read so far."""
        ...

    async def read(self) -> bytes:
        """The whole body after all. Raises ProblemRaised where it is larger than what may be held, or breaks off."""
        ...


class WireRequest(Struct, frozen=True):
    """One HTTP request. `target` is the request-target byte for byte (latin-1), path and query, never re-quoted.

    `remote` is the address of the connection's other end, `client` that of the caller as far as it is believed (the same
    where no trusted proxy stands between). `forwarded` are the fields that tell a backend about the way here.
    """

    method: str
    target: str
    headers: Headers = Headers()
    body: bytes = b""
    remote: str = ""
    client: str = ""
    forwarded: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"WireRequest({self.method}, {self.headers!r}, {len(self.body)} bytes)"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


class WireResponse(Struct, frozen=True, weakref=True, eq=False):
    """One HTTP response. Either `body` holds all of it, or `stream` brings it piece by piece and `body` is empty.

    `endpoint` is where it came from, as the settings write it, of a backend that is asked over the network. Two responses
    that differ in nothing else are the same.
    """

    status: int
    headers: Headers = Headers()
    body: bytes = b""
    stream: ByteStream | None = None
    endpoint: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WireResponse) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def __repr__(self) -> str:
        size = "stream" if self.stream else f"{len(self.body)} bytes"
        return f"WireResponse({self.status}, {self.headers!r}, {size})"

    def _said(self) -> tuple[int, Headers, bytes, ByteStream | None]:
        return self.status, self.headers, self.body, self.stream
