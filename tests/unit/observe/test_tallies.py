"""What is kept while calls come in gets into the metrics as if each number had been told at once."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram

from gateway.observe.metrics.tallies import Count, TalliedHistogram, Times
from tests.unit.observe.recorded import told

BOUNDS = (0.25, 1.0, 5.0)
SECONDS = st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.375, 1.0, 4.0, 5.0, 6.0, 1e9])), max_size=5)


@given(SECONDS)
def test_times_fall_into_the_buckets_of_the_library(told_in_turn: list[list[float]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    times = Times(TalliedHistogram("seconds", "", ("route",), registry=ours, buckets=BOUNDS).labels("a"))
    histogram = Histogram("seconds", "", ("route",), registry=theirs, buckets=BOUNDS).labels("a")
    for seconds in told_in_turn:
        for one in seconds:
            times.take(one)
            histogram.observe(one)
        times.write_down()
    times.write_down()
    for name in ("seconds_bucket", "seconds_count", "seconds_sum"):
        assert told(ours.collect(), name) == told(theirs.collect(), name)


def test_a_histogram_has_the_parts_that_are_written_to() -> None:
    histogram = TalliedHistogram("seconds", "", registry=CollectorRegistry(), buckets=BOUNDS)
    assert histogram.bounds == (*BOUNDS, math.inf)
    assert len(histogram._buckets) == len(histogram.bounds)
    assert histogram._sum.get() == 0.0


def test_nothing_is_told_before_it_is_written_down_and_nothing_twice() -> None:
    registry = CollectorRegistry()
    count = Count(Counter("calls", "", registry=registry))
    count.times += 2
    assert told(registry.collect(), "calls_total") == {(): 0}
    for _ in range(2):
        count.write_down()
        assert told(registry.collect(), "calls_total") == {(): 2}
    count.times += 1
    count.write_down()
    assert told(registry.collect(), "calls_total") == {(): 3}
