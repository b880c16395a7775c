"""A TCP proxy in front of a backend that passes exchanges on byte for byte, until it is told to spoil them.

It knows a request by the marker its caller put into the head, counts what it read of it, and spoils every exchange or the first
one of each request. While it is down its port stays taken, so that a connection is refused and no one else gets it.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.faults.link import HEAD_END, Fault, Link, Moment

_MARKER = re.compile(rb"\r\nx-marker: ([^\r]+)\r\n", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@dataclass
class FaultyProxy:
    """`requests` tells how many requests with a marker were read whole, `spoilt` which of them were spoilt and how often."""

    backend: tuple[str, int]
    port: int
    fault: Fault | None = None
    only_once: bool = False
    keeps_connections: bool = True
    requests: Counter[str] = field(default_factory=Counter)
    spoilt: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def come_up(self) -> None:
        """Accept connections."""
        self._server = await asyncio.start_server(self._accept, sock=_bound(self.port), limit=1_048_576)

    async def go_down(self) -> None:
        """Refuse connections, and reset those that are open."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop_connections()

    async def drop_connections(self) -> None:
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def spoil_each(self, fault: Fault) -> None:
        """Every exchange from now on."""
        self.fault, self.only_once = fault, False

    def spoil_first(self, fault: Fault) -> None:
        """The first exchange of every request from now on; where requests are not read, the next connection alone."""
        self.fault, self.only_once = fault, True

    def heal(self) -> None:
        self.fault = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._serve(Link(reader, writer), reader))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, link: Link, reader: asyncio.StreamReader) -> None:
        try:
            fault = self._due(Moment.ACCEPTED, "")
            if fault is not None:
                await fault.spoil(link)
            while link.is_open:
                await self._exchange(link, await read_message(reader))
                if not self.keeps_connections:
                    link.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            link.close()  # the gateway has closed the connection, or the backend its own
        finally:
            if link.is_open:
                link.reset()

    async def _exchange(self, link: Link, request: bytes) -> None:
        found = _MARKER.search(request)
        marker = found[1].decode() if found else ""
        self.requests[marker] += 1
        link.number += 1
        link.answer = b""
        if (fault := self._due(Moment.ASKED, marker)) is not None:
            await fault.spoil(link)
            return
        link.answer = await ask(self.backend, request)
        fault = self._due(Moment.ANSWERED, marker)
        await (fault.spoil(link) if fault is not None else link.send(link.answer))

    def _due(self, moment: Moment, marker: str) -> Fault | None:
        """The fault that strikes now."""
        fault = self.fault
        if fault is None or fault.moment is not moment or (self.only_once and self.spoilt[marker]):
            return None
        self.spoilt[marker] += 1
        return fault


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, framed by Content-Length alone, as the gateway and the sandbox frame theirs."""
    head = await reader.readuntil(HEAD_END)
    found = _LENGTH.search(head)
    return head + await reader.readexactly(int(found[1]) if found else 0)


async def ask(backend: tuple[str, int], request: bytes) -> bytes:
    """The backend's answer, whole."""
    reader, writer = await asyncio.open_connection(*backend, limit=1_048_576)
    try:
        writer.write(request)
        return await read_message(reader)
    finally:
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[FaultyProxy]:
    """A proxy in front of the backend at that URL. It is down."""
    parts = urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError(f"{url} has no host and port")
    with _bound(0) as place:  # never listens: it holds the port while the proxy is down
        proxy = FaultyProxy((parts.hostname, parts.port), place.getsockname()[1])
        try:
            yield proxy
        finally:
            await proxy.go_down()


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound
