"""How long a worker that ended stays away: not at all at first, longer each time it ends soon after it began."""

from __future__ import annotations

_FIRST = 0.5
_LONGEST = 30.0
_LONG_LIFE = 60.0


class Backoff:
    """The pauses, in seconds, before a worker is started again: 0, 0.5, 1, 2 … 30; from 0 again once one lived for a minute."""

    def __init__(self) -> None:
        self._short_lives = 0

    def after(self, lived: float) -> float:
        """The pause after a worker that lived so long."""
        if lived >= _LONG_LIFE:
            self._short_lives = 0
        self._short_lives += 1
        if self._short_lives == 1:
            return 0.0
        doublings = min(self._short_lives - 2, 6)  # by then it is the longest pause, and the number must not grow for ever
        return min(_FIRST * (1 << doublings), _LONGEST)
