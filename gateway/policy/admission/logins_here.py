"""Failed logins as this process saw them, and from where each id logged in lately.

Failures are counted from the first one on, by address, by id and by the two together. A success takes none of them back: who
has an account of its own must not wash the guesses at others away with it. It is remembered with its address, so that the
owner of an id is let in from where it always comes while somebody elsewhere guesses.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from gateway.policy.admission.expiring import CAPACITY, Expiring
from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.refusals import Reason, Refusal

REMEMBERED = 86_400.0
"""Seconds for which a login from an address makes the two known to each other."""
_RENEWED = REMEMBERED / 4


class LoginLimits(Struct, frozen=True):
    """So many failures within so many seconds of the first are let pass."""

    attempts: int = 20
    within: float = 60.0


class LoginsHere:
    """`clock` gives seconds."""

    def __init__(self, clock: Callable[[], float], capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._failures: Expiring[int] = Expiring(clock, capacity)
        self._known: Expiring[None] = Expiring(clock, capacity)

    def __len__(self) -> int:
        return max(len(self._failures), len(self._known))

    def is_known(self, attempt: Attempt) -> bool:
        """Whether that id logged in from that address lately."""
        return self._known.get(attempt.pair) is not None

    def refusal(self, attempt: Attempt, limits: LoginLimits) -> Refusal | None:
        """Why this login is not looked at, or None. Who is known answers for nobody's failures but its own."""
        if not self._failures:
            return None
        if self.is_known(attempt):
            wait = self._wait(attempt.pair, limits)
        else:
            wait = max(self._wait(attempt.address, limits), self._wait(attempt.login, limits))
        return Refusal(Reason.LOGINS, wait) if wait else None

    def fail(self, attempt: Attempt, limits: LoginLimits) -> None:
        """One more failure."""
        for key in (attempt.address, attempt.login, attempt.pair):
            count, until = self._failures.get(key) or (0, self._clock() + limits.within)
            self._failures.put(key, count + 1, until)

    def succeed(self, attempt: Attempt) -> bool:
        """A login that went well. Whether that is news worth sharing: it was not known, or it was a while ago."""
        known = self._known.get(attempt.pair)
        if known is not None and self._clock() + REMEMBERED - known[1] < _RENEWED:
            return False
        self.remember(attempt, REMEMBERED)
        return True

    def remember(self, attempt: Attempt, seconds: float) -> None:
        """That id and that address know each other for so long."""
        self._known.put(attempt.pair, None, self._clock() + seconds)

    def _wait(self, key: str, limits: LoginLimits) -> float:
        failures = self._failures.get(key)
        return failures[1] - self._clock() if failures and failures[0] >= limits.attempts else 0.0
