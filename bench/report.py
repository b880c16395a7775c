"""What a run found, as one value: shown as text, kept as JSON beside it, and put into bench/README.md between its markers."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.cells import Cell, ratios
from bench.footprint import Footprint, footprint_table
from bench.growth import Growth, growth_table
from bench.latency import Delay, delay_table
from bench.table import throughput

BEGIN, END = "<!-- last run: begin -->", "<!-- last run: end -->"


@dataclass
class Report:
    """Filled as the run goes; `missing` are the peers that could not run, `failures` what else went wrong."""

    surroundings: Mapping[str, str]
    cells: list[Cell] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    footprint: Footprint | None = None
    items: list[Growth] = field(default_factory=list)
    configured: list[Growth] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Says on stderr what is under way, and keeps why it could not be finished: the rest goes on."""
        print(f"{what} …", file=sys.stderr, flush=True)
        try:
            yield
        except (RuntimeError, TimeoutError) as error:
            self.failures.append(f"{what}: {error}")

    def text(self) -> str:
        """Markdown, and readable as it is."""
        told = ["; ".join(f"{name} {value}" for name, value in self.surroundings.items()) + "."]
        if self.cells:
            told += ["Requests per CPU-second, and in brackets the gateway's by the peer's:", throughput(self.cells)]
        told += [f"- {cell.workload}, {cell.subject}: failed, {cell.fault}." for cell in self.cells if cell.fault]
        told += [f"- Not measured: {failure}" for failure in self.failures]
        told += [f"- {name} is left out: {reason}." for name, reason in self.missing.items()]
        if self.delays:
            told += ["At half of the gateway's own peak, and nginx at the same rate:", delay_table(self.delays)]
        if self.footprint:
            told.append(footprint_table(self.footprint))
        if self.items:
            told += ["CPU of the gateway for a request, by the items of the answer:", growth_table(self.items)]
        if self.configured:
            told += ["The same by what is configured:", growth_table(self.configured)]
        return "\n\n".join(told)

    def json(self) -> str:
        plain = dataclasses.asdict(self)
        plain["ratios"] = [
            {"workload": workload, "workers": workers, "connections": connections, "peer": peer, "ratio": round(ratio, 4)}
            for (workload, workers, connections, peer), ratio in ratios(self.cells).items()
        ]
        return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def surroundings() -> dict[str, str]:
    """The machine, the versions of what was measured, and whether others were at work here: then mistrust the figures."""
    return {
        "Processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "Python": platform.python_version(),
        "aiohttp": version("aiohttp"),
        "nginx": _version("nginx", "-v"),
        "node": _version("node", "--version"),
        "wrk": _version("wrk", "-v"),
        "load of the machine before the run": f"{os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    told = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    return told[1] if told else platform.machine()


def _version(*command: str) -> str:
    """The first number with a dot in what it says of itself; a program that is missing has none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "missing"
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "unknown"


def write_between_markers(readme: Path, text: str) -> None:
    """Puts the text between the markers of that file. Raises ValueError where they are not there."""
    whole = readme.read_text("utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{readme} has no {BEGIN} and {END}")
    readme.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
