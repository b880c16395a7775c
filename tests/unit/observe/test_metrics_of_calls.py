"""What is counted of one call: once, by names of the tables and the configuration, each part of its time apart."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gateway.observe.metrics.registry import GatewayMetrics
from gateway.observe.record import CallRecord, Exchange, Written
from tests.unit.observe.recorded import USUAL, told

LABELS = ("behind", "twilio-2008", "calls.create", "legacy")


def after(*records: CallRecord) -> GatewayMetrics:
    metrics = GatewayMetrics()
    for record in records:
        metrics.calls.count(record)
    return metrics


def test_calls_are_counted_by_route_dialect_backend_operation_and_class_of_status() -> None:
    answers = [Written(status, 0) for status in (200, 201, 404, 502)]
    families = after(*(replace(USUAL, answer=answer) for answer in answers)).families()
    assert told(families, "gateway_calls_total") == {(*LABELS, "2xx"): 2, (*LABELS, "4xx"): 1, (*LABELS, "5xx"): 1}
    assert told(families, "gateway_call_seconds_count") == {LABELS: 4}
    assert told(families, "gateway_call_seconds_sum") == {LABELS: 4.0}


def test_the_time_of_a_call_is_told_in_its_parts() -> None:
    families = after(USUAL).families()
    assert told(families, "gateway_own_seconds_sum") == {("legacy",): 0.25}
    assert told(families, "gateway_upstream_seconds_sum") == {("behind",): 0.25}


def test_each_exchange_is_timed_for_itself() -> None:
    exchanges = (Exchange(200, 0.125), Exchange(None, 2.0), Exchange(200, None))
    families = after(replace(USUAL, exchanges=exchanges)).families()
    assert told(families, "gateway_upstream_seconds_count") == {("behind",): 2}
    assert told(families, "gateway_upstream_seconds_sum") == {("behind",): 2.125}


def test_what_nobody_knows_has_labels_of_its_own() -> None:
    no_route = replace(USUAL, route=None, dialect=None, backend=None, operation=None, exchanges=())
    families = after(no_route, replace(USUAL, operation="")).families()
    assert told(families, "gateway_calls_total").keys() == {
        ("none", "none", "none", "none", "2xx"),
        ("behind", "twilio-2008", "unknown", "legacy", "2xx"),
    }


def test_a_caller_that_left_is_counted_and_took_no_time_to_be_answered() -> None:
    left = replace(USUAL, answer=None, exchanges=(Exchange(200, 0.5), Exchange(None, 9.0)))
    families = after(left).families()
    assert told(families, "gateway_calls_total") == {(*LABELS, "gone"): 1}
    assert told(families, "gateway_call_seconds_sum") == told(families, "gateway_own_seconds_count") == {}
    assert told(families, "gateway_upstream_seconds_sum") == {("behind",): 0.5}, "what was given up says nothing of the backend"


def test_each_change_is_counted_once_a_call() -> None:
    families = after(replace(USUAL, losses=("gone", "late")), replace(USUAL, losses=("late",))).families()
    assert told(families, "gateway_losses_total") == {("late", "legacy"): 2, ("gone", "legacy"): 1}


@pytest.mark.parametrize("policy", ["pass", "drop", "reject"])
def test_unknown_parameters_are_counted_by_what_becomes_of_them(policy: str) -> None:
    families = after(replace(USUAL, unknown_parameters=3, parameter_policy=policy)).families()
    assert told(families, "gateway_unknown_parameters_total") == {(policy, "legacy"): 3}


def test_an_answer_that_broke_off_is_counted_beside_its_status() -> None:
    families = after(replace(USUAL, answer=Written(200, 5, whole=False)), USUAL).families()
    assert told(families, "gateway_cut_off_answers_total") == {("legacy",): 1}
    assert told(families, "gateway_calls_total") == {(*LABELS, "2xx"): 2}


def test_what_is_to_be_compared_with_before_stands_at_nothing_from_the_start() -> None:
    metrics = GatewayMetrics()
    metrics.calls.expect(("calls.create",), (("legacy", "drop"),))
    families = metrics.families()
    assert told(families, "gateway_unknown_outcomes_total") == {("calls.create",): 0, ("unknown",): 0}
    assert told(families, "gateway_unknown_parameters_total") == {("drop", "legacy"): 0}
    assert told(families, "gateway_cut_off_answers_total") == {("legacy",): 0}
    for name in ("gateway_limited_total", "gateway_refused_requests_total", "gateway_connections_refused_total"):
        assert set(told(families, name).values()) == {0.0}, name


def test_no_name_of_a_person_is_told() -> None:
    assert not any("ACsecret" in sample.labels.values() for family in after(USUAL).families() for sample in family.samples)


def test_two_gateways_count_apart() -> None:
    after(USUAL)
    assert told(GatewayMetrics().families(), "gateway_calls_total") == {}
