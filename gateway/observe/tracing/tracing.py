"""The tracing of one process, off to begin with: which calls are recorded, and where their spans go at this moment.

Other settings replace the outlet: what waits in the old one is still delivered, and calls in progress end in the new one.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable

from msgspec import Struct

from gateway.observe.record import CallRecord
from gateway.observe.tracing.calls import CallTrace, NewId, new_span_id, new_trace_id
from gateway.observe.tracing.context import Context, read_context
from gateway.observe.tracing.opening import Outlet
from gateway.observe.tracing.sampling import Sampling
from gateway.settings import Tracing as Settings
from gateway.wire import WireRequest


class Way(Struct, frozen=True):
    """What settings were made into."""

    settings: Settings
    sampling: Sampling
    outlet: Outlet


Open = Callable[[Settings], Outlet]


class Tracing:
    """`open_outlet` makes the outlet of settings, which may take a moment.

    `chance` gives numbers from 0 up to 1, `new_id` so many random bits, `wall` nanoseconds, `clock` seconds.
    """

    def __init__(
        self,
        open_outlet: Open,
        *,
        chance: Callable[[], float] = random.random,
        new_id: NewId = random.getrandbits,
        wall: Callable[[], int] = time.time_ns,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._open = open_outlet
        self._chance = chance
        self._new_id = new_id
        self._wall = wall
        self._clock = clock
        self._way: Way | None = None

    def begin(self, wire: WireRequest, began: float) -> CallTrace | None:
        """The trace of a call that begins, None while there is no tracing. `began` is by the clock."""
        way = self._way
        if way is None:
            return None
        caller = read_context(wire.headers)
        trace_id = caller.trace_id if caller else new_trace_id(self._new_id)
        recorded = way.sampling.records(caller, self._chance)
        own = Context(trace_id, new_span_id(self._new_id), recorded, caller.state if caller else "")
        zero = self._wall() - round(self._clock() * 1e9)
        return CallTrace(own, caller, wire.method, began, zero, self._new_id, self._end)

    async def prepare(self, settings: Settings | None) -> Way | None:
        """What `adopt` takes: the way there is, where the settings are its own. Nothing is changed or connected yet.

        Raises ValueError where the Python packages for it are missing.
        """
        if settings is None or (self._way is not None and self._way.settings == settings):
            return self._way if settings else None
        outlet = await asyncio.to_thread(self._open, settings)
        return Way(settings, Sampling(settings.sample.of_one, settings.trust_callers), outlet)

    def adopt(self, way: Way | None) -> Outlet | None:
        """Trace so from now on, or not at all. The outlet there was, where it is another: to be closed."""
        former, self._way = self._way, way
        if way is former:
            return None
        if way is not None:
            way.outlet.start()
        return former.outlet if former else None

    async def close(self, seconds: float) -> None:
        """Deliver what waits, within so many seconds. Nothing is traced any more."""
        if outlet := self.adopt(None):
            await outlet.close(seconds)

    def _end(self, trace: CallTrace, record: CallRecord) -> None:
        if self._way is not None:  # else tracing has been switched off meanwhile
            self._way.outlet.take(trace, record)


def _open_nothing(settings: Settings) -> Outlet:
    raise ValueError(f"nothing opens the way to the collector of {settings.service}")


OFF = Tracing(_open_nothing)
"""For what is never traced."""
