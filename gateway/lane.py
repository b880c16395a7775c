"""One thread for work that is all Python: who has come furthest goes next, whoever came first among equals.

Threads of one interpreter take turns. Four translations at once would each take four times as long, with four trees of objects
in memory, and every change of turns finds the processor's caches full of another one's: a third of the time went there.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Step(IntEnum):
    """How far a call has come. What a backend's answer was read into is ten times its size: it must not wait for others."""

    READ_REQUEST = 1
    WRITE_REQUEST = 2
    DECODE_ANSWER = 3
    READ_ANSWER = 4
    SHOW_ANSWER = 5
    WRITE_ANSWER = 6


class Lane:
    """To be used in the thread of one event loop at a time."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._taken = False

    async def run(self, step: Step, work: Callable[[], T]) -> T:
        """What `work` gives or raises. Once begun it goes on to its end, also where nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        await self._wait(step, loop)
        try:
            return await loop.run_in_executor(self._thread, work)
        finally:
            # Not at once: first the call that has just done one step is to ask for its next.
            loop.call_soon(self._pass_on)

    def free(self, clear: Callable[[], None]) -> None:
        """Run what lets go of something large; nobody waits for it."""
        self._thread.submit(clear)

    async def _wait(self, step: Step, loop: asyncio.AbstractEventLoop) -> None:
        if not self._taken:
            self._taken = True
            return
        turn = loop.create_future()
        heapq.heappush(self._waiting, (-step, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was ours already
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
