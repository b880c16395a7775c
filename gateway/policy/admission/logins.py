"""Guessing at secrets made slow: failed logins are counted per address and per id, and beyond so many no more are looked at.

Nothing here knows which ids exist, so a refusal looks the same for all of them. Guessing at an id does not lock its owner out
where it logged in lately, for that id and from that address.
"""

from __future__ import annotations

from collections.abc import Coroutine

from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.logins_here import LoginLimits
from gateway.policy.admission.store import Store


class LoginGuard:
    """Failed logins, counted in `store`, which outlives this."""

    def __init__(self, store: Store, limits: LoginLimits | None = None, events: Events = SILENT) -> None:
        self._store = store
        self._limits = limits or LoginLimits()
        self._events = events

    def change(self, limits: LoginLimits) -> None:
        """Other limits from now on. What was counted stays counted."""
        self._limits = limits

    async def check(self, client: str, login: str) -> None:
        """To be asked before a secret is compared: `client` is the caller's address, `login` the id it claims.

        Raises ProblemRaised: 429 where too many logins failed; 503 where the store is lost and that is to be a refusal.
        """
        refusal = await self._store.screen(Attempt.of(client, login), self._limits)
        if refusal is not None:
            self._events.refused(refusal.reason)
            raise refusal.as_problem()

    def note(self, client: str, login: str, *, succeeded: bool) -> Coroutine[None, None, None]:
        """To be told how a login went that `check` let pass."""
        if not succeeded:
            self._events.login_failed()
        return self._store.note(Attempt.of(client, login), self._limits, succeeded=succeeded)
