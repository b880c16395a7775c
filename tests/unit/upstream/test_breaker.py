"""The circuit breaker: when it opens, for how long, and what a trial does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream.breaker import Breaker, BreakerLimits, BreakerState, Permit
from gateway.upstream.window import Window
from tests.unit.upstream.clock import Clock

LIMITS = BreakerLimits(failures=3, within=10, open=8)


def admitted(breaker: Breaker) -> Permit:
    permit = breaker.admit()
    assert permit is not None
    return permit


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.fail(admitted(breaker))


def succeed(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.succeed(admitted(breaker))


def opened(clock: Clock, limits: BreakerLimits = LIMITS) -> Breaker:
    breaker = Breaker(limits, clock)
    fail(breaker, limits.failures)
    assert breaker.state is BreakerState.OPEN
    return breaker


def test_it_opens_with_enough_failures() -> None:
    breaker = Breaker(LIMITS, Clock())
    fail(breaker, 2)
    assert (breaker.state, breaker.admits, breaker.wait()) == (BreakerState.CLOSED, True, 0)
    fail(breaker)
    assert (breaker.state, breaker.admits, breaker.wait()) == (BreakerState.OPEN, False, 8)
    assert breaker.admit() is None


def test_failures_that_lie_far_apart_do_not_open_it() -> None:
    clock = Clock()
    breaker = Breaker(LIMITS, clock)
    for _ in range(20):
        fail(breaker)
        clock.go(5.5)
    assert breaker.state is BreakerState.CLOSED


def test_failures_that_are_few_among_many_do_not_open_it() -> None:
    breaker = Breaker(LIMITS, Clock())
    for _ in range(50):
        succeed(breaker, 2)
        fail(breaker)
    assert breaker.state is BreakerState.CLOSED


def test_half_of_all_is_enough() -> None:
    breaker = Breaker(LIMITS, Clock())
    succeed(breaker, 3)
    fail(breaker, 3)
    assert breaker.state is BreakerState.OPEN


def test_one_call_at_a_time_is_the_trial() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.go(7.9)
    assert breaker.admit() is None
    clock.go(0.1)
    assert breaker.state is BreakerState.HALF_OPEN
    trial = admitted(breaker)
    assert (breaker.admits, breaker.admit(), breaker.state) == (False, None, BreakerState.HALF_OPEN)
    breaker.succeed(trial)
    fail(breaker, 2)
    assert (breaker.state, breaker.admits) == (BreakerState.CLOSED, True)


def test_a_trial_that_says_nothing_lets_another_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.go(8)
    breaker.release(admitted(breaker))
    assert breaker.admits
    breaker.succeed(admitted(breaker))
    assert breaker.state is BreakerState.CLOSED


def test_each_failed_trial_doubles_the_time_up_to_ten_times() -> None:
    clock = Clock()
    breaker = opened(clock)
    waits = []
    for _ in range(100):
        waits.append(breaker.wait())
        clock.go(breaker.wait())
        fail(breaker)
    assert waits[:6] == [8, 16, 32, 64, 80, 80]
    assert set(waits[6:]) == {80}
    clock.go(80)
    succeed(breaker)
    fail(breaker, 3)
    assert breaker.wait() == 8


def test_what_began_before_it_opened_is_no_news() -> None:
    clock = Clock()
    breaker = Breaker(LIMITS, clock)
    early = [admitted(breaker) for _ in range(9)]
    fail(breaker, 3)
    clock.go(8)
    trial = admitted(breaker)
    for permit in early[:3]:
        breaker.fail(permit)
    for permit in early[3:6]:
        breaker.succeed(permit)
    for permit in early[6:]:
        breaker.release(permit)
    assert not breaker.admits
    breaker.succeed(trial)
    for permit in early:
        breaker.fail(permit)
    assert breaker.state is BreakerState.CLOSED


def test_a_stream_that_breaks_after_a_good_head_counts() -> None:
    breaker = Breaker(LIMITS, Clock())
    permits = [admitted(breaker) for _ in range(3)]
    for permit in permits:
        breaker.succeed(permit)
    for permit in permits:
        breaker.fail(permit)
    assert breaker.state is BreakerState.OPEN


STEPS = st.lists(st.tuples(st.floats(0, 6), st.booleans()), max_size=60)


@given(STEPS)
def test_a_window_counts_what_is_young_and_forgets_what_is_old(steps: list[tuple[float, bool]]) -> None:
    clock = Clock(0)
    window = Window(10, clock)
    happened: list[tuple[float, bool]] = []
    for pause, marked in steps:
        clock.go(pause)
        window.note(marked=marked)
        happened.append((clock(), marked))
        for seen, wanted in zip(window.counts(), ({True, False}, {True}), strict=True):
            ages = [clock() - at for at, mark in happened if mark in wanted]
            assert sum(age < 8.999 for age in ages) <= seen <= sum(age < 10.001 for age in ages)
    assert len(window._slices) <= 11


@given(
    st.lists(
        st.tuples(st.floats(0, 30), st.sampled_from(["admit", "succeed", "fail", "release"]), st.integers(0, 9)), max_size=80
    )
)
def test_whatever_happens_a_state_admits_what_it_must(steps: list[tuple[float, str, int]]) -> None:
    """Nothing while open, one at a time while half-open, everything while closed; and it never stays open for good."""
    clock = Clock(0)
    breaker = Breaker(LIMITS, clock)
    running: list[Permit] = []
    trial: Permit | None = None
    for pause, step, which in steps:
        clock.go(pause)
        if step == "admit":
            before = breaker.state
            permit = breaker.admit()
            if before is BreakerState.OPEN:
                assert permit is None
            elif before is BreakerState.CLOSED:
                assert permit is not None
            else:
                assert (permit is None) is (trial is not None)
                trial = permit or trial
            if permit is not None:
                running.append(permit)
        elif running:
            permit = running.pop(which % len(running))
            getattr(breaker, step)(permit)
            trial = None if permit is trial else trial
        assert 0 <= breaker.wait() <= 10 * LIMITS.open
        assert (breaker.state is BreakerState.OPEN) is (breaker.wait() > 0)
    clock.go(10 * LIMITS.open)
    if trial is not None:
        breaker.release(trial)
    breaker.succeed(admitted(breaker))
    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize("failures", [1, 2, 7])
def test_the_number_of_failures_is_a_setting(failures: int) -> None:
    breaker = Breaker(BreakerLimits(failures=failures, within=1, open=1), Clock())
    fail(breaker, failures - 1)
    assert breaker.admits
    fail(breaker)
    assert not breaker.admits
