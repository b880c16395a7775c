"""A listener on a free port with a handler that records, and a client that writes and reads raw bytes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

from gateway.model import Problem
from gateway.server import Listener, ListenerLimits, start_listener
from gateway.wire import Headers, WireRequest, WireResponse

PATIENCE = 5.0  # seconds after which a test that waits has failed
NOW = 1_262_304_000.0  # 2010-01-01
DATE = "Fri, 01 Jan 2010 00:00:00 GMT"
OLD = "/2008-08-01"


def answer_ok(request: WireRequest) -> WireResponse:
    return WireResponse(200, Headers([("Content-Type", "text/plain")]), request.method.encode())


def write_refusal(problem: Problem, request: WireRequest) -> WireResponse:
    """A refusal tells its kind, and the dialect found in the request's path; nothing of the request itself."""
    dialect = "old" if request.target.startswith(OLD) else "none"
    body = f"refused:{problem.kind}:{dialect}".encode()
    return WireResponse(problem.status, Headers([("Content-Type", "text/x-refusal")]), body)


@dataclass
class Recorder:
    """A pipeline that keeps what it is given."""

    respond: Callable[[WireRequest], WireResponse] = answer_ok
    seen: list[WireRequest] = field(default_factory=list)

    async def handle(self, request: WireRequest) -> WireResponse:
        self.seen.append(request)
        return self.respond(request)


@dataclass(frozen=True)
class RawResponse:
    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @property
    def fields(self) -> list[tuple[str, str]]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)


class RawClient:
    """Bytes out, bytes in. Whatever waits longer than PATIENCE raises TimeoutError."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def send_bytewise(self, data: bytes) -> None:
        for at in range(len(data)):
            await self.send(data[at : at + 1])
            await asyncio.sleep(0)  # let the listener see each byte on its own

    async def read_head(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n")

    async def read_response(self, *, has_body: bool = True) -> RawResponse:
        head = await self.read_head()
        response = RawResponse(head, b"")
        if not has_body:
            return response
        async with asyncio.timeout(PATIENCE):
            if response.get("Transfer-Encoding") == "chunked":
                return RawResponse(head, await self.read_chunks())
            return RawResponse(head, await self.reader.readexactly(int(response.get("Content-Length") or "0")))

    async def read_chunks(self) -> bytes:
        body = b""
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        assert await self.reader.readexactly(2) == b"\r\n"
        return body

    async def read_to_end(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def close(self) -> None:
        self.writer.close()
        async with asyncio.timeout(PATIENCE):
            try:
                await self.writer.wait_closed()
            except ConnectionError:
                return  # a listener may abort


def count_ids() -> Callable[[], str]:
    numbers = iter(range(1, 1000))
    return lambda: f"id-{next(numbers)}"


@asynccontextmanager
async def listening(
    handle: Callable[[WireRequest], Awaitable[WireResponse]],
    *,
    limits: ListenerLimits | None = None,
    ssl: SSLContext | None = None,
    sock: socket.socket | None = None,
) -> AsyncIterator[Listener]:
    listener = await start_listener(
        bind="127.0.0.1",
        port=0,
        handle=handle,
        refuse=write_refusal,
        limits=limits or ListenerLimits(),
        new_request_id=count_ids(),
        ssl=ssl,
        now=lambda: NOW,
        sock=sock,
    )
    try:
        yield listener
    finally:
        await listener.close(grace=PATIENCE)


@asynccontextmanager
async def connected(listener: Listener, ssl: SSLContext | None = None) -> AsyncIterator[RawClient]:
    hostname = "localhost" if ssl else None
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, ssl=ssl, server_hostname=hostname)
    client = RawClient(reader, writer)
    try:
        yield client
    finally:
        await client.close()


async def exchange(
    recorder: Recorder, *pieces: bytes, limits: ListenerLimits | None = None, has_body: bool = True
) -> RawResponse:
    """One request on a connection of its own; what comes back first."""
    async with listening(recorder.handle, limits=limits) as listener, connected(listener) as client:
        await client.send(*pieces)
        return await client.read_response(has_body=has_body)


def request_bytes(line: str, *fields: str, body: bytes = b"") -> bytes:
    return "\r\n".join((line, "Host: api.example.test", *fields, "", "")).encode("latin-1") + body


def as_stream(pieces: Iterable[bytes]) -> PieceStream:
    return PieceStream(pieces)


class PieceStream:
    """A body that comes in pieces and, where `breaks` is given, breaks after them."""

    def __init__(self, pieces: Iterable[bytes], breaks: Exception | None = None) -> None:
        self.pieces = pieces
        self.breaks = breaks
        self.closed = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        if self.breaks is not None:
            raise self.breaks

    async def aclose(self) -> None:
        self.closed.set()
