"""What follows from the names of an item's fields, found once: items of a list have the same names in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

from gateway.model import Value

T = TypeVar("T")
Names: TypeAlias = tuple[str, ...]
Pick: TypeAlias = Callable[[Sequence[Value]], tuple[Value, ...]]

MOST = 256
"""Tuples of names that are remembered; then all are forgotten."""
_MOST_NAMES, _LONGEST = 64, 64
"""Names of a tuple, and characters of a name, that are remembered: names come from backends, and one may send any."""


class ByNames(dict[Names, T], Generic[T]):
    """Names as they stand, and what `make` makes of them. Looking up others makes it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[Names], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, names: Names) -> T:
        made = self._make(names)
        if len(names) <= _MOST_NAMES and max(map(len, names), default=0) <= _LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[names] = made
        return made


def renamed(turn: Callable[[str], str]) -> ByNames[Names]:
    """The names, each turned."""
    return ByNames(lambda names: tuple(map(turn, names)))


def pick_by_places(wanted: Names, names: Names) -> Pick:
    """What takes those wanted out of an item's values with one null behind them, which stands for each that it lacks too. Two
    nulls more come last, so that it is a tuple however few are wanted."""
    at = {name: place for place, name in enumerate(names)}
    return itemgetter(*(at.get(name, -1) for name in wanted), -1, -1)
