"""A map whose entries end by themselves, and of which there are never more than so many: a flood of keys costs nothing.

Where it is full the entry that was not looked at for the longest time makes room.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

CAPACITY = 65_536
"""Entries of a map. Each takes some 300 bytes, so a full one takes 20 MiB."""


class Expiring(Generic[T]):
    """`clock` gives seconds."""

    def __init__(self, clock: Callable[[], float], capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._entries: OrderedDict[str, tuple[T, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> tuple[T, float] | None:
        """The value and when it ends, or None."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry[1] <= self._clock():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: str, value: T, until: float) -> None:
        """The value of that key, until then."""
        self._entries[key] = (value, until)
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
