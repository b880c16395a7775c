"""How many requests one endpoint may have in progress at once; who comes later waits a while for a place."""

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
        if not self._free.locked():
            await self._free.acquire()  # at once: nobody waits
            return
        try:
            async with asyncio.timeout(seconds):
                await self._free.acquire()
        except TimeoutError as error:
            raise failures.no_place() from error

    def give_back(self) -> None:
        self._free.release()
