"""Calls in progress as the shared store knows them: each has a lease there, so that those of a machine that died end too.

The leases of calls that go on are renewed thrice in their time. One that the store may hold for nobody, because it was lost
when it was to give it or to end it, is ended with the next one that is taken, or ends by itself.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.redis_link import Lost, RedisLink, Unasked
from gateway.policy.admission.redis_scripts import ENTER, RENEW, Command, call
from gateway.policy.admission.refusals import Reason, Refusal
from gateway.policy.admission.store import Place

SECONDS = 30.0
"""How long a lease lasts, unless it is renewed."""
_TOO_OFTEN, _TOO_MANY = 1, 2
_DOUBTFUL = 1024
"""So many leases that nobody may hold are remembered, the latest ones. The others end by themselves."""


class Leases:
    """The leases of this process. Belongs to one event loop."""

    def __init__(self, link: RedisLink, *, seconds: float = SECONDS, new_name: Callable[[], str] = lambda: uuid4().hex) -> None:
        self._link = link
        self._seconds = seconds
        self._new_name = new_name
        self._held: defaultdict[str, set[str]] = defaultdict(set)
        self._doubtful: deque[Place] = deque(maxlen=_DOUBTFUL)
        self._renewing: asyncio.Task[None] | None = None
        self._closed = False

    async def take(self, caller: str, limits: CallLimits) -> Place | Refusal:
        """A lease for one more call of that caller, by the rate and the concurrency of all processes. Raises Lost."""
        place = Place(caller, self._new_name())
        rate = limits.rate
        interval, burst = (rate.interval, rate.burst) if rate else (0, 0)
        arguments = (interval, burst, limits.concurrency, place.lease, self._milliseconds)
        doubtful = tuple(self._doubtful)
        self._doubtful.clear()
        try:
            *_, (verdict, wait) = await self._link.ask(
                *map(_ending, doubtful), call(ENTER, (_bucket(caller), _calls(caller)), arguments)
            )
        except Lost as lost:
            self._doubtful.extend(doubtful if isinstance(lost, Unasked) else (*doubtful, place))
            raise
        except asyncio.CancelledError:
            for one in (*doubtful, place):
                self._end(one)  # which the store will hear after it was asked
            raise
        if verdict == _TOO_OFTEN:
            return Refusal(Reason.RATE, wait / 1000)
        if verdict == _TOO_MANY:
            return Refusal(Reason.CONCURRENCY)
        self._held[caller].add(place.lease)
        if self._renewing is None and not self._closed:
            self._renewing = asyncio.create_task(self._keep_renewing())
        return place

    def give_back(self, place: Place) -> None:
        """Ends a lease, soon."""
        leases = self._held[place.caller]
        leases.discard(place.lease)
        if not leases:
            del self._held[place.caller]
        self._end(place)

    async def close(self) -> None:
        """Renews nothing any more: leases still held end by themselves."""
        self._closed = True
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait((self._renewing,))

    async def renew(self) -> None:
        """Renews every lease that is held."""
        renewals = [call(RENEW, (_calls(caller),), (self._milliseconds, *leases)) for caller, leases in self._held.items()]
        if renewals:
            with suppress(Lost):
                await self._link.ask(*renewals)

    async def _keep_renewing(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / 3)
            await self.renew()

    def _end(self, place: Place) -> None:
        self._link.tell(_ending(place), unheard=lambda: self._doubtful.append(place))

    @property
    def _milliseconds(self) -> int:
        return int(self._seconds * 1000)


def _ending(place: Place) -> Command:
    return "ZREM", _calls(place.caller), place.lease


def _bucket(caller: str) -> str:
    return f"gateway:{{{caller}}}:rate"


def _calls(caller: str) -> str:
    return f"gateway:{{{caller}}}:calls"
