"""Which endpoint gets the next call. Pure: it is told all it decides by.

Each endpoint earns credit with every call according to its weight and spends it when it is chosen. Whoever has most is next in
`round_robin`, which with equal weights is strict turns. `least_busy` takes the one with the fewest calls in progress, but one
that has not its full weight yet only when its turn has come: an endpoint that has just come back and is not busy at all must
not get everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_LEAST_WEIGHT = 0.01
_DIGITS = 9  # that are compared: three times a third is not one, and turns must not depend on it


class Balance(StrEnum):
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint that may be chosen: its place among all endpoints, its share (0 to 1), its calls in progress."""

    index: int
    weight: float = 1.0
    busy: int = 0


class Balancer:
    """Chooses among `size` endpoints, of which some may be left out each time."""

    def __init__(self, balance: Balance, size: int) -> None:
        self._balance = balance
        self._credit = [0.0] * size

    def choose(self, candidates: Sequence[Candidate]) -> int:
        """The index of one of the candidates, of which there must be at least one."""
        weights = {each.index: max(_LEAST_WEIGHT, each.weight) for each in candidates}
        whole = sum(weights.values())
        for index, weight in weights.items():
            # What was saved up while others were chosen is no claim to several calls in a row.
            self._credit[index] = min(1.0, self._credit[index] + weight / whole)
        eligible = candidates if self._balance is Balance.ROUND_ROBIN else self._least_busy(candidates)
        chosen = max(eligible, key=lambda each: round(self._credit[each.index], _DIGITS)).index
        self._credit[chosen] = max(-1.0, self._credit[chosen] - 1.0)
        return chosen

    def _least_busy(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        due = [each for each in candidates if each.weight >= 1.0 or self._credit[each.index] >= 1.0] or candidates
        fewest = min(each.busy for each in due)
        return [each for each in due if each.busy == fewest]


def share_after(seconds: float, slow_return: float) -> float:
    """The weight of an endpoint that came back so many seconds ago: it grows from 0 to 1 over `slow_return` seconds."""
    return 1.0 if seconds >= slow_return else max(0.0, seconds / slow_return)
