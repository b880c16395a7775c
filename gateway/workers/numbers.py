"""Numbers for workers: the lowest one free. They name a worker in the log, and the files its metrics are kept in.

A number is used again, so that the counts of a worker that ended are gone on with and the files do not pile up.
"""

from __future__ import annotations

from itertools import count


class Numbers:
    """The numbers in use."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def take(self) -> int:
        """The lowest number nobody has, from 1."""
        number = next(number for number in count(1) if number not in self._taken)
        self._taken.add(number)
        return number

    def give_back(self, number: int) -> None:
        """The worker of this number is gone. Raises KeyError where nobody has it."""
        self._taken.remove(number)
