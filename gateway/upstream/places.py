"""How many requests one endpoint may have in progress at once; who comes later waits a while for a place.

A call that has one may move to a place of another kind. It never holds two, and never none before its end.
"""

from __future__ import annotations

import asyncio
from collections import deque

from gateway.upstream import failures


class Places:
    """`size` places. Whoever waited longest is next."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def all_taken(self) -> bool:
        return self._free == 0

    def take_free(self) -> bool:
        """Take a place if one is free, and tell whether it was. While somebody waits none is."""
        if self._free == 0:
            return False
        self._free -= 1
        return True

    async def take(self, seconds: float) -> None:
        """Take a place, waiting so long at most. Raises ProblemRaised (OVERLOADED) after that; nothing was sent then."""
        if self.take_free():
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(seconds):
                await place
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled():
                self.give_back()  # it came just when it was not waited for any more
            if isinstance(error, TimeoutError):
                raise failures.no_place() from error
            raise

    def give_back(self) -> None:
        """To whoever waited longest; free where nobody waits."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._free += 1


class Seat:
    """The place one call has taken."""

    __slots__ = ("_places",)

    def __init__(self, places: Places) -> None:
        self._places = places

    def give_back(self) -> None:
        self._places.give_back()

    def move_to(self, places: Places) -> bool:
        """Take one of these places instead, where one is free; whether the call has one of them now."""
        if places is self._places:
            return True
        if not places.take_free():
            return False
        self._places.give_back()
        self._places = places
        return True
