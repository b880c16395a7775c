"""One place for a worker, kept filled until it is retired: a worker that ends untold is followed by another."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping

import structlog
from msgspec import Struct

from gateway.settings import Bind
from gateway.workers.backoff import Backoff
from gateway.workers.channel import Refresh
from gateway.workers.launcher import Launcher
from gateway.workers.site import WorkersFailed
from gateway.workers.source import Source
from gateway.workers.worker import Worker

_log = structlog.get_logger("gateway.workers")
_SPARE = 10.0  # seconds a worker has, beyond those for its calls, to close and end


class Duty(Struct, frozen=True):
    """What a worker is to serve, on which sockets, and the seconds its calls have when it is told to end."""

    source: Source
    sockets: Mapping[Bind, socket.socket]
    deadline: float


class Slot:
    """A place for a worker. `on_loss` is told of each worker that ended untold."""

    def __init__(self, launcher: Launcher, duty: Duty, on_loss: Callable[[], None]) -> None:
        self._launcher = launcher
        self._duty = duty
        self._on_loss = on_loss
        self._backoff = Backoff()
        self._worker: Worker | None = None
        self._retiring = False
        self._keeping: asyncio.Task[None] | None = None

    async def fill(self) -> None:
        """Put a worker in, and from then on keep the place filled. Raises WorkersFailed, and the place is not kept."""
        self._worker = await self._launcher.launch(self._duty.source, self._duty.sockets)
        self.keep()

    def keep(self) -> None:
        """Keep the place filled from now on, also where it is empty yet."""
        self._keeping = asyncio.create_task(self._keep())

    def not_ready(self) -> tuple[str, ...]:
        """The reasons not to count on it."""
        return self._worker.reasons if self._worker else ("a worker is being started",)

    async def refresh(self) -> tuple[str, ...]:
        """Have its worker read the files anew. One that is being started reads them as they are."""
        return await self._worker.ask(Refresh()) if self._worker else ()

    async def retire(self) -> None:
        """Let its worker finish what it has begun and end. Returns when it is gone."""
        self._retiring = True
        if self._keeping is None:
            return
        if self._worker is None:
            self._keeping.cancel()
        else:
            self._worker.drain()
        done, _ = await asyncio.wait({self._keeping}, timeout=self._duty.deadline + _SPARE)
        if not done and self._worker is not None:
            _log.error("a worker did not end in time and is killed", number=self._worker.number)
            self._worker.kill()
            await asyncio.wait({self._keeping})

    async def _keep(self) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        while True:
            if self._worker is not None:
                code = await asyncio.shield(self._worker.ended)
                number, self._worker = self._worker.number, None
                if self._retiring:
                    return
                self._on_loss()
                _log.error("a worker ended; another takes its place", number=number, exit_code=code)
            await asyncio.sleep(self._backoff.after(clock() - began))
            began = clock()
            try:
                self._worker = await self._launcher.launch(self._duty.source, self._duty.sockets)
            except WorkersFailed as failed:
                _log.error("a worker can't be started; it is tried again", faults=failed.faults)
            else:
                _log.info("a worker took the place", number=self._worker.number)
