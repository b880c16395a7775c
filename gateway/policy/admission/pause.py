"""When the shared store is asked: always while it answers; once in a while after it did not, until it does again."""

from __future__ import annotations

from enum import Enum


class Turn(Enum):
    """What asking it now would be."""

    REGULAR = "regular"
    TRIAL = "trial"
    IN_VAIN = "in vain"


class Pause:
    """The decision alone; `now` is in seconds of any clock, `seconds` how long nothing is tried."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: float | None = None
        self._on_trial = False

    def begin(self, now: float) -> Turn:
        """To be asked before each attempt. A TRIAL is the only one until one of the two below followed it."""
        if self._ends is None:
            return Turn.REGULAR
        if self._on_trial or now < self._ends:
            return Turn.IN_VAIN
        self._on_trial = True
        return Turn.TRIAL

    def fail(self, turn: Turn, now: float) -> bool:
        """The attempt was in vain. Whether that is news."""
        is_news = self._ends is None
        if is_news or turn is Turn.TRIAL:
            self._ends, self._on_trial = now + self._seconds, False
        return is_news

    def succeed(self, turn: Turn) -> bool:
        """The attempt was answered. Whether that is news: an answer to what was asked before the store was lost is none."""
        if turn is Turn.TRIAL:
            self._ends, self._on_trial = None, False
        return turn is Turn.TRIAL
