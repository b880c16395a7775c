"""Throughput: the subjects of a workload take turns, A B C A B C, after a warm-up; what counts is the median of the rounds.

The unit is requests per CPU-second of the subject, all its processes together: on a machine that does other things too it is
the wall clock that suffers, and not this. Nothing is timed before each subject's answer was found to be the gateway's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from bench.agreement import ask, differences
from bench.cells import Cell, Plan, Turn, median_of
from bench.programs import Cores, Program
from bench.starts import Site
from bench.stub import stub
from bench.subjects import GATEWAY, PASSING, REWRITE, SUBJECTS
from bench.workloads import Workload
from bench.wrk import run_wrk

_LARGE, _MANY, _LONGER = "1000", 500, 2
"""With large answers and over many connections a turn is longer: what is under way at its end counts for nothing."""
_LEAST_CPU = 0.05  # seconds; proc(5) counts in hundredths


class Bench:
    """The stub and every subject that can run here, started once and idle while it is another's turn.

    `missing` are the subjects that can't, with the reason.
    """

    def __init__(self, folder: Path, workers: int, workloads: Sequence[Workload]) -> None:
        self.folder, self.workers, self.workloads = folder, workers, workloads
        self.cores = Cores.of_this_machine(workers)
        self.running: dict[str, Program] = {}
        self.missing: dict[str, str] = {}
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            backend = held.enter_context(stub(self.folder, self.cores.load, self.workloads))
            site = Site(self.folder, self.cores.subject, backend.port, self.workers)
            for subject in SUBJECTS:
                if not any(map(subject.can, self.workloads)):
                    continue
                if lacks := subject.lacks():
                    self.missing[subject.name] = lacks
                else:
                    self.running[subject.name] = held.enter_context(subject.running(site))
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def subjects_of(self, workload: Workload) -> Mapping[str, Program]:
        """The subjects that do it, by the names they have in the table: the gateway is one, however it is configured."""
        doing = (subject.name for subject in SUBJECTS if subject.can(workload) and subject.name in self.running)
        return {GATEWAY if name == PASSING else name: self.running[name] for name in doing}

    def check(self, workload: Workload) -> None:
        """Raises RuntimeError where the answers differ. What a plain proxy passes on must be the backend's own."""
        subjects = self.subjects_of(workload)
        expected = ask(workload, subjects[GATEWAY].port)
        if expected.status != workload.status:
            raise RuntimeError(f"the gateway answers {expected.status}: {expected.body[:500]!r}")
        for name, program in subjects.items():
            told = ask(workload, program.port)
            if name == REWRITE:
                found = "" if told.body == workload.answer[2] else f"{told.status}, not the backend's answer"
            else:
                found = differences(told, expected)
            if found:
                raise RuntimeError(f"{name} answers differently from the gateway: {found}")

    def turn(self, workload: Workload, program: Program, plan: Plan) -> Turn:
        """One run of wrk, and what the subject used for it."""
        seconds = plan.seconds * (_LONGER if workload.size == _LARGE or plan.connections > _MANY else 1)
        before = program.cpu_seconds()
        run = run_wrk(workload, program.port, self.folder, self.cores, connections=plan.connections, seconds=seconds)
        used = program.cpu_seconds() - before
        program.forget_output()
        if used < _LEAST_CPU:
            return Turn(0, 0, "it used no CPU")
        return Turn(run.requests / used, run.requests / run.seconds, run.fault(workload.status))

    def measure(self, workload: Workload, plan: Plan) -> Iterator[Cell]:
        """The cells of one workload, the gateway's first."""
        self.check(workload)
        subjects = self.subjects_of(workload)
        turns: dict[str, list[Turn]] = {name: [] for name in subjects}
        for program in subjects.values():
            self.turn(workload, program, replace(plan, seconds=1))
        for _ in range(plan.rounds):
            for name, program in subjects.items():
                turns[name].append(self.turn(workload, program, plan))
        for name in subjects:
            yield median_of(workload.name, name, plan, turns[name])
