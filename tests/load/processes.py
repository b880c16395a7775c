"""Real processes: a gateway with its workers, a sandbox, and what the system tells of them. Needs the /proc of Linux."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.growth import Size
from tests.load.ledger import Made

START_SECONDS = 60.0
END_SECONDS = 60.0
_ESTABLISHED = "01"


@dataclass
class LogWatch:
    """What a process writes to its standard output, line by line: JSON, of which the events are counted."""

    events: Counter[str] = field(default_factory=Counter)
    suspicious: list[str] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def read(self, stream: asyncio.StreamReader) -> None:
        """Until the process ends. A line that is no JSON, or tells of an exception, is suspicious."""
        async for raw in stream:
            line = raw.decode(errors="replace").rstrip()
            try:
                told = json.loads(line)
            except ValueError:
                told = {"exception": "no JSON"}
            if not isinstance(told, dict) or "exception" in told or "Traceback" in line:
                self.suspicious.append(line)
                continue
            async with self._news:
                self.events[str(told.get("event"))] += 1
                self._news.notify_all()

    async def read_said(self, stream: asyncio.StreamReader) -> None:
        """What it tells people, until the process ends. Nobody should be told of an exception."""
        async for raw in stream:
            if b"Traceback" in raw:
                self.suspicious.append(raw.decode(errors="replace").rstrip())

    async def seen(self, event: str, times: int) -> None:
        """Wait until an event has been logged that often in all."""
        async with self._news:
            await self._news.wait_for(lambda: self.events[event] >= times)


@dataclass
class GatewayProcess:
    """`gateway serve` with the config in a file. Its log is read as it comes."""

    process: Process
    log: LogWatch
    reading: asyncio.Future[tuple[None, None]]

    @property
    def pid(self) -> int:
        return self.process.pid

    def workers(self) -> tuple[int, ...]:
        """The processes below this one."""
        return children_of(self.pid)

    async def end(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_SECONDS):
            code = await self.process.wait()
            await self.reading
        return code

    def kill(self) -> None:
        """End it and its workers, whatever they are doing. For when something went wrong."""
        for pid in (*self.workers(), self.pid):
            signal_to(pid, signal.SIGKILL)


async def start_gateway(config: Path) -> GatewayProcess:
    """Raises TimeoutError where it does not listen within a minute, RuntimeError where it ends."""
    command = (sys.executable, "-m", "gateway", "serve", "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    log = LogWatch()
    await _first_line(process, process.stderr)  # it says where it listens
    return GatewayProcess(process, log, asyncio.gather(log.read(process.stdout), log.read_said(process.stderr)))


@dataclass
class SandboxProcess:
    """The backend. `url` is its base."""

    process: Process
    url: str
    journal: Path

    def stop(self) -> None:
        """It no longer does anything, and its connections stay open."""
        signal_to(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        signal_to(self.process.pid, signal.SIGCONT)

    async def end(self) -> list[Made]:
        """What it was made to do, in order."""
        self.go_on()
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_SECONDS):
            await self.process.wait()
        return [Made(*line) for line in json.loads(self.journal.read_text())]

    def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()


async def start_sandbox_process(journal: Path) -> SandboxProcess:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.sandbox_process", str(journal), stdout=PIPE
    )
    assert process.stdout is not None
    return SandboxProcess(process, await _first_line(process, process.stdout), journal)


async def _first_line(process: Process, stream: asyncio.StreamReader) -> str:
    async with asyncio.timeout(START_SECONDS):
        line = await stream.readline()
    if not line:
        raise RuntimeError(f"process {process.pid} ended before it was up")
    return line.decode().strip()


def signal_to(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process of ours that may have ended already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def children_of(pid: int) -> tuple[int, ...]:
    try:
        return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except FileNotFoundError:
        return ()


def size_of(pid: int) -> Size | None:
    """None where the process has ended."""
    try:
        told = _status_of(pid)
        return Size(
            int(told["VmRSS"].split()[0]) * 1024, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()), int(told["Threads"])
        )
    except (FileNotFoundError, ProcessLookupError, KeyError):
        return None


def _status_of(pid: int) -> Mapping[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def callers_of(pid: int, port: int) -> frozenset[int]:
    """The ports of the other ends of a process's established connections on its port."""
    inodes = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = file.readlink()
        except FileNotFoundError:
            continue
        inodes.add(str(target).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state, _, _, _, _, _, inode, *_ = line.split()
        if inode in inodes and state == _ESTABLISHED and int(local.partition(":")[2], 16) == port:
            found.add(int(remote.partition(":")[2], 16))
    return frozenset(found)
