"""In which order workers are replaced, decided one step at a time; nothing here waits for anything.

There are never fewer of them than before: a new one is ready before an old one goes. Where a new one fails, those that went
come back one by one, and a new one goes for each.
"""

from __future__ import annotations

from enum import Enum, auto


class Step(Enum):
    """What to do next."""

    START_NEW = auto()
    RETIRE_OLD = auto()
    START_OLD = auto()
    RETIRE_NEW = auto()
    FINISH = auto()


class Roll:
    """The way from `old` workers to `wanted` new ones. `failed` tells whether a new one could not be started."""

    def __init__(self, *, old: int, wanted: int) -> None:
        self._before = old
        self._wanted = wanted
        self._old = old
        self._new = 0
        self._stuck = False
        self.failed = False

    @property
    def next(self) -> Step:
        """What to do next; the same until it is told to be `done`."""
        return self._back() if self.failed else self._forth()

    def done(self, *, well: bool = True) -> None:
        """The next step is done; a start that did not go `well` gave no worker. Raises RuntimeError after the end."""
        match self.next:
            case Step.START_NEW:
                self._new += well
                self.failed = not well
            case Step.START_OLD:
                self._old += well
                self._stuck = not well
            case Step.RETIRE_OLD:
                self._old -= 1
            case Step.RETIRE_NEW:
                self._new -= 1
            case Step.FINISH:
                raise RuntimeError("the roll is over")

    def _forth(self) -> Step:
        if self._new < self._wanted and self._old + self._new <= max(self._before, self._new):
            return Step.START_NEW
        return Step.RETIRE_OLD if self._old else Step.FINISH

    def _back(self) -> Step:
        if self._stuck:
            return Step.FINISH  # what serves now goes on serving: one that could not come back replaces nobody
        if self._old < self._before and self._old + self._new <= self._before:
            return Step.START_OLD
        return Step.RETIRE_NEW if self._new else Step.FINISH
