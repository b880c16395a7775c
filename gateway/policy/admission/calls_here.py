"""The calls of each caller in this process: how often it calls and how many of its calls are in progress.

Counts of calls in progress are kept as long as there are any, so there are never more of them than such calls.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from gateway.policy.admission.expiring import CAPACITY
from gateway.policy.admission.refusals import Reason, Refusal
from gateway.policy.admission.token_bucket import Buckets, CallRate, State


class CallLimits(Struct, frozen=True):
    """What one caller may have: so many calls in progress, and so many in a while; None is any number."""

    concurrency: int = 50
    rate: CallRate | None = None


class CallsHere:
    """`clock` gives seconds; callers are keys."""

    def __init__(self, clock: Callable[[], float], capacity: int = CAPACITY) -> None:
        self._buckets = Buckets(clock, capacity)
        self._in_progress: dict[str, int] = {}

    def __len__(self) -> int:
        """How many callers anything is remembered of."""
        return max(len(self._buckets), len(self._in_progress))

    def refusal(self, caller: str, limits: CallLimits) -> Refusal | None:
        """Why this caller may not have one more call, or None. Spends nothing."""
        wait = self._buckets.wait(caller, limits.rate) if limits.rate else 0
        if wait:
            return Refusal(Reason.RATE, wait)
        return Refusal(Reason.CONCURRENCY) if self._in_progress.get(caller, 0) >= limits.concurrency else None

    def enter(self, caller: str, limits: CallLimits) -> Refusal | None:
        """One more call of this caller is in progress, or why it may not be: `refusal` and `take` in one."""
        state: State | None = None
        if limits.rate:
            state, wait = self._buckets.look(caller, limits.rate)
            if wait:
                return Refusal(Reason.RATE, wait)
        going_on = self._in_progress.get(caller, 0)
        if going_on >= limits.concurrency:
            return Refusal(Reason.CONCURRENCY)
        if state:
            self._buckets.keep(caller, state)
        self._in_progress[caller] = going_on + 1
        return None

    def take(self, caller: str, limits: CallLimits) -> None:
        """One more call of this caller is in progress."""
        if limits.rate:
            self._buckets.spend(caller, limits.rate)
        self._in_progress[caller] = self._in_progress.get(caller, 0) + 1

    def give_back(self, caller: str) -> None:
        """One of its calls has ended."""
        left = self._in_progress[caller] - 1
        if left:
            self._in_progress[caller] = left
        else:
            del self._in_progress[caller]
