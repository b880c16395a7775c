"""What one caller may have at once and in a while, so that its trouble is not the others'."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.keys import key_of
from gateway.policy.admission.refusals import Refusal
from gateway.policy.admission.store import Store


class CallerLimits:
    """The limits of every caller, counted in `store`, which outlives this."""

    def __init__(self, store: Store, limits: CallLimits | None = None, events: Events = SILENT) -> None:
        self._store = store
        self._limits = limits or CallLimits()
        self._events = events

    def change(self, limits: CallLimits) -> None:
        """Other limits from now on. What was counted stays counted."""
        self._limits = limits

    @asynccontextmanager
    async def hold(self, caller: str) -> AsyncIterator[None]:
        """One call of this caller, which may be any text.

        Raises ProblemRaised: 429 where it called too often or has too many calls in progress, in this order; 503 where the
        store is lost and that is to be a refusal.
        """
        entered = await self._store.enter(key_of("caller", caller), self._limits)
        if isinstance(entered, Refusal):
            self._events.refused(entered.reason)
            raise entered.as_problem()
        try:
            yield
        finally:
            self._store.leave(entered)
