"""The golden exchanges against the matrix: each does what its cell says, and every pair of dialects has some of every sort."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from gateway.dialects import discover
from gateway.dialects.derive import UNTAKEN
from gateway.matrix.cells import Cell, Outcome, Side
from gateway.matrix.outcomes import compute_matrix, index_cells
from gateway.model import Loss, ProblemKind
from gateway.pipeline import handle
from gateway.trail import Trail
from tests.exchange_format import Exchange, caller_request, load_exchanges
from tests.exchange_runner import PlayedBackend, build_gateway

HERE = Path(__file__).parent
DIALECTS = discover()
CELLS = index_cells(compute_matrix(DIALECTS.values()))
DECLARED = {name: {change.name for change in dialect.changes} for name, dialect in DIALECTS.items()}
EXCHANGES = [
    exchange
    for folder in sorted(HERE.iterdir())
    if folder.is_dir() and any(folder.glob("*.yaml"))
    for exchange in load_exchanges(folder)
    if {exchange.caller, exchange.backend} <= DIALECTS.keys()
]
_LACKING = (ProblemKind.METHOD_NOT_ALLOWED, ProblemKind.UNSUPPORTED)


@dataclass(frozen=True)
class Played:
    """An exchange and what became of it."""

    exchange: Exchange
    trail: Trail
    status: int

    @property
    def pair(self) -> tuple[str, str]:
        return self.exchange.caller, self.exchange.backend

    @property
    def operation(self) -> str:
        """The operation read; empty where the request means none that a table knows."""
        return self.trail.asked.operation if self.trail.asked else ""

    @property
    def cell(self) -> Cell | None:
        return CELLS[*self.pair, self.operation] if self.operation else None


async def _play(exchange: Exchange) -> Played:
    trail = Trail()
    response = await handle(caller_request(exchange), build_gateway(exchange, PlayedBackend(exchange.upstream)), trail)
    return Played(exchange, trail, response.status)


async def _play_all() -> list[Played]:
    return [await _play(exchange) for exchange in EXCHANGES]


@pytest.fixture(scope="module")
def played() -> list[Played]:
    """Every exchange, played once."""
    return asyncio.run(_play_all())


def _is_of_the_message(one: Played, loss: Loss) -> bool:
    """Whether a loss has nothing to do with the two dialects: no change of theirs, no parameter that stands in a table."""
    asked = one.trail.asked
    if (asked is not None and loss.where in asked.unknown) or loss.change in _of_forms(*one.pair):
        return True
    return loss.change != UNTAKEN and not any(loss.change in DECLARED[name] for name in one.pair)


def _of_forms(caller: str, backend: str) -> set[str]:
    """The changes without rules that both declare: what they lose depends on the representations of the message."""
    ruleless = [{change.name for change in DIALECTS[name].changes if not change.rules} for name in (caller, backend)]
    return ruleless[0] & ruleless[1]


def test_no_loss_is_other_than_its_cell_says(played: list[Played]) -> None:
    wrong = [
        (one.exchange.where, cell.operation, loss)
        for one in played
        if (cell := one.cell)
        for loss in one.trail.losses
        if not _is_of_the_message(one, loss)
        if not any(named.change == loss.change and (named.by_value or named.where == loss.where) for named in cell.losses)
    ]
    assert wrong == []


def test_what_a_cell_refuses_is_never_sent(played: list[Played]) -> None:
    """Under the dialects' own switches: there are some with which more can be translated."""
    refused = [one for one in played if (cell := one.cell) and cell.outcome is Outcome.REFUSED and not _switched(one)]
    assert refused
    assert [one.exchange.where for one in refused if one.trail.sent] == []
    lacking = [one for one in refused if one.trail.problem and one.trail.problem.kind in _LACKING]
    assert [(one.exchange.where, one.status, one.cell) for one in lacking if one.cell and one.status != one.cell.status] == []


def test_what_a_cell_does_not_refuse_is_refused_for_a_parameter_alone(played: list[Played]) -> None:
    wrong = []
    for one in played:
        problem, cell = one.trail.problem, one.cell
        if cell is None or problem is None or one.trail.sent or problem.kind not in _LACKING:
            continue
        if cell.outcome is not Outcome.REFUSED and not (_says_the_unsayable(one, cell) or _is_elsewhere(one) or _switched(one)):
            wrong.append((one.exchange.where, cell.operation, problem))
    assert wrong == []


def _says_the_unsayable(one: Played, cell: Cell) -> bool:
    """Whether a parameter is given that the cell refuses, or one whose value may be refused."""
    given = {name for name, value in one.trail.asked.parameters if value} if one.trail.asked else set()
    by_value = any(loss.by_value and loss.side is Side.REQUEST for loss in cell.losses)
    return bool(given & {refused.name for refused in cell.refused}) or (bool(given) and by_value)


def _is_elsewhere(one: Played) -> bool:
    """Whether another account is asked about than the one that asks: whose accounts a backend has is no matter of the pair."""
    asked = one.trail.asked
    return asked is not None and asked.credentials is not None and asked.account not in (None, asked.credentials.id)


def _switched(one: Played) -> bool:
    return bool(one.exchange.options or one.exchange.backend_options)


def _of(*heads: str) -> Callable[[Played], bool]:
    return lambda one: one.operation.startswith(heads)


_RESOURCES: Mapping[str, tuple[str, ...]] = {
    "calls": ("calls.",),
    "messages": ("messages.", "sms.messages."),
    "numbers": ("incoming_phone_numbers.", "available_phone_numbers."),
    "recordings": ("recordings.", "calls.recordings."),
}
_SORTS: Mapping[str, Callable[[Played], bool]] = {
    **{resource: _of(*heads) for resource, heads in _RESOURCES.items()},
    "paging": lambda one: one.trail.asked is not None and one.trail.asked.page is not None,
    "errors": lambda one: one.trail.problem is not None,
}


def _both_have(pair: tuple[str, str], sort: str) -> bool:
    """Whether the pair has anything of that sort: of a resource neither refuses whole."""
    heads = _RESOURCES.get(sort)
    return heads is None or any(
        cell.outcome is not Outcome.REFUSED
        for cell in CELLS.values()
        if (cell.caller, cell.backend) == pair and cell.operation.startswith(heads)
    )


@pytest.mark.parametrize("sort", _SORTS)
@pytest.mark.parametrize("pair", tuple(product(DIALECTS, repeat=2)), ids=" on ".join)
def test_every_pair_has_exchanges_of_every_sort(pair: tuple[str, str], sort: str, played: list[Played]) -> None:
    belongs = _SORTS[sort]
    assert any(one.pair == pair and belongs(one) for one in played) or not _both_have(pair, sort)
