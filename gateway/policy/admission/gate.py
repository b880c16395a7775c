"""Calls in progress in this process: so many at once, so many in a queue before them, first come first served.

A place that comes free goes to the first who waits at once, not to whoever asks next. Who leaves the queue frees its place
in it, and who was called up and left meanwhile hands the call on: no place is ever lost.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager

from msgspec import Struct

from gateway.model import ProblemRaised
from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.refusals import Reason, Refusal


class GateLimits(Struct, frozen=True):
    """How many calls may be in progress, how many may wait for that, and for how many seconds."""

    concurrency: int = 500
    queue: int = 500
    queue_time: float = 5.0


class Gate:
    """The queue before the calls in progress. Belongs to one event loop."""

    def __init__(self, limits: GateLimits | None = None, events: Events = SILENT) -> None:
        self._limits = limits or GateLimits()
        self._events = events
        self._busy = 0
        self._place = GatePlace(self)  # for all calls: they are only counted
        self._waiting: OrderedDict[asyncio.Future[bool], None] = OrderedDict()

    @property
    def busy(self) -> int:
        """How many calls are in progress."""
        return self._busy

    @property
    def waiting(self) -> int:
        """How many calls wait to be."""
        return len(self._waiting)

    @property
    def crowded(self) -> bool:
        """Whether one more call would have to wait, or is one too many."""
        return self._busy >= self._limits.concurrency

    def change(self, limits: GateLimits) -> None:
        """Other limits from now on. Who is in stays in, who waits goes on waiting as long as it was going to."""
        self._limits = limits
        self._call_up()

    def hold(self) -> GatePlace:
        """One place. Raises ProblemRaised (503) where the queue is full or none comes free in time."""
        return self._place

    async def enter(self) -> None:
        """Takes a place, when there is one. Raises likewise."""
        if self._busy < self._limits.concurrency:  # nobody waits then
            self._busy += 1
            return
        if len(self._waiting) >= self._limits.queue:
            raise self._shed(Reason.QUEUE_FULL)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[bool] = loop.create_future()
        self._waiting[turn] = None
        began = loop.time()
        timer = loop.call_later(self._limits.queue_time, self._send_away, turn)
        try:
            called_up = await turn
        except asyncio.CancelledError:
            self._step_out(turn)
            raise
        finally:
            timer.cancel()
            self._events.waited(loop.time() - began)
        if not called_up:
            raise self._shed(Reason.QUEUE_TIME)

    def leave(self) -> None:
        """Gives it back."""
        self._busy -= 1
        if self._waiting:
            self._call_up()

    def _call_up(self) -> None:
        while self._waiting and self._busy < self._limits.concurrency:
            turn, _ = self._waiting.popitem(last=False)
            if not turn.done():  # else its caller has left and is about to notice
                self._busy += 1
                turn.set_result(True)

    def _send_away(self, turn: asyncio.Future[bool]) -> None:
        if not turn.done():
            del self._waiting[turn]
            turn.set_result(False)

    def _step_out(self, turn: asyncio.Future[bool]) -> None:
        self._waiting.pop(turn, None)
        if not turn.cancelled() and turn.result():
            self.leave()

    def _shed(self, reason: Reason) -> ProblemRaised:
        self._events.refused(reason)
        return Refusal(reason, self._limits.queue_time).as_problem()


class GatePlace(AbstractAsyncContextManager[None]):
    """A place among the calls in progress: entered and left once for each call."""

    __slots__ = ("_gate",)

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def __aenter__(self) -> Coroutine[None, None, None]:
        return self._gate.enter()

    async def __aexit__(self, *raised: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Gives it back."""
        self._gate.leave()
