"""Takes connections from a listening socket, counts them in, and sees each through its TLS handshake.

asyncio's own server cannot be given another certificate, drops what it has just accepted when it is closed, and lets any
number of callers leave a handshake half done. Here the listening socket stays the same for life, a new certificate holds
for the next connection, and handshakes begun go on under the old one.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import struct
from collections.abc import Callable
from ssl import SSLContext, SSLError

from gateway.server.connection import Connection
from gateway.server.tls_protocol import RECORD, TlsProtocol

_log = logging.getLogger(__name__)
_BACKLOG = 4096  # connections the system may hold for us; it takes its own maximum where that is less
_AT_ONCE = 100  # connections taken in one turn of the event loop
_NO_RESOURCES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_BREATHER = 0.25  # seconds without accepting where the system has no file descriptor left
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Acceptor:
    """What accepts on one listening socket. `ssl` and `handshake_seconds` hold for the connections accepted from now on.

    `enter` counts a connection in, or has no place for it. It is counted out by the connection itself.
    """

    def __init__(
        self,
        sock: socket.socket,
        make: Callable[[], Connection],
        enter: Callable[[], bool],
        *,
        ssl: SSLContext | None,
        handshake_seconds: float,
    ) -> None:
        self.ssl = ssl
        self.handshake_seconds = handshake_seconds
        self._sock = sock
        self._make = make
        self._enter = enter
        self._loop = asyncio.get_running_loop()
        self._greetings: set[asyncio.Task[None]] = set()
        self._breather: asyncio.TimerHandle | None = None
        self._buffer = memoryview(bytearray(RECORD))
        sock.setblocking(False)
        sock.listen(_BACKLOG)
        self._listen()

    def stop(self) -> None:
        """Take what has arrived and nothing after it. Handshakes go on. The socket stays open: its owner closes it."""
        self._stop_listening()
        self._take()
        self._stop_listening()

    async def settle(self) -> None:
        """Until no handshake is in progress."""
        while self._greetings:
            await asyncio.wait(self._greetings)

    def cut(self) -> None:
        """End the handshakes that are in progress."""
        for greeting in self._greetings:
            greeting.cancel()

    def _listen(self) -> None:
        self._breather = None
        self._loop.add_reader(self._sock, self._take)

    def _stop_listening(self) -> None:
        if self._breather is not None:
            self._breather.cancel()
            self._breather = None
        self._loop.remove_reader(self._sock)

    def _take(self) -> None:
        """Accept what has arrived, a bounded number at once: others wait for their turn."""
        for _ in range(_AT_ONCE):
            try:
                accepted, _ = self._sock.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _NO_RESOURCES:
                    raise
                _log.warning("no connection can be accepted: the system has no %s left", _what_is_missing(error))
                self._stop_listening()
                self._breather = self._loop.call_later(_BREATHER, self._listen)
                return
            if self._enter():
                greeting = self._loop.create_task(self._greet(accepted))
                self._greetings.add(greeting)
                greeting.add_done_callback(self._greetings.discard)
            else:
                accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                accepted.close()

    async def _greet(self, accepted: socket.socket) -> None:
        connection = self._make()
        try:
            if self.ssl is None:
                await self._loop.connect_accepted_socket(lambda: connection, accepted)
            else:
                await self._shake_hands(connection, accepted, self.ssl)
        except OSError as error:
            connection.note_failed_handshake()
            # What TLS libraries say comes from a fixed list; what a caller sent is not in it.
            _log.info("a TLS handshake failed: %s", (isinstance(error, SSLError) and error.reason) or type(error).__name__)
        finally:
            connection.count_out_unmade()

    async def _shake_hands(self, connection: Connection, accepted: socket.socket, context: SSLContext) -> None:
        done: asyncio.Future[None] = self._loop.create_future()
        tls = TlsProtocol(connection, context, done, seconds=self.handshake_seconds, buffer=self._buffer)
        transport, _ = await self._loop.connect_accepted_socket(lambda: tls, accepted)
        try:
            await done
        except asyncio.CancelledError:
            transport.abort()
            raise


def _what_is_missing(error: OSError) -> str:
    return "file descriptors" if error.errno in {errno.EMFILE, errno.ENFILE} else "memory for sockets"
