"""How many things happened lately, and how many of them were of the kind that matters. Pure, with an injected clock.

Time is cut into tenths of the window, so the memory it takes does not grow with traffic. What is older than the window is
never counted; what is younger than nine tenths of it always is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_SLICES = 10


@dataclass(slots=True)
class _Slice:
    began: float
    all: int = 0
    marked: int = 0


class Window:
    """Counts over the last `seconds`."""

    def __init__(self, seconds: float, now: Callable[[], float]) -> None:
        self._seconds = seconds
        self._now = now
        self._slices: deque[_Slice] = deque()

    def note(self, *, marked: bool) -> None:
        """One more happened, now."""
        now = self._now()
        if not self._slices or now - self._slices[-1].began >= self._seconds / _SLICES:
            self._slices.append(_Slice(now))
            self._forget(now)
        last = self._slices[-1]
        last.all += 1
        last.marked += marked

    def counts(self) -> tuple[int, int]:
        """How many there were in all, and how many of them were marked."""
        self._forget(self._now())
        return sum(part.all for part in self._slices), sum(part.marked for part in self._slices)

    def clear(self) -> None:
        self._slices.clear()

    def _forget(self, now: float) -> None:
        while self._slices and now - self._slices[0].began > self._seconds:
            self._slices.popleft()
