"""How the cost of a request grows: with the items of a list, with the accounts and with the routes of the configuration.

Each point is microseconds of the gateway's CPU for a request, the best of several turns at the same work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.gateway_under_test import gateway
from bench.programs import Cores, Program
from bench.stub import stub
from bench.svg import Line, plot
from bench.table import table
from bench.workloads import Workload, reading
from bench.wrk import run_wrk

ITEMS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
ACCOUNTS = (1, 10, 100, 1000, 10_000)
ROUTES = (1, 10, 50, 100, 500)
_FAMILIES = ("2008-xml-to-2010-json", "2010-json-to-2008-xml")
_CONNECTIONS = 4
_TURNS = 2
_LARGE, _LONGER = 200, 3  # from so many items on a turn is so many times as long
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Growth:
    """`points` are (how many, microseconds of CPU for a request)."""

    name: str
    points: tuple[tuple[int, float], ...]

    def per_further_item(self) -> tuple[tuple[int, float], ...]:
        """Microseconds for each item beyond the first, which pays for the request. Of few items it is mere noise."""
        (_, first), *others = self.points
        return tuple((count, (cost - first) / (count - 1)) for count, cost in others if count >= _ENOUGH)


def growth_of_items(folder: Path, seconds: int) -> Iterator[Growth]:
    """A list, by how many items it has."""
    cores = Cores.of_this_machine()
    workloads = [one for size in ITEMS for one in reading(size) if one.family in _FAMILIES]
    with (
        stub(folder, cores.load, workloads) as backend,
        gateway(folder, cores.subject, f"http://127.0.0.1:{backend.port}") as program,
    ):
        for family in _FAMILIES:
            chosen = {int(one.size): one for one in workloads if one.family == family}
            yield Growth(family, tuple((size, _cost(one, program, folder, cores, seconds)) for size, one in chosen.items()))


def growth_of_configuration(folder: Path, seconds: int) -> Iterator[Growth]:
    """One call, by how many accounts and routes are configured; the route it takes is behind all the others."""
    cores = Cores.of_this_machine()
    workload = reading(1)[0]
    with stub(folder, cores.load, [workload]) as backend:
        url = f"http://127.0.0.1:{backend.port}"

        def cost(*, accounts: int = 0, routes: int = 0) -> float:
            with gateway(folder, cores.subject, url, more_accounts=accounts, more_routes=routes) as program:
                return _cost(workload, program, folder, cores, seconds)

        yield Growth("accounts", tuple((number, cost(accounts=number - 1)) for number in ACCOUNTS))
        yield Growth("routes", tuple((number, cost(routes=number - 1)) for number in ROUTES))


def _cost(workload: Workload, program: Program, folder: Path, cores: Cores, seconds: int) -> float:
    """Raises RuntimeError where an answer was another than the workload's."""
    best = float("inf")
    seconds *= _LONGER if int(workload.size) >= _LARGE else 1
    for _ in range(_TURNS + 1):  # the first is the warm-up, and seldom the best
        before = program.cpu_seconds()
        run = run_wrk(workload, program.port, folder, cores, connections=_CONNECTIONS, seconds=seconds)
        if fault := run.fault(workload.status):
            raise RuntimeError(f"{workload.name}: {fault}")
        best = min(best, (program.cpu_seconds() - before) / run.requests * 1e6)
        program.forget_output()
    return best


def growth_table(grown: Sequence[Growth]) -> str:
    """One row for each number there is, and under each name the microseconds for a request."""
    numbers = sorted({number for one in grown for number, _ in one.points})
    costs = [dict(one.points) for one in grown]
    rows = [(f"{number:,}", *(f"{cost[number]:,.0f}" if number in cost else "–" for cost in costs)) for number in numbers]
    return table(("how many", *(f"{one.name}, µs" for one in grown)), rows)


def write_plots(items: Sequence[Growth], configured: Sequence[Growth], folder: Path) -> None:
    """growth-items.svg and growth-configuration.svg in that folder, each where there is something to show."""
    per_item = [Line(one.name, one.per_further_item()) for one in items]
    per_request = [Line(one.name, one.points) for one in configured]
    for name, title, across, upward, lines in (
        ("items", "Cost of each further item of a list", "items", "µs of CPU per item", per_item),
        ("configuration", "Cost of a request by what is configured", "how many", "µs of CPU per request", per_request),
    ):
        if any(line.points for line in lines):
            (folder / f"growth-{name}.svg").write_text(plot(title, across, upward, lines), encoding="utf-8")
