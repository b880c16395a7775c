"""The writing half of a caller's connection: bytes out, no faster than the caller takes them, and not for ever."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import cast

from gateway.server.stall import StallWatch

_UNTAKEN = 16_384  # bytes a caller may leave untaken before we wait for it; TLS allows half a megabyte and keeps the room
_PIECE = 65_536  # bytes written at once
_PIECE_OF_TLS = 16_384  # what TLS is given at once it keeps room for
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Outlet(asyncio.Protocol):
    """What of a connection has to do with writing. A subclass says after how many seconds a caller is given up."""

    __slots__ = ("_loop", "_stall", "_taken", "_transport", "_writing_paused", "_written", "piece", "remote", "scheme")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._writing_paused = False  # the caller has yet to take what was written
        self._written = 0
        self._taken: asyncio.Future[None] | None = None
        self._stall: StallWatch | None = None
        self.remote = ""
        self.scheme = "http"
        self.piece = _PIECE  # bytes written at once, at most

    @property
    def stall_seconds(self) -> float:
        """How long what was written may wait to be taken; a subclass knows its limits."""
        raise NotImplementedError

    @property
    def connected(self) -> bool:
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_UNTAKEN)
        if transport.get_extra_info("sslcontext") is not None:
            self.scheme, self.piece = "https", _PIECE_OF_TLS
        peer = transport.get_extra_info("peername")
        self.remote = str(peer[0]) if isinstance(peer, tuple) else str(peer or "")
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def connection_lost(self, exc: BaseException | None) -> None:
        del exc
        self._transport = None
        if self._stall is not None:
            self._stall.end()
            self._stall = None
        self.resume_writing()

    def pause_writing(self) -> None:
        self._writing_paused = True
        self.watch_writing()

    def resume_writing(self) -> None:
        self._writing_paused = False
        taken, self._taken = self._taken, None
        if taken is not None and not taken.done():
            taken.set_result(None)

    def write(self, data: bytes | memoryview) -> None:
        """Raises ConnectionError where the caller has left."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the caller has left")
        self._written += len(data)
        self._transport.write(data)

    async def flush(self) -> None:
        """Until the caller has taken most of what was written. Raises ConnectionError where it has left."""
        if self._writing_paused:
            if self._taken is None or self._taken.done():
                self._taken = self._loop.create_future()
            await self._taken
        if self._transport is None:
            raise ConnectionResetError("the caller has left")

    def reset(self) -> None:
        """End the connection in a way that no caller takes for the end of an answer."""
        if self._transport is None:
            return
        connection = self._transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    def hang_up(self) -> None:
        """Close, once what was written is taken. Nothing more can be written."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def watch_writing(self) -> None:
        """Give the caller up where something was written and it takes nothing of it any more."""
        transport = self._transport
        if transport is None or not transport.get_write_buffer_size():
            return
        if self._stall is None:
            self._stall = StallWatch(transport, lambda: self._written, self.stall_seconds)
        self._stall.begin()
