"""What is found out once for each key that comes again and again: names of header fields, hosts, media types.

The keys are what others send. So there are never more than so many, and none is kept that is long: who sends another one each
time fills no memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Key = TypeVar("_Key", str, bytes, tuple[str, ...], tuple[bytes, ...])
_Found = TypeVar("_Found")
LONG_NAME, LONG_NAMES = 64, 1_024
"""Characters of a name that is remembered, and of all names together where those of one message are."""


class Remembered(dict[_Key, _Found]):
    """What `find` gives for a key: looked up by `[key]`, and found out where it is not there.

    `most` are remembered at once, all forgotten for one more; of a key of more than `longest` characters nothing is.
    """

    __slots__ = ("_find", "_longest", "_most")

    def __init__(self, find: Callable[[_Key], _Found], *, most: int, longest: int = LONG_NAME) -> None:
        super().__init__()
        self._find: Callable[[_Key], _Found] = find
        self._most = most
        self._longest = longest

    def __missing__(self, key: _Key) -> _Found:
        found = self._find(key)
        if (sum(map(len, key)) if isinstance(key, tuple) else len(key)) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[key] = found
        return found
