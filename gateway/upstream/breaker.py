"""A circuit breaker as a state machine: closed, open, half-open. Pure, with an injected clock.

It opens when, within `within` seconds, there were at least `failures` failures and they are at least half of what happened.
Open, it admits nothing for `open` seconds. Then one call at a time is a trial: its success closes the breaker, its failure
opens it again for twice as long as before, at most ten times `open`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gateway.upstream.window import Window

_LONGEST = 10  # times `open`
_DOUBLINGS = 4  # are more than enough for that; an endpoint may be down for months


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


_CLOSED = BreakerState.CLOSED  # found once: to look one up by its name is a call


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """When it opens and for how long; `within` and `open` are in seconds."""

    failures: int = 5
    within: float = 10.0
    open: float = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Permit:
    """Lets calls through: every one of an era, or one as the trial. The end of each is told to the breaker by `succeed`, `fail`
    or `release`; what broke later may `fail` then."""

    era: int


class Breaker:
    """The breaker of one endpoint."""

    def __init__(self, limits: BreakerLimits, now: Callable[[], float]) -> None:
        self._limits = limits
        self._now = now
        self._window = Window(limits.within, now)
        self._opened: float | None = None
        self._opened_in_a_row = 0
        self._trial: Permit | None = None
        # Counts the changes of state: what a call finds out that began before the last one is no news.
        self._era = 0
        self._usual = Permit(0)

    @property
    def state(self) -> BreakerState:
        if self._opened is None:
            return _CLOSED
        return BreakerState.OPEN if self.wait() > 0 else BreakerState.HALF_OPEN

    @property
    def admits(self) -> bool:
        """Whether `admit` would let a call through now."""
        return self._opened is None or (self._trial is None and self.wait() <= 0)

    def wait(self) -> float:
        """Seconds until a trial may begin; 0 where it may now, or runs, or none is needed."""
        return 0.0 if self._opened is None else max(0.0, self._opened + self._open_seconds() - self._now())

    def admit(self) -> Permit | None:
        """Lets a call through, or not."""
        if self._opened is None:
            return self._usual
        if not self.admits:
            return None
        self._trial = Permit(self._era)
        return self._trial

    def succeed(self, permit: Permit) -> None:
        """The endpoint did what it is for."""
        if permit is self._trial:
            self._opened, self._opened_in_a_row = None, 0
            self._begin_era()
        elif permit.era == self._era:
            self._window.note(marked=False)

    def fail(self, permit: Permit) -> None:
        """The endpoint failed."""
        if permit is self._trial:
            self._open()
        elif permit.era == self._era:
            self._window.note(marked=True)
            happened, failed = self._window.counts()
            if failed >= self._limits.failures and 2 * failed >= happened:
                self._open()

    def release(self, permit: Permit) -> None:
        """The call ended and says nothing about the endpoint: its caller left, or it was not made."""
        if permit is self._trial:
            self._trial = None

    def _open(self) -> None:
        self._opened = self._now()
        self._opened_in_a_row += 1
        self._begin_era()

    def _begin_era(self) -> None:
        self._era += 1
        self._usual = Permit(self._era)
        self._trial = None
        self._window.clear()

    def _open_seconds(self) -> float:
        return self._limits.open * min(_LONGEST, 1 << min(self._opened_in_a_row - 1, _DOUBLINGS))
