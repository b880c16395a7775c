"""What becomes of spans on their way to the collector: how many wait, how many were lost, and when somebody should hear of it.

A decision and no action: told what happened and when, it gives the line for the log, or none. The first loss is told, and that
it is over when for a while nothing was lost: a collector that is gone fills no log.
"""

from __future__ import annotations

from threading import Lock

from msgspec import Struct

_CALM = 30.0
"""Seconds without a loss after which it is over."""


class Lost(Struct, frozen=True):
    """The first loss, and what it came of."""

    why: str


class Recovered(Struct, frozen=True):
    """It is over; so many spans were lost."""

    spans: int


class Fate:
    """Of all spans of one collector. `most` may wait or be on their way at once. Times are seconds of any one clock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()  # the calls and the thread that delivers
        self._waiting = 0
        self._lost = 0
        self._last_loss: float | None = None

    @property
    def waiting(self) -> int:
        """Spans that are neither delivered nor lost."""
        return self._waiting

    def take(self, spans: int) -> bool:
        """Whether there is room for so many more; then they wait from now on."""
        with self._lock:
            if self._waiting + spans > self._most:
                return False
            self._waiting += spans
            return True

    def deliver(self, spans: int, now: float) -> Recovered | None:
        """So many that waited have arrived."""
        with self._lock:
            self._waiting -= spans
            if self._last_loss is None or now - self._last_loss < _CALM:
                return None
            recovered = Recovered(self._lost)
            self._last_loss, self._lost = None, 0
            return recovered

    def fail(self, spans: int, why: str, now: float) -> Lost | None:
        """So many that waited are lost."""
        with self._lock:
            self._waiting -= spans
            return self._lose(spans, why, now)

    def refuse(self, spans: int, why: str, now: float) -> Lost | None:
        """So many found no room."""
        with self._lock:
            return self._lose(spans, why, now)

    def _lose(self, spans: int, why: str, now: float) -> Lost | None:
        first = self._last_loss is None
        self._last_loss = now
        self._lost += spans
        return Lost(why) if first else None
