"""How many bytes of request bodies the process holds at once.

Bytes are counted as they arrive, not as they are announced: an announcement costs its sender nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.model import ProblemRaised
from gateway.server import problems


class BodyBudget:
    """What all requests in progress share. `held` is in bytes."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held = 0

    @contextmanager
    def reserve(self, limit: int) -> Iterator[Reservation]:
        """One request's part, given back at the end. `limit` is what all requests together may hold, in bytes."""
        reservation = Reservation(self, limit)
        try:
            yield reservation
        finally:
            self.held -= reservation.size


class Reservation:
    """What one request holds of a budget. `size` is in bytes."""

    __slots__ = ("_budget", "_limit", "size")

    def __init__(self, budget: BodyBudget, limit: int) -> None:
        self._budget = budget
        self._limit = limit
        self.size = 0

    def grow(self, size: int) -> None:
        """Hold `size` bytes more. Raises ProblemRaised, OVERLOADED, where the budget is spent."""
        if self._budget.held + size > self._limit:
            raise ProblemRaised(problems.overloaded())
        self._budget.held += size
        self.size += size
