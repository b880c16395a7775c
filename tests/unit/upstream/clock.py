"""A clock that goes when it is told to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def go(self, seconds: float) -> None:
        self.seconds += seconds
