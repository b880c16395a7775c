"""The matrix as it is computed: cells asserted by hand from the vendors' documentation, and what holds of every cell."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from click.testing import CliRunner

from gateway.__main__ import main
from gateway.dialects import discover
from gateway.matrix.by_value import may_lose
from gateway.matrix.cells import Cell, Outcome, Side
from gateway.matrix.outcomes import compute_matrix, index_cells
from tests.properties.speakers import DIALECTS

CELLS = compute_matrix(DIALECTS.values())
BY_PLACE = index_cells(CELLS)
OLD, NEW, TOY = "twilio-2008", "twilio-2010", "toy-2001"


def lost(cell: Cell, side: Side) -> set[str]:
    return {name for loss in cell.losses if loss.side is side for name in loss.where.split()}


def test_every_operation_of_every_caller_has_one_cell_for_every_backend() -> None:
    expected = {
        (caller.name, backend, operation)
        for caller in DIALECTS.values()
        for backend in DIALECTS
        for operation in caller.operations
    }
    assert {(cell.caller, cell.backend, cell.operation) for cell in CELLS} == expected
    assert len(CELLS) == len(expected)


@pytest.mark.parametrize("caller", DIALECTS)
def test_every_cell_has_one_outcome_and_what_belongs_to_it(caller: str) -> None:
    for cell in CELLS:
        if cell.caller == caller:
            refused = cell.outcome is Outcome.REFUSED
            assert (cell.status is not None) == refused, cell
            assert cell.outcome is not Outcome.TRANSLATED or not cell.losses, cell
            assert cell.outcome is not Outcome.LOSSY or cell.losses, cell
            assert not (refused and cell.losses) or cell.refused, cell
            assert cell.status is None or 400 <= cell.status < 600, cell
            assert len(set(cell.losses)) == len(cell.losses), cell
            assert [name for name, times in Counter(one.name for one in cell.refused).items() if times > 1] == [], cell


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_refuses_nothing_of_its_own_and_shows_all_of_its_own_answers(name: str) -> None:
    own = [cell for cell in CELLS if (cell.caller, cell.backend) == (name, name)]
    assert [cell for cell in own if cell.outcome is Outcome.REFUSED] == []
    assert [cell for cell in own for loss in cell.losses if loss.side is Side.ANSWER and not loss.by_value] == []


@pytest.mark.parametrize(
    ("caller", "backend", "operation", "status"),
    [
        # 2008-08-01 docs, Call and SMS pages: both are fetched, neither is deleted
        (NEW, OLD, "calls.delete", 405),
        (NEW, OLD, "messages.update", 405),
        (NEW, OLD, "messages.delete", 405),
        # 2008 has no such resources
        (NEW, OLD, "queues.list", 501),
        (NEW, OLD, "messages.media.fetch", 501),
        (NEW, OLD, "available_phone_numbers.local.list", 501),
        (NEW, OLD, "calls.recordings.create", 405),
        # 2008 deletes notifications, 2010 reads them alone
        (OLD, NEW, "notifications.delete", 405),
        # the toy has keys and nothing else; no other dialect but the one it comes from has any
        (OLD, TOY, "calls.create", 501),
        (TOY, OLD, "keys.list", 501),
        (NEW, TOY, "keys.update", 405),
    ],
)
def test_refused(caller: str, backend: str, operation: str, status: int) -> None:
    cell = BY_PLACE[caller, backend, operation]
    assert (cell.outcome, cell.status) == (Outcome.REFUSED, status)


@pytest.mark.parametrize(
    ("caller", "backend", "operation"),
    [
        (NEW, OLD, "calls.fetch"),
        (NEW, OLD, "recordings.delete"),
        (OLD, NEW, "outgoing_caller_ids.fetch"),
        (OLD, NEW, "incoming_phone_numbers.delete"),
        (OLD, NEW, "sandbox.update"),
        (TOY, NEW, "keys.delete"),
        (NEW, TOY, "keys.fetch"),
    ],
)
def test_translated(caller: str, backend: str, operation: str) -> None:
    assert BY_PLACE[caller, backend, operation].outcome is Outcome.TRANSLATED


def test_what_a_list_of_calls_loses_between_2008_and_2010() -> None:
    to_new, to_old = BY_PLACE[OLD, NEW, "calls.list"], BY_PLACE[NEW, OLD, "calls.list"]
    assert lost(to_new, Side.REQUEST) == {"Flags"}
    later = {"answered_by", "forwarded_from", "group_sid", "caller_name", "queue_time", "trunk_sid", "price_unit"}
    assert lost(to_new, Side.ANSWER) == later
    assert "totals-are-no-longer-told" in {loss.change for loss in to_new.losses}
    assert lost(to_old, Side.REQUEST) == {"EndTime", "EndTime<", "EndTime>"}
    assert lost(to_old, Side.ANSWER) == set()


def test_what_a_message_loses_between_2008_and_2010() -> None:
    to_new, to_old = BY_PLACE[OLD, NEW, "messages.create"], BY_PLACE[NEW, OLD, "messages.create"]
    assert lost(to_new, Side.REQUEST) == set()
    assert {"num_segments", "num_media", "price"} <= lost(to_new, Side.ANSWER)
    assert {"MaxPrice", "MessagingServiceSid"} <= lost(to_old, Side.REQUEST)
    assert {"To", "From", "Body", "StatusCallback"}.isdisjoint(lost(to_old, Side.REQUEST))


def test_what_may_be_lost_by_its_value() -> None:
    cell = BY_PLACE[OLD, NEW, "calls.create"]
    by_value = {loss.change for loss in cell.losses if loss.by_value}
    assert {"if-machine-became-machine-detection", "call-timeout-became-shorter"} <= by_value


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ("calls.create", {"Twiml", "ApplicationSid"}),
        ("calls.update", {"Status"}),
        ("incoming_phone_numbers.create", {"PhoneNumber"}),
    ],
)
def test_what_a_2008_backend_must_not_miss(operation: str, names: set[str]) -> None:
    cell = BY_PLACE[NEW, OLD, operation]
    assert names <= {one.name for one in cell.refused}
    assert cell.outcome is not Outcome.REFUSED
    assert names.isdisjoint(lost(cell, Side.REQUEST))


def test_the_toy_never_tells_a_secret_and_its_base_does_once() -> None:
    assert lost(BY_PLACE[TOY, NEW, "keys.create"], Side.ANSWER) == {"date_updated", "secret"}
    assert lost(BY_PLACE[TOY, NEW, "keys.fetch"], Side.ANSWER) == {"date_updated"}


def test_a_conversion_is_taken_at_its_word() -> None:
    def exact(value: str) -> str:
        return value

    def careless(value: str) -> str:
        return value

    del careless.__annotations__["return"]
    assert not may_lose(exact)
    assert may_lose(careless)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["dialects", "--matrix", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_command_tells_a_program_every_cell() -> None:
    told = json.loads(run("--format", "json"))
    cells = compute_matrix(discover().values())
    assert [(row["caller"], row["backend"], row["operation"], row["outcome"], row["status"]) for row in told] == [
        (cell.caller, cell.backend, cell.operation, cell.outcome, cell.status) for cell in cells
    ]
    assert [len(row["losses"]) for row in told] == [len(cell.losses) for cell in cells]
    assert [len(row["refused"]) for row in told] == [len(cell.refused) for cell in cells]


@pytest.mark.parametrize("name", discover())
def test_the_command_shows_people_every_operation_of_a_caller(name: str) -> None:
    lines = run(name, "--format", "md").splitlines()
    assert [line for line in lines if line.startswith("## Callers of ")] == [f"## Callers of {name}"]
    rows = {line.split(" | ")[0].removeprefix("| ") for line in lines}
    assert set(discover()[name].operations) <= rows
    assert run(name) == run(name, "--format", "md")


def test_every_row_of_markdown_has_the_cells_of_its_head() -> None:
    cells = 0
    for line in run("--format", "md").splitlines():
        counted = line.replace("\\|", "").count("|") if line.startswith("|") else 0
        assert not (cells and counted) or counted == cells, line
        cells = counted
