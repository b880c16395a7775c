"""What counts as a wrong answer: whatever a caller could be misled by."""

from __future__ import annotations

import pytest

from tests.faults.callers import ENVELOPE, MODERN
from tests.faults.wishes import Operation, Told, Wish
from tests.load.judging import Errand, judge
from tests.load.ledger import Outcome

ID, OTHER = "0" * 31 + "1", "0" * 31 + "2"
OURS, THEIRS = "AC" + "a" * 32, "AC" + "b" * 32
RECORDINGS = frozenset({ID, OTHER})


def outcome(operation: Operation, told: Told, *, dialect: str = MODERN, foreign: bool = False) -> Outcome:
    return judge(Errand(Wish(operation, "m1", f"CA{ID}"), dialect, OURS, RECORDINGS, foreign), told)[0]


@pytest.mark.parametrize(
    ("operation", "told", "expected"),
    [
        (Operation.FETCH, Told(200, (ID,), frozenset({OURS})), Outcome.RIGHT),
        (Operation.FETCH, Told(200, (OTHER,), frozenset({OURS})), Outcome.WRONG),
        (Operation.FETCH, Told(200, (ID,), frozenset({THEIRS})), Outcome.WRONG),
        (Operation.LIST, Told(200, (ID, OTHER)), Outcome.RIGHT),
        (Operation.LIST, Told(200, (ID,)), Outcome.WRONG),
        (Operation.LIST, Told(200, (ID, OTHER, ID)), Outcome.WRONG),
        (Operation.CALL, Told(201, (ID,)), Outcome.RIGHT),
        (Operation.CALL, Told(201, ()), Outcome.WRONG),
        (Operation.CALL, Told(502, error="It was not carried out."), Outcome.NOT_DONE),
        (Operation.CALL, Told(504, error="Whether it was is not known."), Outcome.UNKNOWN),
        (Operation.CALL, Told(502, error="The backend did carry out the request."), Outcome.DONE),
        (Operation.CALL, Told(401, error="Authenticate"), Outcome.WRONG),
        (Operation.CALL, Told(429, error="Too Many Requests"), Outcome.WRONG),
        (Operation.CALL, Told(500, error="The gateway failed to carry out the request."), Outcome.WRONG),
    ],
)
def test_an_answer_is_right_a_failure_or_wrong(operation: Operation, told: Told, expected: Outcome) -> None:
    assert outcome(operation, told) is expected


def test_the_envelope_has_its_own_statuses() -> None:
    lost = Told(500, error="It was not carried out.")
    assert (outcome(Operation.CALL, lost, dialect=ENVELOPE), outcome(Operation.CALL, lost)) == (Outcome.NOT_DONE, Outcome.WRONG)
    ours = Told(500, error="The gateway failed to carry out the request.")
    assert outcome(Operation.CALL, ours, dialect=ENVELOPE) is Outcome.WRONG


def test_what_is_somebody_elses_is_not_found() -> None:
    assert outcome(Operation.FETCH, Told(404, error="not found"), foreign=True) is Outcome.RIGHT
    assert outcome(Operation.FETCH, Told(404, error="not found")) is Outcome.WRONG
    assert outcome(Operation.FETCH, Told(200, (ID,), frozenset({OURS})), foreign=True) is Outcome.WRONG
