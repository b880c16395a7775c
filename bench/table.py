"""The table of medians, as text that is Markdown too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.cells import Cell, ratios
from bench.subjects import ENVOY, GATEWAY, LUA, NAIVE, NODE, REWRITE

_PRECISE = 100  # from here on a rate needs no decimals
_PEERS = (REWRITE, LUA, NODE, NAIVE, ENVOY)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns stand below each other: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *others = (
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join((first, *others))} |"

    rule = " | ".join(("-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])))
    return "\n".join((line(head), f"| {rule} |", *map(line, rows)))


def throughput(cells: Sequence[Cell]) -> str:
    """Per workload: the gateway's requests per CPU-second, then of each peer its own and the gateway's ratio to it."""
    present = [peer for peer in _PEERS if any(cell.subject == peer for cell in cells)]
    return table(("workload", "conns", "procs", GATEWAY, *(f"{peer} (ratio)" for peer in present)), list(_rows(cells, present)))


def _rows(cells: Sequence[Cell], peers: Sequence[str]) -> Iterator[tuple[str, ...]]:
    found = ratios(cells)
    by_place = {(*cell.place, cell.subject): cell for cell in cells}
    for cell in cells:
        if cell.subject == GATEWAY:
            told = [_told(by_place.get((*cell.place, peer)), found.get((*cell.place, peer))) for peer in peers]
            yield cell.workload, str(cell.connections), str(cell.workers), _rate(cell), *told


def _told(cell: Cell | None, ratio: float | None) -> str:
    if cell is None:
        return "–"
    return f"{_rate(cell)} ({ratio:.2f})" if ratio is not None else _rate(cell)


def _rate(cell: Cell) -> str:
    if cell.fault:
        return "failed"
    return f"{cell.per_cpu_second:,.{0 if cell.per_cpu_second >= _PRECISE else 1}f}"
