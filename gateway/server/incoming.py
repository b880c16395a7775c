"""A request as it came from the parser, and the caller's connection as far as answering needs to know it."""

from __future__ import annotations

from typing import Protocol

from aiohttp.http import HttpVersion11, RawRequestMessage
from aiohttp.streams import StreamReader
from msgspec import Struct

from gateway.server.parser import NO_BODY


class Caller(Protocol):
    """The connection a request came on. `remote` is the address of its other end, `scheme` http or https.

    `piece` is how many bytes are written at once, at most.
    """

    @property
    def remote(self) -> str: ...

    @property
    def scheme(self) -> str: ...

    @property
    def piece(self) -> int: ...

    def write(self, data: bytes | memoryview) -> None:
        """Raises ConnectionError where the caller has left."""

    async def flush(self) -> None:
        """Until the caller has taken most of what was written. Raises ConnectionError where it has left."""

    def reset(self) -> None:
        """End the connection in a way that no caller takes for the end of an answer."""

    def closes_after(self, incoming: Incoming) -> bool:
        """Whether the answer to this request is the connection's last."""
        ...


class Incoming(Struct, frozen=True):
    """One request. `line` is its request line, `body` comes while it is looked at."""

    line: bytes
    message: RawRequestMessage
    body: StreamReader
    caller: Caller

    def __repr__(self) -> str:
        return f"Incoming({self.message.method})"

    @property
    def has_body(self) -> bool:
        return self.body is not NO_BODY

    @property
    def is_http_1_0(self) -> bool:
        return self.message.version < HttpVersion11
