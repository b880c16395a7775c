"""The rate of a caller: what it admits at once, in the long run, and when it says to come back."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from gateway.policy.admission.token_bucket import Buckets, CallRate
from tests.unit.admission.clocks import Clock

_RATES = st.builds(CallRate, count=st.integers(1, 2000), seconds=st.sampled_from([1, 60, 3600]), burst=st.integers(1, 500))


def admitted(buckets: Buckets, caller: str, rate: CallRate, asked: int) -> int:
    """How many of so many calls at once are admitted."""
    count = 0
    for _ in range(asked):
        if not buckets.wait(caller, rate):
            buckets.spend(caller, rate)
            count += 1
    return count


def test_a_burst_and_then_one_by_one() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    rate = CallRate(10, 1, burst=5)
    assert admitted(buckets, "a", rate, 20) == 5
    assert buckets.wait("a", rate) == 0.1
    clock.now += 0.099
    assert admitted(buckets, "a", rate, 20) == 0
    clock.now += 0.001
    assert admitted(buckets, "a", rate, 20) == 1
    clock.now += 1000
    assert admitted(buckets, "a", rate, 20) == 5


def test_a_small_burst_at_a_high_rate_is_a_limit_too() -> None:
    assert admitted(Buckets(Clock()), "a", CallRate(100, 1, burst=1), 1000) == 1


def test_callers_do_not_share_a_bucket() -> None:
    buckets = Buckets(Clock())
    rate = CallRate(1, 3600, burst=1)
    assert [admitted(buckets, caller, rate, 3) for caller in ("a", "b")] == [1, 1]


@given(rate=_RATES, gaps=st.lists(st.integers(0, 5_000), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_the_rate(rate: CallRate, gaps: list[int]) -> None:
    """In any span of time, which is measured to the millisecond; `gaps` are milliseconds between calls."""
    clock = Clock(0.0)
    buckets = Buckets(clock)
    times = []
    for gap in gaps:
        clock.now += gap / 1000
        if not buckets.wait("a", rate):
            buckets.spend("a", rate)
            times.append(clock.now)
    for first, since in enumerate(times):
        for last, until in enumerate(times[first:], start=first):
            allowance = rate.burst + (until - since + 0.001) * rate.count / rate.seconds
            assert last - first + 1 <= allowance + 1e-6


@given(rate=_RATES, calls=st.integers(0, 600), gap=st.integers(0, 5_000))
def test_the_wait_is_neither_too_short_nor_too_long(rate: CallRate, calls: int, gap: int) -> None:
    clock = Clock(0.0)
    buckets = Buckets(clock)
    admitted(buckets, "a", rate, calls)
    clock.now += gap / 1000
    wait = buckets.wait("a", rate)
    assert wait <= rate.seconds / rate.count + 0.002
    if wait:
        whole = math.ceil(wait * 1000)
        clock.now += (whole - 1) / 1000 - 1e-9
        assert buckets.wait("a", rate) > 0
        clock.now += 0.001 + 2e-9
        assert buckets.wait("a", rate) == 0


def test_full_buckets_and_floods_are_forgotten() -> None:
    clock = Clock()
    buckets = Buckets(clock, capacity=50)
    rate = CallRate(100, 1, burst=10)
    for number in range(1000):
        buckets.spend(str(number), rate)
    assert len(buckets) == 50
