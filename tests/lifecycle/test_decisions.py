"""What is decided without waiting for anything: how long a worker stays away, in which order they are replaced, their numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.workers.backoff import Backoff
from gateway.workers.numbers import Numbers
from gateway.workers.roll import Roll, Step

COUNTS = st.integers(1, 6)


def test_the_pauses_grow_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.after(1.0) for _ in range(10)] == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_minute_of_life_is_a_new_beginning() -> None:
    backoff = Backoff()
    pauses = [backoff.after(lived) for lived in (0.1, 0.1, 59.9, 60.0, 0.1)]
    assert pauses == [0.0, 0.5, 1.0, 0.0, 0.5]


def test_numbers_are_used_again_from_the_lowest() -> None:
    numbers = Numbers()
    assert [numbers.take() for _ in range(3)] == [1, 2, 3]
    numbers.give_back(2)
    numbers.give_back(1)
    assert [numbers.take() for _ in range(3)] == [1, 2, 4]
    with pytest.raises(KeyError):
        numbers.give_back(9)


def played(roll: Roll, *, fails_at: int = 0, stuck: bool = False) -> list[Step]:
    """The steps of a roll to its end, of which the start of that new one fails, counted from 1."""
    steps: list[Step] = []
    while (step := roll.next) is not Step.FINISH:
        steps.append(step)
        failing = step is Step.START_NEW and steps.count(step) == fails_at
        roll.done(well=not (failing or (stuck and step is Step.START_OLD)))
    return steps


def test_each_new_one_is_ready_before_an_old_one_goes() -> None:
    assert played(Roll(old=2, wanted=2)) == [Step.START_NEW, Step.RETIRE_OLD] * 2


def test_there_may_be_more_or_fewer_afterwards() -> None:
    assert played(Roll(old=2, wanted=3)) == [*[Step.START_NEW, Step.RETIRE_OLD] * 2, Step.START_NEW]
    assert played(Roll(old=3, wanted=2)) == [*[Step.START_NEW, Step.RETIRE_OLD] * 2, Step.RETIRE_OLD]


def test_the_first_that_fails_changes_nothing() -> None:
    roll = Roll(old=3, wanted=3)
    assert played(roll, fails_at=1) == [Step.START_NEW]
    assert roll.failed


def test_one_that_fails_later_brings_back_those_that_went() -> None:
    roll = Roll(old=2, wanted=2)
    assert played(roll, fails_at=2)[3:] == [Step.START_OLD, Step.RETIRE_NEW]
    assert roll.failed


def test_one_that_cannot_come_back_replaces_nobody() -> None:
    roll = Roll(old=2, wanted=2)
    assert played(roll, fails_at=2, stuck=True)[3:] == [Step.START_OLD]


def test_a_roll_that_is_over_takes_no_step() -> None:
    with pytest.raises(RuntimeError):
        Roll(old=0, wanted=0).done()


@given(old=COUNTS, wanted=COUNTS, fails_at=st.integers(0, 6))
def test_nobody_is_missed_at_any_step(old: int, wanted: int, fails_at: int) -> None:
    """There are never fewer than before, never more than one over, and in the end all are of one config."""
    roll = Roll(old=old, wanted=wanted)
    here = {"OLD": old, "NEW": 0}
    starts = 0
    while (step := roll.next) is not Step.FINISH:
        verb, which = step.name.split("_")
        starts += step is Step.START_NEW
        well = not (step is Step.START_NEW and starts == fails_at)
        here[which] += (verb == "START" and well) - (verb == "RETIRE")
        roll.done(well=well)
        assert min(old, wanted) <= sum(here.values()) <= max(old, wanted) + 1
        assert min(here.values()) >= 0
    assert here == ({"OLD": old, "NEW": 0} if roll.failed else {"OLD": 0, "NEW": wanted})
    assert roll.failed is (0 < fails_at <= wanted)
