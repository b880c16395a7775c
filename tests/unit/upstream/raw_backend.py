"""A backend of raw bytes: it keeps every request exactly as it came and answers with what it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import TypeAlias, TypedDict, Unpack

from gateway.upstream import Balance, BreakerLimits, Events, HealthCheck, Retries, Timeouts, Upstream

PATIENCE = 5.0
PATIENT = Timeouts(connect=PATIENCE, first_byte=PATIENCE, total=PATIENCE, idle=PATIENCE)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Reply: TypeAlias = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def say_nothing(writer: asyncio.StreamWriter) -> None:
    del writer
    await asyncio.Event().wait()


async def lie_idle(seconds: float) -> None:
    """Lets that time pass, where nothing happening for so long is what a test is about."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), seconds)


def then_close(reply: bytes) -> Reply:
    async def send_and_close(writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        writer.close()

    return send_and_close


def then_wait(reply: bytes) -> Reply:
    async def send_and_wait(writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await asyncio.Event().wait()

    return send_and_wait


@dataclass
class Backend:
    """`requests` are pairs of the connection's number and the request's bytes. The last reply is repeated."""

    replies: list[Reply]
    requests: list[tuple[int, bytes]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def endpoint(self) -> str:
        # A name and not a number: cookie jars and proxies of the environment treat the two differently.
        return f"http://localhost:{self.port}"

    @property
    def received(self) -> list[bytes]:
        return [request for _, request in self.requests]

    def fields(self, index: int = -1) -> list[str]:
        return self.received[index].partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while not writer.is_closing():
                self.requests.append((number, await read_request(reader)))
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                if isinstance(reply, bytes):
                    writer.write(reply)
                else:
                    await reply(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed.set()
        finally:
            writer.close()


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """One request, framed by Content-Length alone: anything else the gateway would send is a fault."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    assert b"transfer-encoding" not in head.lower()
    assert len(lengths) <= 1
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


@asynccontextmanager
async def serving(serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """The port where each connection is served by that until the block is left."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(serve_and_close(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serves by never saying anything, not even what a TLS handshake needs."""
    del reader, writer
    await asyncio.Event().wait()


@asynccontextmanager
async def backend_with(*replies: Reply) -> AsyncIterator[Backend]:
    backend = Backend(list(replies))
    async with serving(backend.serve) as port:
        backend.port = port
        yield backend


class Wishes(TypedDict, total=False):
    """What an Upstream may be told besides where it leads, how long to wait and how much to read."""

    ssl: SSLContext | None
    server_name: str | None
    connections: int
    balance: Balance
    breaker: BreakerLimits
    health: HealthCheck | None
    slow_return: float
    retries: Retries
    events: Events
    now: Callable[[], float]
    chance: Callable[[], float]


@asynccontextmanager
async def upstream_to(
    *endpoints: str, timeouts: Timeouts = PATIENT, body_limit: int = 1_000_000, **wishes: Unpack[Wishes]
) -> AsyncIterator[Upstream]:
    upstream = Upstream(endpoints, timeouts=timeouts, body_limit=body_limit, **wishes)
    try:
        yield upstream
    finally:
        await upstream.close()
