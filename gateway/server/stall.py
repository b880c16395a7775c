"""Gives up a caller that takes nothing of what was written for it, so that it does not hold a connection and its answer.

It counts progress, not speed: who takes a byte now and then is served to the end. asyncio alone would wait for ever, also
where the connection is closed already.
"""

from __future__ import annotations

import asyncio


class StallWatch:
    """One connection's. It ends by itself where all has been taken, and aborts the connection after `seconds` of nothing."""

    __slots__ = ("_last", "_seconds", "_timer", "_transport")

    def __init__(self, transport: asyncio.WriteTransport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._last = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Watch, where something waits to be taken. Without effect on a watch that has begun."""
        if self._timer is None:
            self._last = self._transport.get_write_buffer_size()
            if self._last:
                self._wait()

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._transport.get_write_buffer_size()
        if left >= self._last:
            self._transport.abort()
            return
        self._last = left
        if left:
            self._wait()
