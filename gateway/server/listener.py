"""A port that speaks HTTP/1.1 to callers and hands each request to the pipeline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from ssl import SSLContext
from typing import cast

from aiohttp import http_parser, web
from aiohttp.web_protocol import RequestHandler

from gateway.server.answer import Answer
from gateway.server.connection import Connection
from gateway.server.exchange import Exchange, Handle, Refuse
from gateway.server.limits import ListenerLimits

_LAST_MOMENT = 0.1  # seconds a cancelled handler has to let go of what it holds


class ParserMissing(RuntimeError):
    """aiohttp runs with its pure-Python HTTP parser, which is not safe to face callers with."""


class Listener:
    """A bound port. `close` is the only way to be rid of it."""

    def __init__(self, server: _Server, sockets: asyncio.Server) -> None:
        self._server = server
        self._sockets = sockets

    @property
    def port(self) -> int:
        """The port it is bound to, also where the system was asked to choose one."""
        port: int = self._sockets.sockets[0].getsockname()[1]
        return port

    async def close(self, grace: float) -> None:
        """Take no new connection, answer what has begun, and after `grace` seconds cut off what is left."""
        self._sockets.close()
        try:
            async with asyncio.timeout(grace):
                await self._server.drain()
        except TimeoutError:
            await self._server.shutdown(_LAST_MOMENT)
        await self._sockets.wait_closed()


async def start_listener(
    *,
    bind: str,
    port: int,
    handle: Handle,
    refuse: Refuse,
    limits: ListenerLimits,
    new_request_id: Callable[[], str],
    ssl: SSLContext | None = None,
    now: Callable[[], float] = time.time,
) -> Listener:
    """Listen on an address; port 0 lets the system choose. Raises OSError where it cannot be bound, and ParserMissing."""
    _require_compiled_parser()
    loop = asyncio.get_running_loop()
    server = _Server(Exchange(handle, refuse, limits, new_request_id, now), loop)
    sockets = await loop.create_server(server, bind, port, ssl=ssl)
    return Listener(server, sockets)


class _Server(web.Server):
    """aiohttp's register of open connections, making connections of our kind."""

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        # What is done for a caller that has left is cancelled: the backend need not finish it.
        super().__init__(_serve, handler_cancellation=True, loop=loop)
        self._exchange = exchange
        self._open: set[Connection] = set()
        self._none_open = asyncio.Event()
        self._none_open.set()

    def __call__(self) -> Connection:
        return Connection(self, self._exchange, self._loop)

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        self._open.add(cast("Connection", handler))
        self._none_open.clear()

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        super().connection_lost(handler, exc)
        self._open.discard(cast("Connection", handler))
        if not self._open:
            self._none_open.set()

    async def drain(self) -> None:
        """Until every connection has answered what it had begun and is closed."""
        for connection in tuple(self._open):
            connection.drain()
        await self._none_open.wait()


async def _serve(request: web.BaseRequest) -> Answer:
    return await cast("Connection", request.protocol).serve(request)


def _require_compiled_parser() -> None:
    if http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        raise ParserMissing(
            "aiohttp's compiled HTTP parser is not loaded, and its pure-Python one never answers a request with a bad HTTP"
            " version. Install aiohttp from a wheel for this platform, and unset AIOHTTP_NO_EXTENSIONS."
        )
