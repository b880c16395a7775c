"""Gives up a caller that takes nothing of what was written for it, so that it does not hold a connection and its answer.

It counts progress, not speed: who takes a byte now and then is served to the end, however full we keep what waits for it.
asyncio alone would wait for ever, also where the connection is closed already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class StallWatch:
    """One connection's. It ends by itself where all has been taken, and aborts the connection after `seconds` of nothing.

    `written` tells how many bytes were ever written to the transport.
    """

    __slots__ = ("_seconds", "_taken", "_timer", "_transport", "_written")

    def __init__(self, transport: asyncio.WriteTransport, written: Callable[[], int], seconds: float) -> None:
        self._transport = transport
        self._written = written
        self._seconds = seconds
        self._taken = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Watch, where something waits to be taken. Without effect on a watch that has begun."""
        if self._timer is None:
            self._wait(self._transport.get_write_buffer_size())

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, left: int) -> None:
        self._taken = self._written() - left
        if left:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._transport.get_write_buffer_size()
        if left and self._written() - left <= self._taken:
            self._transport.abort()
        else:
            self._wait(left)
