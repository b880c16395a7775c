"""A port that speaks HTTP/1.1 to callers and hands each request to the pipeline."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from ssl import SSLContext
from typing import cast

from gateway.server.acceptor import Acceptor
from gateway.server.capacity import Capacity
from gateway.server.connection import Connection
from gateway.server.exchange import Exchange, Handle, Refuse, Screen, admit_every_body
from gateway.server.forwarding import TRUSTING_NOBODY, Forwarding
from gateway.server.limits import ListenerLimits
from gateway.server.parser import ParserMissing, Parsers, require_compiled_parser

__all__ = ["Listener", "ParserMissing", "bind_socket", "start_listener"]

_LAST_MOMENT = 0.1  # seconds a cancelled handler has to let go of what it holds
_LAST_WORD = 1.0  # seconds an idle connection has to begin another request while the listener closes, be it the first


class Listener:
    """A bound port. `close` is the only way to be rid of it."""

    def __init__(self, server: _Server, acceptor: Acceptor, sock: socket.socket) -> None:
        self._server = server
        self._acceptor = acceptor
        self._sock = sock
        self._port: int = sock.getsockname()[1]

    @property
    def port(self) -> int:
        """The port it is bound to, also where the system was asked to choose one."""
        return self._port

    @property
    def sock(self) -> socket.socket:
        """The listening socket, to be handed on to another process. Closed once the listener stops accepting."""
        return self._sock

    @property
    def connections(self) -> int:
        """How many connections are open, those whose handshake goes on left out."""
        return len(self._server.open)

    def change(self, *, limits: ListenerLimits, ssl: SSLContext | None, forwarding: Forwarding) -> None:
        """Do as these say: to the next connection, and where it can be to the next request on those that are open.

        The listening socket stays as it is, so that no connection is lost or refused. What has begun, a TLS handshake
        too, ends as it began. The TLS context belongs to a connection for life.
        """
        self._server.adopt(limits, forwarding)
        self._acceptor.ssl = ssl
        self._acceptor.handshake_seconds = limits.handshake_seconds

    def stop_accepting(self) -> None:
        """Take no new connection but those that have arrived. Open ones are told with their next answer that it is the last."""
        if self._sock.fileno() >= 0:
            self._acceptor.stop()
            self._sock.close()
            self._server.announce_end()

    async def close(self, grace: float) -> None:
        """Take no new connection, answer what has begun, and after `grace` seconds cut off what is left."""
        self.stop_accepting()
        try:
            async with asyncio.timeout(grace):
                await self._server.drain(self._acceptor)
        except TimeoutError:
            self._acceptor.cut()
            await self._server.cut()


async def start_listener(
    *,
    bind: str,
    port: int,
    handle: Handle,
    refuse: Refuse,
    limits: ListenerLimits,
    new_request_id: Callable[[], str],
    screen: Screen = admit_every_body,
    forwarding: Forwarding = TRUSTING_NOBODY,
    ssl: SSLContext | None = None,
    now: Callable[[], float] = time.time,
    sock: socket.socket | None = None,
    capacity: Capacity | None = None,
) -> Listener:
    """Listen on an address; port 0 lets the system choose. `sock`, already bound there, is used and closed in its stead.

    `capacity` is what the listeners of this process share. Raises OSError where the address cannot be bound, and
    ParserMissing.
    """
    require_compiled_parser()
    loop = asyncio.get_running_loop()
    exchange = Exchange(handle, refuse, limits, new_request_id, now, capacity or Capacity(), forwarding, screen)
    server = _Server(exchange, loop)
    sock = sock or await bind_socket(bind, port)
    acceptor = Acceptor(sock, server.connect, server.enter, ssl=ssl, handshake_seconds=limits.handshake_seconds)
    return Listener(server, acceptor, sock)


async def bind_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the first address of that host, fit for `start_listener`. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    return socket.create_server(address, family=family)


class _Server:
    """The register of a listener's open connections."""

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        self.open: dict[Connection, asyncio.BaseTransport] = {}
        self.parsers = Parsers(exchange.limits, loop)
        self._exchange = exchange
        self._loop = loop
        self._ending = False
        self._none_open = asyncio.Event()
        self._none_open.set()

    def connect(self) -> Connection:
        return Connection(self, self._exchange, self._loop)

    def enter(self) -> bool:
        return self._exchange.capacity.connections.enter(self._exchange.limits.connections)

    def note_opened(self, connection: Connection, transport: asyncio.BaseTransport) -> None:
        self.open[connection] = transport
        self._none_open.clear()
        if self._ending:
            connection.announce_end()
            self._loop.call_later(_LAST_WORD, connection.drain)

    def note_closed(self, connection: Connection) -> None:
        self.open.pop(connection, None)
        if not self.open:
            self._none_open.set()

    def adopt(self, limits: ListenerLimits, forwarding: Forwarding) -> None:
        self._exchange = replace(self._exchange, limits=limits, forwarding=forwarding)
        self.parsers = Parsers(limits, self._loop)
        for connection in self.open:
            connection.adopt(self._exchange)

    def announce_end(self) -> None:
        self._ending = True
        for connection in self.open:
            connection.announce_end()

    async def drain(self, acceptor: Acceptor) -> None:
        """Until every connection has answered what it had begun and is closed."""
        for _ in range(2):  # a whole turn of the loop: what the system has received counts as begun
            await asyncio.sleep(0)
        for connection in tuple(self.open):
            if connection.is_idle:
                self._loop.call_later(_LAST_WORD, connection.drain)  # a request may be on the way
            else:
                connection.drain()
        await acceptor.settle()
        await self._none_open.wait()

    async def cut(self) -> None:
        """End what is in progress. Closing alone would wait until a caller has taken what was written for it."""
        ended = [task for connection in self.open if (task := connection.cut()) is not None]
        if ended:
            await asyncio.wait(ended, timeout=_LAST_MOMENT)
        for transport in tuple(self.open.values()):
            cast("asyncio.Transport", transport).abort()
        await self._none_open.wait()
