"""The connections to one endpoint: those that are kept for the next request, in use, or being opened.

A kept one is looked at before a request is spent on it: what has died meanwhile is thrown away. There is no limit here:
`Places` decide how many requests there are at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine

from gateway.upstream import causes, failures
from gateway.upstream.connection import BackendConnection
from gateway.upstream.deadlines import Deadlines
from gateway.upstream.opening import Address, connect
from gateway.upstream.timeouts import Timeouts


class Pool:
    """To be made on the event loop that will use it. `host` is what a request's Host field says."""

    def __init__(self, address: Address, host: str, timeouts: Timeouts) -> None:
        self._address = address
        self._host = host.encode("ascii")
        self._timeouts = timeouts
        self.loop = asyncio.get_running_loop()
        self._kept: deque[BackendConnection] = deque()
        self._all: set[BackendConnection] = set()
        self._opening: set[asyncio.Task[BackendConnection]] = set()
        self._deadlines = Deadlines(self._all, self.loop)

    def count(self) -> tuple[int, int]:
        """How many are in use or being opened, and how many are kept. May be asked from any thread."""
        kept = len(self._kept)
        return max(0, len(self._all) - kept) + len(self._opening), kept

    def take_kept(self) -> BackendConnection | None:
        """One that is kept and alive, that which served last; None where there is none."""
        while self._kept:
            connection = self._kept.pop()
            if not connection.is_stale:
                return connection
            connection.abort()
        return None

    async def open(self, ends: float, *, alone: bool) -> BackendConnection:
        """A new one. Where it is to be `alone`, none of those that are kept stays: what ended one of them has likely ended
        the others.

        Raises ClientConnectorError, ConnectionTimeoutError, TimeoutError where it was not there at `ends` (loop time), or
        AttemptFailed where the pool was let go of.
        """
        if alone:
            while self._kept:
                self._kept.pop().abort()
        within = self.loop.time() + self._timeouts.connect
        opening = self.loop.create_task(connect(self._address, self._make))
        self._opening.add(opening)
        connection = None
        try:
            async with asyncio.timeout_at(min(within, ends)):
                connection = await opening
        except TimeoutError as error:
            raise error if ends < within else causes.ConnectionTimeoutError from error
        except asyncio.CancelledError as error:
            if _is_cancelled():
                raise
            # Nobody gave up this call: the pool was let go of.
            raise failures.aborted(sent=False) from error
        finally:
            self._opening.discard(opening)
            if connection is None and opening.done() and not opening.cancelled() and opening.exception() is None:
                opening.result().abort()  # it came just when it was not waited for any more
        return connection

    def join(self, connection: BackendConnection) -> None:
        self._all.add(connection)

    def keep(self, connection: BackendConnection) -> None:
        if connection in self._all:
            self._kept.append(connection)
        else:
            connection.abort()

    def lose(self, connection: BackendConnection) -> None:
        self._all.discard(connection)
        if connection in self._kept:
            self._kept.remove(connection)

    def heed(self, deadline: float) -> None:
        self._deadlines.heed(deadline)

    def let_go(self) -> Coroutine[None, None, None]:
        """Closes all there are, at once, and gives what waits until they are closed. What is in progress breaks."""
        opening, connections = tuple(self._opening), tuple(self._all)
        for task in opening:
            task.cancel()
        for connection in connections:
            connection.fail(failures.aborted(sent=True))
        self._deadlines.stop()
        return _wait_for(opening, connections)

    def _make(self) -> BackendConnection:
        return BackendConnection(self, self._host, self._timeouts, self.loop)


async def _wait_for(opening: tuple[asyncio.Task[BackendConnection], ...], connections: tuple[BackendConnection, ...]) -> None:
    await asyncio.gather(*opening, return_exceptions=True)
    await asyncio.gather(*(connection.lost for connection in connections))


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
