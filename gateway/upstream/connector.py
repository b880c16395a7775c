"""Where connections to one endpoint are kept between requests, and the request that tells how far it got on one.

aiohttp's connector gives out a kept connection without looking at it. Here one is looked at first: what has died meanwhile is
thrown away before a byte of the request is spent on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from ssl import SSLContext

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from gateway.upstream.connection import BackendConnection
from gateway.upstream.progress import Progress

# Shorter than what servers commonly allow an idle connection (60 seconds and more): who closes first cannot be surprised by
# a close that crosses the request.
_KEEP_ALIVE_SECONDS = 15.0


class WatchedRequest(aiohttp.ClientRequest):
    """A request that writes down its progress."""

    progress: Progress | None = None

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Writes the head, or with a body leaves that to `write_bytes`, which then runs as a task of its own."""
        with_body = bool(self._body) or (conn.protocol is not None and conn.protocol.writing_paused)
        response = await super().send(conn)
        if self.progress is not None and not with_body:
            self.progress.sent = self.progress.written = True
        return response

    async def write_bytes(self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None) -> None:
        """Head and body. On a connection that closed since it was chosen nothing is written, and aiohttp says so by itself."""
        progress = self.progress
        if progress is not None:
            progress.sent = conn.transport is not None and not conn.transport.is_closing()
        await super().write_bytes(writer, conn, content_length)
        if progress is not None:
            # What goes wrong while a body is written aiohttp hands to whoever waits for the answer.
            progress.written = conn.protocol is not None and conn.protocol.exception() is None


class Connector(aiohttp.TCPConnector):
    """Unlimited: `Places` decide how many there are. To be made on the event loop that will use it."""

    def __init__(self, *, ssl: SSLContext | None, idle: float) -> None:
        super().__init__(ssl=ssl if ssl is not None else True, limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS)
        protocol: Callable[[asyncio.AbstractEventLoop, float], ResponseHandler] = BackendConnection
        # There is no public way to give it a protocol.
        self._factory = partial(protocol, asyncio.get_running_loop(), idle)

    @property
    def busy(self) -> int:
        """Connections that are being opened or in use. May be asked from any thread, as `idle` may."""
        return len(self._acquired)

    @property
    def idle(self) -> int:
        """Connections that are kept for the next request."""
        return sum(len(kept) for kept in list(self._conns.values()))

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 -- aiohttp's own signature
    ) -> Connection:
        """A connection from the pool that is alive, or a new one. Where a fresh one is asked for, the pool is emptied: what
        ended one kept connection has likely ended the others."""
        progress = req.progress if isinstance(req, WatchedRequest) and req.progress is not None else Progress()
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            if not isinstance(protocol, BackendConnection):
                raise TypeError("a connection of this connector has another protocol")
            if not protocol.has_served or not (progress.fresh or protocol.is_stale):
                protocol.begin(progress)
                return connection
            connection.close()
