"""How many bytes of request bodies the process holds at once.

Bytes are counted as they arrive, not as they are announced: an announcement costs its sender nothing. One address may hold a
quarter of them at most, and a single body that is larger than that.
"""

from __future__ import annotations

from collections import Counter
from typing import Self

from gateway.model import ProblemRaised
from gateway.policy.admission.keys import neighbourhood
from gateway.server import problems

_SHARE = 4  # one address may hold one part of so many


class BodyBudget:
    """What all requests in progress share. `held` is in bytes, `held_by` the part of each address that holds any."""

    __slots__ = ("held", "held_by")

    def __init__(self) -> None:
        self.held = 0
        self.held_by: Counter[str] = Counter()

    def reserve(self, limit: int, client: str) -> Reservation:
        """One request's part, given back when it is left as a context.

        `limit` is what all requests together may hold, in bytes, and `client` whose request it is: of addresses nearer to each
        other than customers are, one.
        """
        return Reservation(self, limit, neighbourhood(client))


class Reservation:
    """What one request holds of a budget. `size` is in bytes."""

    __slots__ = ("_budget", "_client", "_limit", "size")

    def __init__(self, budget: BodyBudget, limit: int, client: str) -> None:
        self._budget = budget
        self._limit = limit
        self._client = client
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def grow(self, size: int) -> None:
        """Hold `size` bytes more. Raises ProblemRaised, OVERLOADED, where the budget is spent, or the part of this address."""
        budget = self._budget
        of_client = budget.held_by[self._client]
        is_alone = of_client == self.size
        if budget.held + size > self._limit or not (is_alone or of_client + size <= self._limit // _SHARE):
            raise ProblemRaised(problems.overloaded())
        budget.held += size
        budget.held_by[self._client] += size
        self.size += size

    def give_back(self) -> None:
        """Holds nothing any more."""
        budget = self._budget
        budget.held -= self.size
        budget.held_by[self._client] -= self.size
        self.size = 0
        if not budget.held_by[self._client]:
            del budget.held_by[self._client]
