"""Requests and responses as they stand on the wire: bytes and names, no meaning.

Every value is immutable. Header order and repeats are kept, names compare without case (RFC 9110 section 5.1), and the
`repr` of a value shows nothing that was sent but the names of fields: these values end up in tracebacks and logs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Protocol, runtime_checkable

from msgspec import Struct


class Headers:
    """An ordered list of header fields. Names compare without case; a repeated field is kept as it came."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple(items)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"Headers({', '.join(name for name, _ in self._items)})"

    def get(self, name: str) -> str | None:
        """The first field of that name, or None."""
        wanted = name.lower()
        return next((value for key, value in self._items if key.lower() == wanted), None)

    def get_all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self._items if key.lower() == wanted)

    def plus(self, *items: tuple[str, str]) -> Headers:
        """These fields, then the given ones."""
        return Headers(self._items + items)

    def without(self, *names: str) -> Headers:
        """These fields but every one of the given names."""
        unwanted = {name.lower() for name in names}
        return Headers(item for item in self._items if item[0].lower() not in unwanted)


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


class WireResponse(Struct, frozen=True, weakref=True):
    """One HTTP response. Either `body` holds all of it, or `stream` brings it piece by piece and `body` is empty.

    `endpoint` is where it came from, as the settings write it, of a backend that is asked over the network.
    """

    status: int
    headers: Headers = Headers()
    body: bytes = b""
    stream: ByteStream | None = None
    endpoint: str = ""

    def __repr__(self) -> str:
        size = "stream" if self.stream else f"{len(self.body)} bytes"
        return f"WireResponse({self.status}, {self.headers!r}, {size})"
