"""Letting go of large trees so that other threads get their turns meanwhile.

A tree is freed from its root to its last leaf in one step, and every other thread of the process waits for the end of it:
forty milliseconds for a list of 16 MiB. Other threads are let in between two steps of Python code. So what large trees are
made of takes such a step as it is freed, in whatever thread that is and on whatever way it comes to be.
"""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

_AT_ONCE = 128
"""Members of a list that go in one step. What the largest of them are made of takes some tenths of a millisecond."""


class Piecemeal:
    """What a large tree holds many of, and is freed one by one with a step between two."""

    __slots__ = ()

    def __del__(self) -> None:
        """Nothing is to be done; that it is asked is the step."""


class LongList(list[T]):
    """A list of what is not Piecemeal, such as plain dictionaries: a few of its members are freed in each step."""

    __slots__ = ()

    def __del__(self) -> None:
        while self:
            del self[-_AT_ONCE:]
