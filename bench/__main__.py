"""The gateway beside what a user would otherwise run, in one run on this machine: make bench, or python -m bench.

What is measured, and what is not, is told in bench/README.md. Exit code 1 where a subject could not be measured as it should.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import choice
from bench.cells import Cell, Plan
from bench.footprint import footprint
from bench.growth import growth_of_configuration, growth_of_items, write_plots
from bench.latency import delays
from bench.programs import raise_open_files
from bench.report import Report, surroundings, write_between_markers
from bench.rounds import Bench
from bench.subjects import GATEWAY
from bench.workloads import Workload

_HERE = Path(__file__).resolve().parent
_OF_README = _HERE / "results"
_OF_ANY_RUN = _HERE.parent / "build" / "bench"
_PARTS = ("throughput", "latency", "footprint", "growth")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=(__doc__ or "").partition("\n")[0])
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument(
        "--quick", action="store_true", help="one dialect pair and the pass-through, throughput alone: two minutes"
    )
    how_much.add_argument("--all", action="store_true", help="every workload, connections and processes: hours")
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="WORD", help="workloads with one of these words in their names"
    )
    parser.add_argument("--parts", nargs="+", choices=_PARTS, help="these parts alone")
    parser.add_argument("--seconds", type=int, metavar="S", help="how long each turn is")
    parser.add_argument("--rounds", type=int, metavar="N", help="how many turns each subject has")
    parser.add_argument(
        "--write-readme", action="store_true", help="put the result into bench/README.md, and the plots beside it"
    )
    return parser.parse_args()


def batches(asked: argparse.Namespace) -> list[choice.Batch]:
    plan = Plan(seconds=asked.seconds or (1 if asked.quick else 2), rounds=asked.rounds or 3)
    chosen = choice.quick(plan) if asked.quick else choice.everything(plan) if asked.all or asked.only else choice.usual(plan)
    if asked.only and not asked.all:
        chosen = chosen[:1]
    return choice.only(chosen, asked.only)


def measure(report: Report, asked: argparse.Namespace) -> None:
    """Everything asked for, into the report, with what went wrong."""
    parts = asked.parts or (("throughput",) if asked.quick or asked.only else _PARTS)
    worker = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if {"throughput", "latency"} & set(parts):
            for number, batch in enumerate(batches(asked)):
                delayed = batch.workloads if asked.only else choice.typical(batch.workloads)
                with report.noting(f"batch {number + 1}"):
                    used = measure_batch(report, batch, folder, delayed if "latency" in parts and number == 0 else ())
                    worker = worker or used
        if "footprint" in parts:
            with report.noting("memory and start"):
                report.footprint = footprint(worker, folder)
        if "growth" in parts:
            with report.noting("growth"):
                for items in growth_of_items(folder, 1):
                    report.items.append(items)
                for configured in growth_of_configuration(folder, 1):
                    report.configured.append(configured)


def measure_batch(report: Report, batch: choice.Batch, folder: Path, delayed: Sequence[Workload]) -> int | None:
    """Its throughput, and the latency of what is `delayed`. Returns the bytes the gateway has in use at the end of it."""
    plan = batch.plan
    with Bench(folder, plan.workers, batch.workloads) as bench:
        report.missing |= bench.missing
        cells: list[Cell] = []
        for workload in batch.workloads:
            with report.noting(f"{workload.name}, {plan.connections} connections, processes: {plan.workers}"):
                cells += bench.measure(workload, plan)
        report.cells += cells
        for workload in delayed:
            with report.noting(f"latency of {workload.name}"):
                report.delays += delays(bench, workload, cells, seconds=1.5 * plan.seconds)
        return bench.running[GATEWAY].resident() if GATEWAY in bench.running else None


def keep(report: Report, folder: Path) -> None:
    """The report as JSON and its plots as SVG, in that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "last.json").write_text(report.json(), encoding="utf-8")
    write_plots(report.items, report.configured, folder)


def main() -> int:
    asked = arguments()
    raise_open_files()
    report = Report(surroundings())
    measure(report, asked)
    print(report.text())
    keep(report, _OF_ANY_RUN)
    print(f"\nIn JSON: {_OF_ANY_RUN / 'last.json'}")
    if asked.write_readme:
        keep(report, _OF_README)
        write_between_markers(_HERE / "README.md", report.text())
    return 1 if report.failures or any(cell.fault for cell in report.cells) else 0


if __name__ == "__main__":
    sys.exit(main())
