"""What goes wrong during a soak, on purpose and one thing after the other.

A trouble that callers may be told of is noted with the time it leaves behind; a reload, a rotation and the end of a worker are
none: of them nobody may notice anything.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.faults import vocabulary as said
from tests.faults.faulty_proxy import FaultyProxy
from tests.faults.link import Fault
from tests.load.ledger import Trouble
from tests.load.operating import Operator
from tests.load.processes import GatewayProcess, SandboxProcess, callers_of, signal_to
from tests.load.soak_config import WORKERS, SoakConfig
from tests.load.traffic import Traffic

_AFTERMATH = 6.0
"""Seconds after a trouble in which it is still felt: calls end, breakers close, endpoints come back slowly."""
_SETTLE = 3.5
"""Seconds in which every request ends that was sent before: the whole call's time limit and a bit."""
_NOTICE = 30.0
"""Seconds within which a change of a file, or a new worker, must be there."""
_APPLIED = "files the config names have changed and are applied"
_FAULTS = (
    said.LOST_ANSWER,
    said.TRUNCATED_BODY,
    said.GARBAGE_STATUS_LINE,
    said.CORRUPT_BODY,
    said.EXTRA_BYTES,
    said.ERROR_PAGE,
)


@dataclass(frozen=True, slots=True)
class Tempo:
    """How many seconds a trouble lasts, and how many are left in peace behind each."""

    length: float
    pause: float


@dataclass
class Disturber:
    """Everything that can be disturbed. `complaints` are what was not as it must be, `counts` how often what was done."""

    gateway: GatewayProcess
    sandbox: SandboxProcess
    proxies: tuple[FaultyProxy, ...]
    config: SoakConfig
    operator: Operator
    traffic: Traffic
    tempo: Tempo
    troubles: list[Trouble] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    _rounds: int = 0

    async def disturb(self, until: float, *, lives: bool) -> None:
        """One thing after the other until that time. `lives`: also what ends the lives of workers; then each thing at least once."""
        lively = (self.kill_worker, self.lose_one, self.reload_good, self.rotate, self.reload_bad)
        of_backend = (self.lose_all, self.stall, self.spoil, self.break_connections)
        things: tuple[Callable[[], Awaitable[None]], ...]
        things = (*lively, *of_backend) if lives else (self.lose_one, self.rotate, *of_backend)
        for at, thing in enumerate(itertools.cycle(things)):
            is_due = lives and at < len(things)
            if not is_due and self.traffic.now() + self.tempo.length + self.tempo.pause > until:
                return
            await thing()
            await asyncio.sleep(self.tempo.pause)

    @asynccontextmanager
    async def trouble(self, name: str) -> AsyncIterator[None]:
        began = self.traffic.now()
        self.counts[name] += 1
        try:
            yield
        finally:
            self.troubles.append(Trouble(name, began, self.traffic.now() + _AFTERMATH))

    async def lose_one(self) -> None:
        """One of two endpoints is down. What was under way there is lost; all else goes to the other."""
        proxy = self.proxies[self.counts["one endpoint down"] % len(self.proxies)]
        async with self.trouble("one endpoint down"):
            await proxy.go_down()
            await asyncio.sleep(self.tempo.length)
            await proxy.come_up()

    async def lose_all(self) -> None:
        async with self.trouble("all endpoints down"):
            for proxy in self.proxies:
                await proxy.go_down()
            await asyncio.sleep(self.tempo.length)
            for proxy in self.proxies:
                await proxy.come_up()

    async def break_connections(self) -> None:
        async with self.trouble("connections reset"):
            for proxy in self.proxies:
                await proxy.drop_connections()

    async def stall(self) -> None:
        """The backend's process stands still longer than the gateway waits."""
        async with self.trouble("backend stalled"):
            self.sandbox.stop()
            await asyncio.sleep(max(self.tempo.length, 1.5))
            self.sandbox.go_on()

    async def spoil(self) -> None:
        fault: Fault = _FAULTS[self.counts["answers spoilt"] % len(_FAULTS)]
        async with self.trouble("answers spoilt"):
            self.proxies[0].spoil_each(fault)
            await asyncio.sleep(self.tempo.length)
            self.proxies[0].heal()

    async def reload_good(self) -> None:
        """Another good config, alternately by signal and by the operator's request."""
        self._rounds += 1
        self.config.write_good(self._rounds)
        if self._rounds % 2:
            self.counts["reloads by signal"] += 1
            signal_to(self.gateway.pid, signal.SIGHUP)
        else:
            await self._reload("reloads by request", 200)

    async def reload_bad(self) -> None:
        """A config with a fault, which lies there for a while; a worker that dies meanwhile comes back with the old one."""
        self.config.write_bad()
        await self._reload("bad reloads refused", 422)
        await self.kill_worker()
        self.config.write_good(self._rounds)

    async def _reload(self, name: str, expected: int) -> None:
        self.counts[name] += 1
        status, text = await self.operator.reload()
        if status != expected:
            self.complaints.append(f"{name}: POST /reload was answered {status}: {text[:300]}")

    async def kill_worker(self) -> None:
        """One worker ends without a word; the calls on its connections are lost, and no others."""
        victim = self.traffic.chance.choice(self.gateway.workers())
        self.counts["workers killed"] += 1
        signal_to(victim, signal.SIGSTOP)  # else it would take a connection while its connections are listed
        self.traffic.cut |= callers_of(victim, self.config.port)
        signal_to(victim, signal.SIGKILL)
        await self._until(lambda: self._has_all_workers(without=victim), "worker")

    def _has_all_workers(self, *, without: int) -> bool:
        workers = self.gateway.workers()
        return len(workers) >= WORKERS and without not in workers

    async def rotate(self) -> None:
        """Callers take the next secret; when nobody uses the old one any more, the one after the next takes its place."""
        self.counts["secrets rotated"] += 1
        self.config.move_on()
        await asyncio.sleep(_SETTLE)
        applied = self.gateway.log.events[_APPLIED]
        self.config.write_next_secrets()
        try:
            async with asyncio.timeout(_NOTICE):
                await self.gateway.log.seen(_APPLIED, applied + 1)
        except TimeoutError:
            self.complaints.append(f"secrets that changed were not taken over within {_NOTICE:.0f} seconds")

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = self.traffic.now() + _NOTICE
        while not holds():
            if self.traffic.now() > end:
                self.complaints.append(f"no new {what} within {_NOTICE:.0f} seconds")
                return
            await asyncio.sleep(0.05)
