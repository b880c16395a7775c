"""The metrics of several processes as one: real processes that write theirs and end, and what the tally makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.observe.metrics.catalog import CATALOG
from gateway.workers.tally import Tally
from tests.named_tests import ROOT
from tests.unit.observe.metrics_worker import ENDPOINT
from tests.unit.observe.recorded import told

OTHER = "http://127.0.0.1:2"
HERE, THERE = f"endpoint={ENDPOINT}", f"endpoint={OTHER}"
LAST_FAILURE = "gateway_endpoint_last_failure_timestamp_seconds"


@pytest.fixture
def tally() -> Iterator[Tally]:
    tally = Tally()
    tally.open()
    yield tally
    tally.close()


def run(tally: Tally, *workers: tuple[str, ...]) -> None:
    """Workers, each a number and its deeds, one beside the other. Their files stay, as those of processes that live."""
    command = (sys.executable, "-m", "tests.unit.observe.metrics_worker")
    started = [subprocess.Popen((*command, *worker), env={**os.environ, **tally.environ}, cwd=ROOT) for worker in workers]
    assert [process.wait(60) for process in started] == [0] * len(started)


def breaker(tally: Tally) -> list[str]:
    states = told(tally.families(1), "gateway_endpoint_breaker")
    assert len(states) == 3
    return [labels[2] for labels, value in states.items() if value]


def value(tally: Tally, name: str, *labels: str) -> float | None:
    return told(tally.families(1), name).get(labels)


def test_what_can_be_added_up_is_and_of_what_is_thought_the_worst_is_told(tally: Tally) -> None:
    run(
        tally,
        ("1", HERE, "breaker=open", "requests=3", "queue=2", "failed=20"),
        ("2", HERE, "breaker=half_open", "requests=4", "queue=1", "failed=10"),
    )
    assert value(tally, "gateway_queue") == 3
    assert value(tally, "gateway_endpoint_requests", "behind", ENDPOINT) == 7
    assert value(tally, "gateway_endpoint_connections", "behind", ENDPOINT, "idle") == 2
    assert value(tally, "gateway_endpoint_up", "behind", ENDPOINT) == 0
    assert breaker(tally) == ["open"]
    assert value(tally, LAST_FAILURE, "behind", ENDPOINT, "backend_failed") == 20
    assert value(tally, "gateway_backend_failures_total", "behind", ENDPOINT, "backend_failed") == 2

    tally.end(1)
    assert value(tally, "gateway_queue") == 1
    assert value(tally, "gateway_endpoint_requests", "behind", ENDPOINT) == 4
    assert value(tally, "gateway_endpoint_up", "behind", ENDPOINT) == 1
    assert breaker(tally) == ["half_open"]
    assert value(tally, LAST_FAILURE, "behind", ENDPOINT, "backend_failed") == 20, "it did fail, whoever saw it"
    assert value(tally, "gateway_backend_failures_total", "behind", ENDPOINT, "backend_failed") == 2

    run(tally, ("1", HERE, "failed=30"))  # another takes its place
    assert value(tally, "gateway_queue") == 1
    assert value(tally, LAST_FAILURE, "behind", ENDPOINT, "backend_failed") == 30
    assert value(tally, "gateway_backend_failures_total", "behind", ENDPOINT, "backend_failed") == 3


def test_one_that_is_on_its_way_out_warns_of_nothing_and_still_counts_what_it_does(tally: Tally) -> None:
    run(tally, ("1", HERE, "breaker=open", "requests=3", "left"), ("2", HERE, "requests=1"))
    assert value(tally, "gateway_endpoint_up", "behind", ENDPOINT) == 1
    assert breaker(tally) == ["closed"]
    assert value(tally, "gateway_endpoint_requests", "behind", ENDPOINT) == 4


def test_an_endpoint_no_worker_has_any_more_is_told_only_as_what_was_counted(tally: Tally) -> None:
    run(tally, ("1", HERE, "requests=1", "failed=20"), ("2", THERE))
    tally.end(1)
    told_of = {
        family.name for family in tally.families(1) for sample in family.samples if sample.labels.get("endpoint") == ENDPOINT
    }
    assert told_of == {"gateway_backend_failures", "gateway_backend_repeats"}


def test_every_family_is_there_before_a_worker_is(tally: Tally) -> None:
    expected = [one.family for one in CATALOG.values() if one.teller != "configured"]
    assert [family.name for family in tally.families(0)] == expected
    assert [family.name for family in Tally().families(0)] == expected


def test_a_file_that_is_just_being_made_is_no_fault(tally: Tally) -> None:
    Path(tally.environ["PROMETHEUS_MULTIPROC_DIR"], "counter_1.db").touch()
    assert value(tally, "gateway_workers_ready") == 1
