"""A body on its way from a connection to whoever passes it on: between the two lies a little of it, and never much.

Where its reader is slow the connection is not read from; then the backend has to wait, and is not waited for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

_MOST_WAITING = 131_072  # bytes that lie here before the connection is paused


class Source(Protocol):
    """The connection a body arrives on."""

    def pause(self) -> None:
        """Read nothing more for now."""

    def resume(self) -> None:
        """Read on."""

    def abort(self) -> None:
        """Close it at once."""


class ArrivingBody:
    """One body. It is put in on one side, taken on the other, and its source is let go of when it is all here."""

    __slots__ = ("_error", "_paused", "_pieces", "_size", "_source", "_waiter")

    def __init__(self, source: Source) -> None:
        self._source: Source | None = source
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._paused = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def put(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > _MOST_WAITING and not self._paused and self._source is not None:
            self._paused = True
            self._source.pause()
        self._wake()

    def end(self, error: Exception | None = None) -> None:
        """Nothing more comes: that was all of it, or where there is an error it broke off."""
        self._source, self._error = None, error
        self._wake()

    async def take(self) -> bytes:
        """What has come since, at least a byte; nothing at its end. Raises what it broke off with, when all before is taken."""
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self._source is None:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        taken = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        if self._paused and self._source is not None:
            self._paused = False
            self._source.resume()
        return taken

    def abandon(self) -> None:
        """Nobody wants the rest."""
        source, self._source = self._source, None
        self._pieces.clear()
        if source is not None:
            source.abort()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
