"""The matrix against the pipeline: every operation of every dialect is called on a backend of every dialect, the toy among them.

Where a cell says refused nothing is sent and its status is the caller's; elsewhere the backend is asked, and what is lost then is
among what the cell names. With everything given that can be given, it is all of that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.dialects.paths import PathTable
from gateway.dialects.record import UNKNOWN_FIELD
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.matrix.cells import Cell, Outcome, PossibleLoss, Side
from gateway.matrix.outcomes import compute_matrix, index_cells
from gateway.model import ApiResponse, Fields, Loss, ProblemKind
from gateway.trail import Trail
from tests.properties.canonical_values import XML_TEXT, fields_of
from tests.properties.effort import EFFORT
from tests.properties.played_pairs import (
    SID,
    PlayedBackend,
    answer_with,
    ask,
    asked_at,
    call,
    caller_of,
    full_fields,
    givable,
    required,
)
from tests.properties.speakers import DIALECTS, Speaker, speaker

CELLS = compute_matrix(DIALECTS.values())
BY_PLACE = index_cells(CELLS)
PAIRS = tuple(dict.fromkeys((cell.caller, cell.backend) for cell in CELLS))
Answer: TypeAlias = Callable[[Operation], ApiResponse]
pairs = pytest.mark.parametrize(("caller", "backend"), PAIRS)
_IDS = {
    field.name: st.just(SID) for kind in KINDS.values() for field in kind.fields if field.name.endswith("sid")
}  # what a thing is called by may become part of a path, and some are checked against it


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for all calls of a test."""
    one = asyncio.new_event_loop()
    yield one
    one.close()


def _reached(caller: str, backend: str) -> Iterator[tuple[Cell, Speaker]]:
    """The cells of a pair that a caller can ask for, each with the switches under which it does."""
    for cell in CELLS:
        if (cell.caller, cell.backend) == (caller, backend) and (one := caller_of(caller, cell.operation)):
            yield cell, one


def _given(cell: Cell, chosen: Collection[str]) -> tuple[str, ...]:
    """Those parameters, but for any that would have the call refused, and with what one of the two dialects needs."""
    refused = {one.name for one in cell.refused}
    can = [name for name in givable(DIALECTS[cell.caller], cell.operation) if name not in refused]
    needed = {*required(DIALECTS[cell.backend], cell.operation), *chosen}
    if cell.operation.endswith(".update"):  # an update of nothing is none
        needed.update(can[:1])
    return tuple(dict.fromkeys((*required(DIALECTS[cell.caller], cell.operation), *(name for name in can if name in needed))))


def _try(
    loop: asyncio.AbstractEventLoop, cell: Cell, caller: Speaker, chosen: Collection[str], answer: Answer
) -> tuple[Cell, Trail]:
    """One call, held to the cell of what it was read as: a parameter may make another operation of it."""
    backend = PlayedBackend(speaker(cell.backend), answer)
    response, trail = loop.run_until_complete(call(ask(caller, cell.operation, _given(cell, chosen)), caller, backend))
    assert trail.asked is not None, (cell, trail.problem)
    meant = BY_PLACE[cell.caller, cell.backend, trail.asked.operation]
    if meant.outcome is Outcome.REFUSED:
        assert (response.status, backend.asked) == (meant.status, []), meant
    elif any(trail.asked.parameter(refused.name) for refused in meant.refused):  # one of those a body can become
        assert (trail.problem and trail.problem.kind, backend.asked) == (ProblemKind.UNSUPPORTED, []), meant
    else:
        assert backend.asked, (meant, trail.problem)
        assert trail.problem is None, (meant, trail.problem)
        assert [loss for loss in trail.losses if not _names(meant, loss)] == [], meant
    return meant, trail


def _names(cell: Cell, loss: Loss) -> bool:
    return any(named.change == loss.change and (named.by_value or named.where == loss.where) for named in cell.losses)


def _full(backend: str) -> Answer:
    dialect = DIALECTS[backend]
    return lambda operation: answer_with(operation, full_fields(dialect, operation))


def _instead(answer: Answer, operation: Operation, fields: Fields) -> Answer:
    """Other fields for that operation; what a recipe asks besides is answered as before."""
    return lambda asked: answer_with(asked, fields) if asked.name == operation.name else answer(asked)


@pytest.mark.parametrize("name", DIALECTS)
def test_callers_can_ask_for_what_a_place_means(name: str) -> None:
    """What stands second at a place is meant there under a switch or with a body, or only where the dialect is the backend."""
    paths = PathTable(DIALECTS[name].entries)
    meant = [entry for entry in DIALECTS[name].entries if paths.meant(entry.path)[entry.method].entry is entry]
    asked = {operation.name for operation in DIALECTS[name].operations.values() if caller_of(name, operation.name)}
    assert [entry for entry in meant if not {operation.name for operation in entry.operations} & asked] == []


@pairs
def test_all_that_can_be_lost_is_named_and_all_that_is_named_is_lost(
    caller: str, backend: str, loop: asyncio.AbstractEventLoop
) -> None:
    for cell, one in _reached(caller, backend):
        meant, trail = _try(loop, cell, one, givable(DIALECTS[caller], cell.operation), _full(backend))
        if trail.problem is None:
            lost = {(loss.change, loss.where) for loss in trail.losses}
            assert [loss for loss in _certain(meant, trail) if (loss.change, loss.where) not in lost] == [], meant


def _certain(cell: Cell, trail: Trail) -> Iterator[PossibleLoss]:
    """What has to be lost where all that can be said is said; of an operation at several places each loses its own."""
    said = {name for name, _ in trail.asked.parameters} | trail.asked.extra.keys() if trail.asked else set()
    at_one = all(len(asked_at(DIALECTS[name], cell.operation)) == 1 for name in (cell.caller, cell.backend))
    for loss in cell.losses:
        answered = loss.side is Side.ANSWER and at_one and loss.change != UNKNOWN_FIELD
        if not loss.by_value and (answered or (loss.side is Side.REQUEST and loss.where in said)):
            yield loss


@pairs
def test_a_call_with_no_more_than_it_needs(caller: str, backend: str, loop: asyncio.AbstractEventLoop) -> None:
    for cell, one in _reached(caller, backend):
        _try(loop, cell, one, (), _full(backend))


@pairs
def test_any_call_does_what_its_cell_says(caller: str, backend: str, loop: asyncio.AbstractEventLoop) -> None:
    reached = tuple(_reached(caller, backend))

    @settings(EFFORT, max_examples=EFFORT.max_examples * 8)
    @given(data=st.data())
    def try_any(data: st.DataObject) -> None:
        cell, one = data.draw(st.sampled_from(reached))
        names = givable(DIALECTS[caller], cell.operation)
        chosen = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=6)) if names else []
        answer = _full(backend)
        operation = DIALECTS[backend].operations.get(cell.operation)
        if operation and operation.shape in (Shape.ITEM, Shape.LIST) and operation.kind in KINDS:
            documented = full_fields(DIALECTS[backend], operation)
            drawn = data.draw(fields_of(operation, XML_TEXT, _IDS))
            answer = _instead(answer, operation, {**documented, **{n: drawn[n] for n in drawn.keys() & documented.keys()}})
        _try(loop, cell, one, chosen, answer)

    try_any()


@pairs
def test_a_parameter_a_backend_must_not_miss_is_refused(caller: str, backend: str, loop: asyncio.AbstractEventLoop) -> None:
    for cell, one in _reached(caller, backend):
        sayable = givable(DIALECTS[caller], cell.operation)
        for refused in (known for known in cell.refused if known.name in sayable):
            played = PlayedBackend(speaker(backend), _full(backend))
            names = dict.fromkeys((*required(DIALECTS[caller], cell.operation), refused.name))
            _, trail = loop.run_until_complete(call(ask(one, cell.operation, tuple(names)), one, played))
            assert played.asked == [], (cell, refused)
            assert trail.problem is not None
            assert trail.problem.kind is ProblemKind.UNSUPPORTED
