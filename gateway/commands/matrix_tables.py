"""The matrix for people and for programs: Markdown with one table per caller's dialect, or JSON with one object per cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from gateway.dialects.base import Dialect
from gateway.matrix.cells import Cell, Outcome, PossibleLoss, Side

_INTRODUCTION = """\
# What becomes of every operation on every pair of dialects

Computed from the dialects' tables; tests send a call for each cell through the gateway and hold it to what stands here.

- **✓**: all that the two dialects document arrives.
- **lossy**: something they document may be lost, of the request **↑** or of the answer **↓**. The section of the pair names it,
  with the change that explains it; what is marked with "some values" only where its value has no counterpart. Some are refused.
- **405**, **501** …: refused with this status before anything is sent; the status is the one its callers see.
- **†**: refused with some parameters, named in the section of the pair.

What no table knows can be lost anywhere: a field or a parameter nobody documents, a character XML can't carry. Every loss is
recorded when it happens and treated by the route's `on_loss`; a named change is explained on the page of its dialect."""

_ARROWS = ((Side.REQUEST, "↑"), (Side.ANSWER, "↓"))


def write_matrix(cells: Sequence[Cell], dialects: Mapping[str, Dialect]) -> Iterator[str]:
    """Markdown: per caller a table of operations by backend, then what may be lost or refused on each pair."""
    yield _INTRODUCTION
    for caller, of_caller in groupby(cells, key=lambda cell: cell.caller):
        yield from _write_caller(caller, tuple(of_caller))
    explained = {change.name for dialect in dialects.values() for change in dialect.changes}
    others = {(loss.change, loss.text) for cell in cells for loss in cell.losses if loss.change not in explained}
    if others:
        yield "\n## Losses no change of one dialect explains\n\n| loss | what is lost |\n| --- | --- |"
    for change, text in sorted(others):
        yield f"| {change} | {_escape(text)} |"
    yield ""


def _write_caller(caller: str, cells: Sequence[Cell]) -> Iterator[str]:
    backends = tuple(dict.fromkeys(cell.backend for cell in cells))
    yield f"\n## Callers of {caller}\n\n| operation | {' | '.join(f'on {backend}' for backend in backends)} |"
    yield "| --- |" + " --- |" * len(backends)
    by_place = {(cell.operation, cell.backend): cell for cell in cells}
    for operation in dict.fromkeys(cell.operation for cell in cells):
        yield f"| {operation} | {' | '.join(_sign(by_place[operation, backend]) for backend in backends)} |"
    for backend in backends:
        told = [cell for cell in cells if cell.backend == backend and (cell.losses or cell.refused)]
        if told:
            yield f"\n### {caller} on {backend}\n"
            yield "| operation | lost of a request | lost of an answer | refused with |\n| --- | --- | --- | --- |"
        for cell in told:
            sides = (_list_losses(cell.losses, side) for side in (Side.REQUEST, Side.ANSWER))
            yield f"| {' | '.join((cell.operation, *sides, _list_refused(cell)))} |"


def _sign(cell: Cell) -> str:
    shown = "✓"
    if cell.outcome is Outcome.REFUSED:
        shown = str(cell.status)
    elif cell.losses:
        sides = {loss.side for loss in cell.losses}
        arrows = "".join(arrow for side, arrow in _ARROWS if side in sides)
        shown = f"[lossy {arrows}](#{cell.caller}-on-{cell.backend})"
    return f"{shown} †" if cell.refused else shown


def _list_losses(losses: Iterable[PossibleLoss], side: Side) -> str:
    """The names that may be lost, behind the change that explains them; those that depend on their value say so."""
    by_change: dict[tuple[str, bool], dict[str, None]] = {}
    for loss in losses:
        if loss.side is side:
            by_change.setdefault((loss.change, loss.by_value), {}).update(dict.fromkeys(loss.where.split()))
    return "; ".join(
        f"{change}{' (some values)' if by_value and names else ''}{': ' if names else ''}{_escape(', '.join(names))}"
        for (change, by_value), names in by_change.items()
    )


def _list_refused(cell: Cell) -> str:
    told = (f"{one.name} (unless {one.unless})" if one.unless else one.name for one in cell.refused)
    return _escape(", ".join(told))


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace(">", "\\>")


def matrix_data(cells: Iterable[Cell]) -> list[dict[str, object]]:
    """The cells for a program, everything that is known of each."""
    return [
        {
            "caller": cell.caller,
            "backend": cell.backend,
            "operation": cell.operation,
            "outcome": cell.outcome,
            "status": cell.status,
            "losses": [
                {
                    "side": loss.side,
                    "change": loss.change,
                    "where": loss.where.split(),
                    "by_value": loss.by_value,
                    "text": loss.text,
                }
                for loss in cell.losses
            ],
            "refused": [
                {"parameter": one.name, "change": one.change, "unless": one.unless or None, "text": one.text}
                for one in cell.refused
            ],
        }
        for cell in cells
    ]
