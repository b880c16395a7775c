"""What is told of endpoints: by one process as things happen, and of several as the worst of those that still have a say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gateway.observe.metrics.registry import GatewayMetrics
from gateway.upstream import BreakerState, EndpointState, EndpointUse
from tests.unit.observe.recorded import labels_told, told

HERE, THERE = "http://127.0.0.1:1", "http://127.0.0.1:2"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def metrics(clock: Clock) -> GatewayMetrics:
    metrics = GatewayMetrics(clock)
    for endpoint in (HERE, THERE):
        metrics.backends.expect("behind", state(endpoint))
    return metrics


def state(endpoint: str, breaker: BreakerState = BreakerState.CLOSED, *, healthy: bool = True) -> EndpointState:
    return EndpointState(endpoint, breaker, healthy, 0)


def breaker(metrics: GatewayMetrics, endpoint: str) -> list[str]:
    values = told(metrics.families(), "gateway_endpoint_breaker")
    return [labels[2] for labels, value in values.items() if labels[1] == endpoint and value == 1]


def value(metrics: GatewayMetrics, name: str, *labels: str) -> float:
    return told(metrics.families(), name)[("behind", HERE, *labels)]


def test_an_endpoint_begins_well(metrics: GatewayMetrics) -> None:
    assert told(metrics.families(), "gateway_endpoint_up") == {("behind", HERE): 1, ("behind", THERE): 1}
    assert told(metrics.families(), "gateway_endpoint_healthy") == {("behind", HERE): 1, ("behind", THERE): 1}
    assert breaker(metrics, HERE) == ["closed"]
    assert set(told(metrics.families(), "gateway_backend_failures_total").values()) == {0.0}
    assert told(metrics.families(), "gateway_endpoint_last_failure_timestamp_seconds") == {}


@pytest.mark.parametrize("now", list(BreakerState))
def test_its_breaker_is_in_one_state(metrics: GatewayMetrics, now: BreakerState) -> None:
    metrics.backends.judge("behind", state(HERE, now))
    assert (breaker(metrics, HERE), breaker(metrics, THERE)) == ([now], ["closed"])
    assert value(metrics, "gateway_endpoint_up") == (now is not BreakerState.OPEN)


def test_probes_that_fail_are_told_apart_from_calls_that_do(metrics: GatewayMetrics) -> None:
    metrics.backends.judge("behind", state(HERE, healthy=False))
    assert value(metrics, "gateway_endpoint_healthy") == value(metrics, "gateway_endpoint_up") == 0
    assert breaker(metrics, HERE) == ["closed"]


def test_the_last_failure_of_each_kind_has_its_time(metrics: GatewayMetrics, clock: Clock) -> None:
    for kind in ("backend_failed", "backend_timed_out", "backend_failed"):
        clock.now += 1
        metrics.backends.fail_attempt("behind", HERE, kind)
    name = "gateway_endpoint_last_failure_timestamp_seconds"
    assert value(metrics, name, "backend_failed") == 1003
    assert value(metrics, name, "backend_timed_out") == 1002
    assert value(metrics, "gateway_backend_failures_total", "backend_failed") == 2


def test_what_it_has_to_do_is_as_it_is_now(metrics: GatewayMetrics) -> None:
    metrics.backends.measure("behind", EndpointUse(HERE, 9, 4, 2))
    metrics.backends.measure("behind", EndpointUse(HERE, 7, 4, 1))
    assert value(metrics, "gateway_endpoint_requests") == 7
    assert (value(metrics, "gateway_endpoint_connections", "busy"), value(metrics, "gateway_endpoint_connections", "idle")) == (
        4,
        1,
    )


def test_of_one_that_is_gone_only_what_was_counted_stays(metrics: GatewayMetrics) -> None:
    metrics.backends.fail_attempt("behind", HERE, "backend_failed")
    metrics.backends.measure("behind", EndpointUse(HERE, 1, 1, 0))
    metrics.backends.forget("behind", HERE)
    # A call that began before ends now.
    metrics.backends.fail_attempt("behind", HERE, "backend_failed")
    metrics.backends.measure("behind", EndpointUse(HERE, 0, 0, 0))
    metrics.backends.judge("behind", state(HERE, BreakerState.OPEN))
    tells = {
        name for name, series in labels_told(metrics.families()).items() if HERE in [one.get("endpoint") for one in series]
    }
    assert tells == {"gateway_backend_failures", "gateway_backend_repeats"}
    assert value(metrics, "gateway_backend_failures_total", "backend_failed") == 2


def test_who_is_about_to_end_has_no_say_any_more(metrics: GatewayMetrics) -> None:
    metrics.backends.judge("behind", state(HERE, BreakerState.OPEN, healthy=False))
    metrics.admission.show_store(up=False)
    metrics.leave()
    metrics.backends.judge("behind", state(THERE, BreakerState.OPEN))
    metrics.admission.show_store(up=False)
    assert set(told(metrics.families(), "gateway_endpoint_up").values()) == {1.0}
    assert set(told(metrics.families(), "gateway_endpoint_healthy").values()) == {1.0}
    assert breaker(metrics, HERE) == breaker(metrics, THERE) == ["closed"]
    assert told(metrics.families(), "gateway_limit_store_up") == {(): 1}


def test_since_when_it_is_in_trouble_is_kept_until_it_is_well(metrics: GatewayMetrics, clock: Clock) -> None:
    name = "gateway_endpoint_troubled_timestamp_seconds"
    assert value(metrics, name) == 0
    for breaker_now in (BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.OPEN):
        clock.now += 10
        metrics.backends.judge("behind", state(HERE, breaker_now))
        assert value(metrics, name) == 1010
    metrics.backends.judge("behind", state(HERE, healthy=False))
    assert value(metrics, name) == 1010
    metrics.backends.judge("behind", state(HERE))
    assert value(metrics, name) == 0
    clock.now += 10
    metrics.backends.judge("behind", state(HERE, healthy=False))
    assert value(metrics, name) == 1040
    metrics.leave()
    assert value(metrics, name) == 0
