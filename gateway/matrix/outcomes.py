"""Computes the matrix: for every pair of dialects and every operation of the caller's, what becomes of it.

Only `entries`, `operations`, `recipes` and `changes` of the dialects are read, and `write_problem` is asked for the status of a
refusal. A dialect that is found is in the matrix; nothing has to be told of it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.dialects.lacking import lacking
from gateway.dialects.paths import PathTable, Served, placeholders
from gateway.dialects.refusal import unsupported
from gateway.matrix.answers import lost_on_showing
from gateway.matrix.cells import Cell, Outcome, PossibleLoss, RefusedParameter
from gateway.matrix.requests import canonical_names, indispensable_names, lost_on_reading, lost_on_writing, refused_with
from gateway.model import ApiRequest, Problem
from gateway.wire import WireRequest


def compute_matrix(dialects: Iterable[Dialect]) -> tuple[Cell, ...]:
    """Every cell: by caller, then by backend, in the order given, then by operation as the caller's tables have them."""
    known = tuple(_Known(dialect) for dialect in dialects)
    return tuple(cell for caller in known for backend in known for cell in _cells_of(caller, backend))


def index_cells(cells: Iterable[Cell]) -> Mapping[tuple[str, str, str], Cell]:
    """The cells by (caller, backend, operation)."""
    return {(cell.caller, cell.backend, cell.operation): cell for cell in cells}


@dataclass(frozen=True)
class _Known:
    """A dialect with its places compiled once."""

    dialect: Dialect

    @cached_property
    def paths(self) -> PathTable:
        return PathTable(self.dialect.entries)

    def methods_of(self, operation: str) -> Iterator[str]:
        return (place.entry.method for place in self.paths.serving(operation))


def _cells_of(caller: _Known, backend: _Known) -> Iterator[Cell]:
    for operation in dict.fromkeys(op.name for entry in caller.dialect.entries for op in entry.operations):
        losses: list[PossibleLoss] = []
        refused: list[RefusedParameter] = []
        problem: Problem | None = None
        places = [(asked, _find_place(asked, backend)) for asked in caller.paths.serving(operation)]
        served = [(asked, place) for asked, place in places if place or operation in backend.dialect.recipes]
        for asked, place in served:
            names = canonical_names(asked)
            losses += lost_on_reading(asked)
            if place is not None:
                losses += lost_on_writing(names, place, backend.dialect)
                refused += refused_with(names, place)
            losses += lost_on_showing(asked, place, caller.dialect, backend.dialect)
        if not served:
            problem = lacking(operation, backend.methods_of).problem
        elif all(_always_refused(asked, place) for asked, place in served):
            problem = unsupported("").problem
        outcome = Outcome.LOSSY if losses else Outcome.TRANSLATED
        yield Cell(
            caller.dialect.name,
            backend.dialect.name,
            operation,
            Outcome.REFUSED if problem else outcome,
            _status_of(problem, places[0][0], caller.dialect) if problem else None,
            tuple(dict.fromkeys(losses)),
            tuple(dict.fromkeys(refused)),
        )


def _find_place(asked: Served, backend: _Known) -> Served | None:
    """Where a backend serves what a caller asks at one of its places, with every identifier and parameter it can give."""
    ids = tuple((name, name) for name in placeholders(asked.entry.path))
    parameters = tuple((name, name) for name in canonical_names(asked))
    return backend.paths.place(ApiRequest(asked.operation.name, ids=ids, parameters=parameters))


def _always_refused(asked: Served, place: Served | None) -> bool:
    """Whether what the caller must give can't be told to the backend, its switches being at their defaults."""
    return place is not None and any(refused_with(indispensable_names(asked), place))


def _status_of(problem: Problem, asked: Served, caller: Dialect) -> int:
    """The status callers see: their dialect may have one of its own."""
    face = Face(base_path=caller.root, options=complete_options(caller.options, {}))
    wire = WireRequest(asked.entry.method, "/".join((caller.root, *asked.entry.path)))
    return caller.write_problem(problem, wire, face).status
