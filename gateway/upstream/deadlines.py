"""Until when each connection of an endpoint may go on as it is: one timer for all of them.

The timer stands at the earliest deadline there was when it was set. Deadlines mostly move away from there, which costs
nothing; who sets a nearer one says so by `heed`. None is missed, and none is acted on before its time.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Collection
from typing import Protocol


class Timed(Protocol):
    """`deadline` is in loop time, infinite where nothing is waited for."""

    @property
    def deadline(self) -> float: ...

    def expire(self) -> None:
        """The deadline has passed."""


class Deadlines:
    """The deadlines of whatever is in `timed` at a given time."""

    def __init__(self, timed: Collection[Timed], loop: asyncio.AbstractEventLoop) -> None:
        self._timed = timed
        self._loop = loop
        self._next = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def heed(self, deadline: float) -> None:
        """One of them has this deadline from now on."""
        if deadline < self._next:
            self._set(deadline)

    def stop(self) -> None:
        self._set(math.inf)

    def _set(self, deadline: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = deadline
        self._timer = None if deadline == math.inf else self._loop.call_at(deadline, self._sweep)

    def _sweep(self) -> None:
        self._timer, self._next = None, math.inf
        now = self._loop.time()
        for each in tuple(self._timed):
            if each.deadline <= now:
                each.expire()
        self._set(min((each.deadline for each in self._timed), default=math.inf))
