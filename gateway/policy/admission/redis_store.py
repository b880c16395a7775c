"""The store that processes and machines share, a Redis, and what becomes of the limits while it can't be reached.

This process counts for itself all along: what it alone is too much is refused without asking, and what is known here needs no
asking. A call costs one round trip in and one out that nobody waits for; a login of somebody known here costs none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.leases import SECONDS, Leases
from gateway.policy.admission.logins_here import LoginLimits
from gateway.policy.admission.redis_exchange import Timing
from gateway.policy.admission.redis_link import Lost, RedisLink
from gateway.policy.admission.refusals import Reason, Refusal
from gateway.policy.admission.shared_logins import SharedLogins
from gateway.policy.admission.store import MemoryStore, OnFailure, Place


class RedisStore:
    """Raises ValueError for what is no URL of a Redis. `lease` is in seconds."""

    def __init__(
        self,
        url: str,
        password: Callable[[], str] | None = None,
        *,
        on_failure: OnFailure = OnFailure.ALLOW,
        events: Events = SILENT,
        timing: Timing | None = None,
        lease: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_failure = on_failure
        self._here = MemoryStore(clock)
        self._link = RedisLink(url, password, events=events, timing=timing, clock=clock)
        self._leases = Leases(self._link, seconds=lease)
        self._logins = SharedLogins(self._link)

    async def enter(self, caller: str, limits: CallLimits) -> Place | Refusal:
        refusal = self._here.calls.refusal(caller, limits)
        if refusal is not None:
            return refusal
        try:
            entered = await self._leases.take(caller, limits)
        except Lost:
            return await self._here.enter(caller, limits) if self._on_failure is OnFailure.ALLOW else Refusal(Reason.STORE)
        if isinstance(entered, Place):
            self._here.calls.take(caller, limits)
        return entered

    def leave(self, place: Place) -> None:
        self._here.leave(place)
        if place.lease:
            self._leases.give_back(place)

    async def screen(self, attempt: Attempt, limits: LoginLimits) -> Refusal | None:
        logins = self._here.logins
        if logins.is_known(attempt):
            return logins.refusal(attempt, limits)
        try:
            standing = await self._logins.standing(attempt, limits)
        except Lost:
            return logins.refusal(attempt, limits) if self._on_failure is OnFailure.ALLOW else Refusal(Reason.STORE)
        if standing.known_for:
            logins.remember(attempt, standing.known_for)
        elif standing.wait:
            return Refusal(Reason.LOGINS, standing.wait)
        # What failed here meanwhile counts too: of many guesses at once each is looked at alone.
        return logins.refusal(attempt, limits)

    async def note(self, attempt: Attempt, limits: LoginLimits, *, succeeded: bool) -> None:
        if not succeeded:
            self._here.logins.fail(attempt, limits)
            with suppress(Lost):
                await self._logins.fail(attempt, limits)
        elif self._here.logins.succeed(attempt):
            with suppress(Lost):
                await self._logins.succeed(attempt)

    async def close(self) -> None:
        await self._leases.close()
        await self._link.close()
