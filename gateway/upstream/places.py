"""How many requests one endpoint may have in progress at once; who comes later waits a while for a place.

A call that has one may move to a place of another kind. It never holds two, and never none before its end.
"""

from __future__ import annotations

import asyncio

from gateway.upstream import failures


class Places:
    """`size` places. Whoever waited longest is next."""

    def __init__(self, size: int) -> None:
        self._free = asyncio.Semaphore(size)

    @property
    def all_taken(self) -> bool:
        return self._free.locked()

    async def take(self, seconds: float) -> None:
        """Take a place, waiting so long at most. Raises ProblemRaised (OVERLOADED) after that; nothing was sent then."""
        if await self.take_free():
            return
        try:
            async with asyncio.timeout(seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise failures.no_place() from error

    async def take_free(self) -> bool:
        """Take a place if one is free, and tell whether it was. Waits for nothing."""
        return not self._free.locked() and await self._free.acquire()

    def give_back(self) -> None:
        self._free.release()


class Seat:
    """The place one call has taken."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def give_back(self) -> None:
        self._places.give_back()

    async def move_to(self, places: Places) -> bool:
        """Take one of these places instead, where one is free; whether the call has one of them now."""
        if places is self._places:
            return True
        if not await places.take_free():
            return False
        self._places.give_back()
        self._places = places
        return True
