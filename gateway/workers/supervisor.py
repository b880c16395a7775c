"""Several workers behind one door: this process opens the sockets, keeps the workers alive, replaces and ends them.

It carries no call itself. A new config means new workers: one that serves it is ready before one that served the old goes, so
at no moment does nobody take calls; where one can't serve it, those that went come back and the config is refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from prometheus_client import Metric

from gateway.settings import Settings
from gateway.workers.crew import Crew
from gateway.workers.launcher import Launcher
from gateway.workers.slot import Duty
from gateway.workers.sockets import close_sockets, open_sockets
from gateway.workers.source import Source
from gateway.workers.tally import Tally
from gateway.workers.worker import Command, own_command

_ENDING = "the gateway is ending"
_NOBODY = "the gateway is being started"


class Supervisor:
    """A site of several processes, each started by that command."""

    def __init__(self, command: Command = own_command) -> None:
        self._tally = Tally()
        self._launcher = Launcher(self._tally, command)
        self._crew = Crew(self._launcher, self._tally)
        self._duty: Duty | None = None
        self._notice = 0.0
        self._ending = False

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(listening.getsockname()[1] for listening in self._duty.sockets.values()) if self._duty else ()

    def not_ready(self) -> tuple[str, ...]:
        """None as long as one worker takes calls."""
        if self._ending:
            return (_ENDING,)
        states = [slot.not_ready() for slot in self._crew.slots]
        if () in states:
            return ()
        return tuple(dict.fromkeys(reason for state in states for reason in state)) or (_NOBODY,)

    def families(self) -> Iterable[Metric]:
        return self._tally.families(ready=sum(not slot.not_ready() for slot in tuple(self._crew.slots)))

    async def start(self, source: Source, settings: Settings) -> None:
        sockets = open_sockets((listen.bind for listen in settings.listen), already={})
        duty = Duty(source, sockets, settings.shutdown.deadline)
        try:
            self._tally.open()
            await self._crew.fill(duty, settings.workers)
        except BaseException:
            close_sockets(sockets, keep={})
            self._tally.close()
            raise
        self._duty, self._notice = duty, settings.shutdown.notice

    async def replace(self, source: Source, settings: Settings) -> tuple[str, ...]:
        old = self._duty
        if old is None:
            return (_NOBODY,)
        try:
            sockets = open_sockets((listen.bind for listen in settings.listen), already=old.sockets)
        except OSError as error:
            return (f"can't listen: {error.strerror or error}",)
        new = Duty(source, sockets, settings.shutdown.deadline)
        try:
            faults = await self._crew.roll(old, new, settings.workers)
        except BaseException:
            close_sockets(sockets, keep=old.sockets)
            raise
        if faults:
            close_sockets(sockets, keep=old.sockets)
        else:
            self._duty, self._notice = new, settings.shutdown.notice
            close_sockets(old.sockets, keep=sockets)
        return faults

    async def refresh(self, settings: Settings) -> tuple[str, ...]:
        """Each worker reads the files for itself: secrets are told to nobody. One that can't use them keeps none from it."""
        del settings
        answers = await asyncio.gather(*(slot.refresh() for slot in self._crew.slots))
        return tuple(dict.fromkeys(fault for faults in answers for fault in faults))

    async def drain(self, *, notice: bool) -> None:
        self._ending = True
        if notice:
            await asyncio.sleep(self._notice)
        if self._duty is not None:
            close_sockets(self._duty.sockets, keep={})
        await self._crew.leave()
        self._tally.close()

    def kill(self) -> None:
        self._launcher.kill()
        self._tally.close()
