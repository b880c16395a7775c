"""The ledger finds each thing that must not be: a soak that cannot fail proves nothing."""

from __future__ import annotations

import pytest

from tests.faults.wishes import Operation
from tests.load.ledger import Entry, Ledger, Made, Outcome, Trouble

CREATED = Entry("twilio-2008", Operation.CALL, "AC1", "m1", 1.0, 2.0, Outcome.RIGHT, "id1")
MADE = Made("AC1", "m1", "id1")


def entry(outcome: Outcome, operation: Operation = Operation.CALL) -> Entry:
    return Entry("twilio-2008", operation, "AC1", "m1", 1.0, 2.0, outcome, detail="so")


def complaints(*entries: Entry, journal: tuple[Made, ...] = (), troubles: tuple[Trouble, ...] = ()) -> list[str]:
    return Ledger(list(entries)).complaints(journal, troubles)


def test_what_was_told_and_made_once_is_well() -> None:
    assert complaints(CREATED, journal=(MADE,)) == []


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        ((), "carried out 0 times"),
        ((MADE, MADE), "carried out 2 times"),
        ((Made("AC2", "m1", "id1"),), "for another account"),
        ((Made("AC1", "m1", "id2"),), "another id"),
        ((MADE, Made("AC1", "m2", "id2")), "for nobody"),
    ],
)
def test_a_success_stands_in_the_journal_once_as_it_was_told(journal: tuple[Made, ...], said: str) -> None:
    (complaint,) = complaints(CREATED, journal=journal)
    assert said in complaint


@pytest.mark.parametrize(
    ("outcome", "times"),
    [
        (Outcome.NOT_DONE, {0}),
        (Outcome.UNKNOWN, {0, 1}),
        (Outcome.DONE, {1}),
        (Outcome.LEFT, {0, 1}),
        (Outcome.CUT, {0, 1}),
    ],
)
def test_a_failure_says_how_often_it_may_have_been_carried_out(outcome: Outcome, times: set[int]) -> None:
    always = (Trouble("all the time", 0.0, 9.0),)
    well = {count for count in range(3) if not complaints(entry(outcome), journal=(MADE,) * count, troubles=always)}
    assert well == times


@pytest.mark.parametrize(
    ("began", "ended", "excused"), [(0.0, 0.9, False), (0.0, 1.0, True), (1.5, 1.6, True), (2.1, 3.0, False)]
)
def test_a_failure_is_excused_while_something_is_wrong_alone(began: float, ended: float, *, excused: bool) -> None:
    found = complaints(entry(Outcome.UNKNOWN, Operation.FETCH), troubles=(Trouble("a stall", began, ended),))
    assert (not found) is excused


def test_what_is_wrong_is_never_excused() -> None:
    assert complaints(entry(Outcome.WRONG), troubles=(Trouble("all the time", 0.0, 9.0),)) == ["twilio-2008 call m1: so"]
