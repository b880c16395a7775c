"""The workers in service and those on their way out: filled at the start, replaced one by one, sent home at the end."""

from __future__ import annotations

import asyncio

import structlog

from gateway.workers.launcher import Launcher
from gateway.workers.roll import Roll, Step
from gateway.workers.site import WorkersFailed
from gateway.workers.slot import Duty, Slot
from gateway.workers.tally import Tally

_log = structlog.get_logger("gateway.workers")


class Crew:
    """Slots and what becomes of them. `slots` are those in service."""

    def __init__(self, launcher: Launcher, tally: Tally) -> None:
        self._launcher = launcher
        self._tally = tally
        self._leaving: set[asyncio.Task[None]] = set()
        self.slots: list[Slot] = []

    async def fill(self, duty: Duty, count: int) -> None:
        """So many workers, all ready. Raises WorkersFailed, with none left, where one of them can't be started."""
        self.slots = [self._slot(duty) for _ in range(count)]
        ends = await asyncio.gather(*(slot.fill() for slot in self.slots), return_exceptions=True)
        failed = [end for end in ends if end is not None]
        if failed:
            self._launcher.kill()
            await self.leave()
            raise failed[0]

    async def roll(self, old: Duty, new: Duty, wanted: int) -> tuple[str, ...]:
        """So many workers of the new duty instead of those of the old. With faults they are of the old again."""
        leaving, coming = list(self.slots), list[Slot]()
        roll = Roll(old=len(leaving), wanted=wanted)
        faults: tuple[str, ...] = ()
        while (step := roll.next) is not Step.FINISH:
            well = True
            match step:
                case Step.START_NEW:
                    faults = await self._start(new, coming)
                    well = not faults
                case Step.START_OLD:
                    well = await self._bring_back(old, leaving)
                case Step.RETIRE_OLD:
                    self._retire(leaving.pop(0))
                case Step.RETIRE_NEW:
                    self._retire(coming.pop(0))
            roll.done(well=well)
        return faults

    async def leave(self) -> None:
        """Send all home. Returns when the last process is gone."""
        for slot in tuple(self.slots):
            self._retire(slot)
        if self._leaving:
            await asyncio.wait(self._leaving)
        await self._launcher.wait()

    def _slot(self, duty: Duty) -> Slot:
        return Slot(self._launcher, duty, self._tally.lose)

    async def _start(self, duty: Duty, among: list[Slot]) -> tuple[str, ...]:
        slot = self._slot(duty)
        try:
            await slot.fill()
        except WorkersFailed as failed:
            return failed.faults
        self.slots.append(slot)
        among.append(slot)
        return ()

    async def _bring_back(self, duty: Duty, among: list[Slot]) -> bool:
        """One more of what was. Where that fails too, it is tried again until it succeeds, and nobody waits for that."""
        faults = await self._start(duty, among)
        if faults:
            _log.error("a worker of the config in use can't be started again; it is tried again", faults=faults)
            slot = self._slot(duty)
            self.slots.append(slot)
            slot.keep()
        return not faults

    def _retire(self, slot: Slot) -> None:
        """Its calls are finished in the background: nobody waits here for the longest of them."""
        self.slots.remove(slot)
        leaving = asyncio.create_task(slot.retire())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
