"""What was measured, as values: a cell is one subject at one workload."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.subjects import GATEWAY


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each turn is, how many there are, over how many connections, and the processes each subject may have."""

    seconds: int = 2
    rounds: int = 3
    connections: int = 32
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of the load. `fault` is why it counts for nothing."""

    per_cpu_second: float
    per_second: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One subject at one workload: the medians of its turns, the lowest and the highest, or why it counts for nothing."""

    workload: str
    subject: str
    workers: int
    connections: int
    per_cpu_second: float
    per_second: float
    spread: tuple[float, float]
    fault: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        """What it is compared within."""
        return self.workload, self.workers, self.connections


def median_of(workload: str, subject: str, plan: Plan, turns: Sequence[Turn]) -> Cell:
    """The cell these turns make. One that failed makes it a failed one."""
    rates = [turn.per_cpu_second for turn in turns]
    return Cell(
        workload=workload,
        subject=subject,
        workers=plan.workers,
        connections=plan.connections,
        per_cpu_second=statistics.median(rates),
        per_second=statistics.median(turn.per_second for turn in turns),
        spread=(min(rates), max(rates)),
        fault=next((turn.fault for turn in turns if turn.fault), ""),
    )


def ratios(cells: Sequence[Cell]) -> Mapping[tuple[str, int, int, str], float]:
    """The gateway's requests per CPU-second by those of each peer, for each (workload, workers, connections, peer)."""
    ours = {cell.place: cell for cell in cells if cell.subject == GATEWAY and not cell.fault}
    return {
        (*cell.place, cell.subject): ours[cell.place].per_cpu_second / cell.per_cpu_second
        for cell in cells
        if cell.subject != GATEWAY and not cell.fault and cell.place in ours and cell.per_cpu_second
    }
