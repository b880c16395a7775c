"""Which call may be sent once more, and how many of all calls."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Problem, ProblemKind, Retry, Source
from gateway.upstream.budget import RetryBudget
from gateway.upstream.progress import Progress
from gateway.upstream.retry import Retries, may_be_resent, may_repeat
from tests.unit.upstream.clock import Clock


@pytest.mark.parametrize(
    ("retry", "repeatable", "allowed"),
    [(Retry.IF_UNSENT, False, True), (Retry.IF_UNSENT, True, True), (Retry.NO, True, True), (Retry.NO, False, False)],
)
def test_what_was_sent_is_repeated_only_where_it_reads(retry: Retry, *, repeatable: bool, allowed: bool) -> None:
    problem = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504, retry=retry)
    assert may_repeat(problem, repeatable=repeatable, made=1, limits=Retries(2), time_left=1) is allowed


@pytest.mark.parametrize(
    ("made", "attempts", "time_left", "allowed"),
    [(1, 1, 9, False), (1, 2, 9, True), (2, 2, 9, False), (2, 3, 9, True), (1, 2, 0, False), (1, 2, -1, False)],
)
def test_attempts_and_time_run_out(made: int, attempts: int, time_left: float, *, allowed: bool) -> None:
    problem = Problem(ProblemKind.BACKEND_UNREACHABLE, Source.BACKEND, 502, retry=Retry.IF_UNSENT)
    assert may_repeat(problem, repeatable=True, made=made, limits=Retries(attempts), time_left=time_left) is allowed


@pytest.mark.parametrize(
    ("served", "broke_off", "answered", "repeatable", "attempts"), list(itertools.product([True, False], repeat=5))
)
def test_only_a_reading_call_is_resent_and_only_over_a_kept_connection_that_died_in_silence(
    *, served: bool, broke_off: bool, answered: bool, repeatable: bool, attempts: bool
) -> None:
    progress = Progress(served=served, broke_off=broke_off, answered=answered, sent=True, written=True)
    allowed = served and broke_off and not answered and repeatable and attempts
    assert may_be_resent(progress, repeatable=repeatable, limits=Retries(2 if attempts else 1)) is allowed


def test_a_few_repeats_are_always_allowed_and_many_are_a_share() -> None:
    clock = Clock()
    budget = RetryBudget(20, clock)
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]
    for _ in range(100):
        budget.note_call()
    assert [budget.take() for _ in range(11)] == [True] * 10 + [False]
    clock.go(11)
    assert budget.take()


def test_a_share_of_nothing_repeats_nothing() -> None:
    budget = RetryBudget(0, Clock())
    budget.note_call()
    assert not budget.take()


@given(st.integers(0, 500), st.integers(1, 100))
def test_repeats_never_exceed_their_share(calls: int, percent: int) -> None:
    budget = RetryBudget(percent, Clock())
    for _ in range(calls):
        budget.note_call()
    assert sum(budget.take() for _ in range(600)) == max(10, math.ceil(calls * percent / 100))
