"""Latency at a moderate rate: half of what the gateway can do at its best, the same rate for plain nginx, and the difference.

What is compared is the 99th hundredth, the median of several runs; nginx's own holds what load, stub and machine add.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.cells import Cell
from bench.open_loop import latencies
from bench.rounds import Bench
from bench.subjects import GATEWAY, REWRITE
from bench.table import table
from bench.workloads import Workload

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Delay:
    """Milliseconds, each (50th, 99th hundredth), at `rate` requests a second."""

    workload: str
    rate: float
    gateway: tuple[float, float]
    nginx: tuple[float, float]

    @property
    def added(self) -> float:
        """What the gateway adds to the 99th hundredth."""
        return self.gateway[1] - self.nginx[1]


def delays(bench: Bench, workload: Workload, cells: Sequence[Cell], seconds: float) -> Iterator[Delay]:
    """One, where the workload's throughput is among the cells without failure, else none."""
    ours = [cell for cell in cells if cell.subject == GATEWAY and cell.workload == workload.name and not cell.fault]
    for cell in ours:
        rate = min(cell.per_second, cell.per_cpu_second) / 2
        found: dict[str, list[tuple[float, float]]] = {GATEWAY: [], REWRITE: []}
        with _kept_to(bench.cores.load):
            for _ in range(_ROUNDS):
                for name, told in found.items():
                    one = latencies(workload, bench.subjects_of(workload)[name].port, rate, seconds)
                    told.append((one.quantile(0.5) * 1000, one.quantile(0.99) * 1000))
        yield Delay(workload.name, rate, _medians(found[GATEWAY]), _medians(found[REWRITE]))


@contextmanager
def _kept_to(cores: frozenset[int]) -> Iterator[None]:
    """This process, which is the load, on these cores alone while the block runs."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _medians(told: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(half for half, _ in told), statistics.median(last for _, last in told)


def delay_table(found: Sequence[Delay]) -> str:
    head = ("workload", "rate /s", "gateway p50 ms", "gateway p99 ms", "nginx p50 ms", "nginx p99 ms", "added p99 ms")
    return table(
        head,
        [
            (one.workload, f"{one.rate:,.0f}", *(f"{value:.2f}" for value in (*one.gateway, *one.nginx, one.added)))
            for one in found
        ],
    )
