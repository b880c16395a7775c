"""Programs under measurement: started on cores of their own, ready when they answer, and what each has cost the machine.

What a program costs is read from proc(5), of itself and all its descendants, so that workers count.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGESIZE")
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Cores:
    """Which cores the load and the stub run on, and which the program under measurement."""

    load: frozenset[int]
    subject: frozenset[int]

    @staticmethod
    def of_this_machine(workers: int = 1) -> Cores:
        """Half of them each. Where the subject has more processes than that, it may use all of them."""
        cores = sorted(os.sched_getaffinity(0))
        half = max(1, len(cores) // 2)
        subject = cores[half:]
        return Cores(frozenset(cores[:half]), frozenset(subject if len(subject) >= workers else cores))


@dataclass(frozen=True, slots=True)
class Program:
    """A program that listens on a port of 127.0.0.1, and the file it writes its output to."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    output: Path

    def cpu_seconds(self) -> float:
        """What it and its descendants have used since they began, in user mode and in the kernel."""
        return sum(int(ticks) for pid in self.pids() for ticks in _stat(pid)[11:13]) / _TICKS

    def pids(self) -> list[int]:
        """Itself, and every process that descends from it."""
        parents = {pid: int(fields[1]) for pid in _all_pids() if (fields := _stat(pid))}
        family = [self.process.pid]
        for pid in family:
            family += [child for child, parent in parents.items() if parent == pid]
        return family

    def resident(self, pid: int | None = None) -> int:
        """The memory one of its processes has in use, in bytes."""
        return int(Path(f"/proc/{pid or self.process.pid}/statm").read_text("ascii").split()[1]) * _PAGE

    def forget_output(self) -> None:
        """Empties the file of its output, which a run at full load fills with gigabytes."""
        os.truncate(self.output, 0)


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, `state` first; nothing where the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def raise_open_files() -> None:
    """As many open files as the system lets this process have: a thousand connections need two thousand and more."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def pinned(cores: frozenset[int], command: Sequence[str]) -> list[str]:
    """The command on these cores alone. `taskset` becomes it, so the process id is its own."""
    taskset = shutil.which("taskset")
    if taskset is None:
        raise RuntimeError("taskset is not on this machine: install the package util-linux")
    return [taskset, "--cpu-list", ",".join(map(str, sorted(cores))), *command]


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, folder: Path, cores: frozenset[int], environment: dict[str, str] | None = None
) -> Iterator[Program]:
    """The program while the block runs, once it accepts connections. RuntimeError, with its output, where it never does."""
    output = folder / f"{name}.out"
    with output.open("ab") as out:
        process = subprocess.Popen(pinned(cores, command), stdout=out, stderr=out, env=os.environ | (environment or {}))
        program = Program(name, process, port, output)
        try:
            _wait_until_it_accepts(program)
            yield program
        finally:
            _stop(program)


def _stop(program: Program) -> None:
    """Ends it and its descendants, also those a program leaves behind."""
    descendants = program.pids()[1:]
    program.process.terminate()
    try:
        program.process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        program.process.kill()
        program.process.wait()
    for pid in descendants:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def _wait_until_it_accepts(program: Program) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if program.process.poll() is not None or time.monotonic() > deadline:
            told = program.output.read_text("utf-8", "replace")[-3000:]
            raise RuntimeError(f"{program.name} does not listen on port {program.port}. It said:\n{told}")
        try:
            socket.create_connection(("127.0.0.1", program.port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
