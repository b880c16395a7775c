"""The soak: mixed traffic of all dialects on a real gateway, while everything around it is disturbed; then the account of it.

`python -m tests.load.soak --minutes 10` prints a report and ends with 0 where not one answer was wrong, no create was lost or
doubled, and nothing grew; with 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.commands.progress import Progress
from tests.clients.running import free_port
from tests.faults.faulty_proxy import proxy_to
from tests.load.disturbances import Disturber, Tempo
from tests.load.growth import Bounds, Sample, growths
from tests.load.ledger import Outcome
from tests.load.operating import Operator
from tests.load.processes import GatewayProcess, SandboxProcess, size_of, start_gateway, start_sandbox_process
from tests.load.report import Report
from tests.load.soak_config import SoakConfig
from tests.load.traffic import Traffic
from tests.load.truth import recordings_of

_ENDPOINTS = 2
_LOOKS, _LOOK_SECONDS = 40, 0.25
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how much, and how much more memory, files and threads are no growth. `seats` are callers of each dialect."""

    seconds: float
    rate: float
    seats: int
    tempo: Tempo
    bounds: Bounds
    sampled_every: float
    seed: int = 0

    @property
    def lively(self) -> float:
        """The seconds in which workers are replaced too; after that they live, so that one can see whether they grow."""
        return self.seconds * 2 / 3


SHORT = Plan(15.0, 60.0, 6, Tempo(0.4, 0.2), Bounds(memory=48 * _MIB, files=150, threads=20), sampled_every=0.5)
LONG = Plan(600.0, 150.0, 10, Tempo(3.0, 8.0), Bounds(memory=16 * _MIB, files=100, threads=10), sampled_every=2.0)


@dataclass
class Soak:
    """Everything that runs during a soak."""

    gateway: GatewayProcess
    sandbox: SandboxProcess
    traffic: Traffic
    disturber: Disturber
    plan: Plan
    progress: Progress

    async def run(self) -> Report:
        """The whole of it, and what came of it."""
        began = self.traffic.now()
        samples: list[Sample] = []
        async with asyncio.TaskGroup() as group:
            group.create_task(self.traffic.flow(rate=self.plan.rate, seats=self.plan.seats))
            sampling = group.create_task(self._sample(samples))
            await self.disturber.disturb(began + self.plan.lively, lives=True)
            await self.disturber.disturb(began + self.plan.seconds, lives=False)
            await asyncio.sleep(max(0.0, began + self.plan.seconds - self.traffic.now()))
            self.traffic.ended.set()
            sampling.cancel()
        self.progress.show("the time is up: everything in progress ends, and the account is made")
        await self._look_at_the_end()
        code = await self.gateway.end()
        journal = await self.sandbox.end()
        self.progress.clear()
        complaints = [
            *self.traffic.ledger.complaints(journal, self.disturber.troubles),
            *self.disturber.complaints,
            *(f"the log says {line[:300]}" for line in self.gateway.log.suspicious),
            *([f"the gateway ended with exit code {code}"] if code else []),
        ]
        return Report(
            self.traffic.now() - began,
            self.traffic.ledger.counts(),
            self.disturber.counts,
            len(journal),
            growths(samples, self.plan.bounds),
            complaints,
        )

    async def _look_at_the_end(self) -> None:
        """Nobody asks any more: soon nothing is in progress, and the gateway is ready for more."""
        operator, complaints = self.disturber.operator, self.disturber.complaints
        for _ in range(_LOOKS):
            if not (left := await operator.calls_in_progress()):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        else:
            complaints.append(f"{left:.0f} calls are in progress when nobody asks any more")
        if not await operator.ready():
            complaints.append("the gateway is not ready at the end")

    def _standing(self, since: float) -> str:
        """How far it is, for whoever waits. What only the journal can tell is not yet among the complaints."""
        left = max(0.0, since + self.plan.seconds - self.traffic.now())
        entries = self.traffic.ledger.entries
        wrong = sum(entry.outcome is Outcome.WRONG for entry in entries)
        complaints = wrong + len(self.disturber.complaints) + len(self.gateway.log.suspicious)
        return f"{left / 60:.1f} minutes left, {len(entries):,} requests, {complaints} complaints so far"

    async def _sample(self, samples: list[Sample]) -> None:
        began = self.traffic.now()
        while True:
            pids = (self.gateway.pid, *self.gateway.workers())
            sizes = {pid: size for pid in pids if (size := size_of(pid)) is not None}
            samples.append(Sample(self.traffic.now(), sizes))
            self.progress.show(self._standing(began))
            await asyncio.sleep(self.plan.sampled_every)


@asynccontextmanager
async def soak(plan: Plan, folder: Path, progress: Progress) -> AsyncIterator[Soak]:
    """A gateway with two workers in front of two proxies in front of a sandbox, all of them up. Ended by force if need be."""
    async with AsyncExitStack() as stack:
        sandbox = await start_sandbox_process(folder / "journal")
        stack.callback(sandbox.kill)
        proxies = tuple([await stack.enter_async_context(proxy_to(sandbox.url)) for _ in range(_ENDPOINTS)])
        for proxy in proxies:
            await proxy.come_up()
        config = SoakConfig(folder, free_port(), free_port(), tuple(f"http://127.0.0.1:{proxy.port}" for proxy in proxies))
        config.write_all()
        gateway = await start_gateway(config.path)
        stack.callback(gateway.kill)
        recordings = {tenant.name: await recordings_of(sandbox.url, tenant.behind) for tenant in config.tenants}
        traffic = Traffic(config.port, config.tenants, recordings, time.monotonic, random.Random(plan.seed))  # noqa: S311 - a mix of calls
        yield Soak(
            gateway,
            sandbox,
            traffic,
            Disturber(gateway, sandbox, proxies, config, Operator(config.admin), traffic, plan.tempo),
            plan,
            progress,
        )


async def soak_and_tell(plan: Plan, progress: Progress) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        async with soak(plan, Path(folder), progress) as running:
            return await running.run()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=LONG.seconds / 60, help="how long [default: %(default)s]")
    parser.add_argument("--rate", type=float, default=LONG.rate, help="requests a second at most [default: %(default)s]")
    parser.add_argument("--seed", type=int, default=LONG.seed, help="of the mix of calls [default: %(default)s]")
    asked = parser.parse_args()
    plan = Plan(asked.minutes * 60, asked.rate, LONG.seats, LONG.tempo, LONG.bounds, LONG.sampled_every, asked.seed)
    report = asyncio.run(soak_and_tell(plan, Progress(sys.stderr)))
    sys.stdout.write(f"{report}\n")
    return 0 if report.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
