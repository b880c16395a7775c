"""What one caller may have at once and in a while, so that its trouble is not the others'."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.keys import caller_key
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

    def hold(self, caller: str) -> CallerPlace:
        """One call of this caller, which may be any text.

        Raises ProblemRaised: 429 where it called too often or has too many calls in progress, in this order; 503 where the
        store is lost and that is to be a refusal.
        """
        return CallerPlace(self._store, self._limits, self._events, caller)


class CallerPlace(AbstractAsyncContextManager[None]):
    """One call of a caller."""

    __slots__ = ("_caller", "_events", "_limits", "_place", "_store")

    def __init__(self, store: Store, limits: CallLimits, events: Events, caller: str) -> None:
        self._store = store
        self._limits = limits
        self._events = events
        self._caller = caller

    async def __aenter__(self) -> None:
        entered = await self._store.enter(caller_key(self._caller), self._limits)
        if isinstance(entered, Refusal):
            self._events.refused(entered.reason)
            raise entered.as_problem()
        self._place = entered

    async def __aexit__(self, *raised: object) -> None:
        self.leave()

    def leave(self) -> None:
        """That call has ended."""
        self._store.leave(self._place)
