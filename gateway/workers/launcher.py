"""Starts workers and knows all that live: those in service, those on their way out and those that never came up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

from gateway.settings import Bind
from gateway.workers.channel import Start
from gateway.workers.numbers import Numbers
from gateway.workers.site import WorkersFailed
from gateway.workers.source import Source
from gateway.workers.tally import Tally
from gateway.workers.worker import Command, Worker, spawn_worker


class Launcher:
    """The one place processes are started from. The number and the metrics of one that ended are put away here."""

    def __init__(self, tally: Tally, command: Command) -> None:
        self._tally = tally
        self._command = command
        self._numbers = Numbers()
        self._living: dict[int, Worker] = {}

    async def launch(self, source: Source, sockets: Mapping[Bind, socket.socket]) -> Worker:
        """A worker that serves this config. Raises WorkersFailed; then, and when it is cancelled, no process is left."""
        number = self._numbers.take()
        descriptors = {str(bind): listening.fileno() for bind, listening in sockets.items()}
        try:
            worker = await spawn_worker(number, self._command, descriptors, self._tally.environ, lambda: self._put_away(number))
        except BaseException as error:
            self._numbers.give_back(number)
            if isinstance(error, (OSError, ValueError)):  # ValueError: an address of it is no longer listened on
                reason = getattr(error, "strerror", None) or error
                raise WorkersFailed((f"a worker process can't be started: {reason}",)) from error
            raise
        self._living[number] = worker
        order = Start(number=number, text=source.text, name=source.name, base=source.base, sockets=descriptors)
        try:
            faults = await worker.ask(order)
        except BaseException:
            worker.kill()
            raise
        if faults:
            worker.kill()
            await worker.ended
            raise WorkersFailed(faults)
        return worker

    def kill(self) -> None:
        """End all of them at once."""
        for worker in self._living.values():
            worker.kill()

    async def wait(self) -> None:
        """Until none is left."""
        await asyncio.gather(*(worker.ended for worker in tuple(self._living.values())))

    def _put_away(self, number: int) -> None:
        del self._living[number]
        self._tally.end(number)
        self._numbers.give_back(number)
