"""The log line and the metrics of a call: what was done, by which route, how it ended; never to whom."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import ApiRequest, Loss, Problem, ProblemKind, Source
from gateway.observe.log import log_call
from gateway.observe.metrics import LIMITS, RESULTS, CallMetrics
from gateway.observe.record import CallRecord, Written, record_call
from gateway.policy.admission.refusals import Reason
from gateway.router import Condition, Route
from gateway.server.events import Refused
from gateway.trail import Sent, Step, Trail
from gateway.wire import Headers, WireRequest, WireResponse

DIALECT = next(iter(discover().values()))
WIRE = WireRequest(
    "POST", "/x/+15555550147?Body=whispered", Headers([("X-Request-Id", "id-1"), ("Cookie", "c=1")]), b"whispered"
)


def trail(*losses: Loss, problem: Problem | None = None, statuses: tuple[int | None, ...] = (200,)) -> Trail:
    asked = ApiRequest("calls.create", "POST", account="ACsecret", parameters=(("To", "+15555550147"),))
    return Trail(
        route=Route("legacy", Condition(), DIALECT, Face(), "behind"),
        asked=asked,
        sent=[Sent(WIRE, None if status is None else WireResponse(status)) for status in statuses],
        steps=[Step("write_request", (), losses)],
        problem=problem,
    )


def record(trail_: Trail, status: int | None, seconds: float = 0.123456) -> CallRecord:
    answer = None if status is None else Written(status, 0)
    return record_call(WIRE, trail_, answer, answered=trail_.began + seconds, backend_dialect=None)


def logged(trail_: Trail, status: int = 201) -> dict[str, object]:
    with capture_logs() as lines:
        log_call(record(trail_, status))
    (line,) = lines
    return dict(line)


def test_a_call_is_one_line_with_what_was_done() -> None:
    losses = (Loss("late", "B", "x"), Loss("gone", "A", "x"), Loss("late", "C", "x"))
    assert logged(trail(*losses, statuses=(200, 201))) == {
        "event": "call",
        "log_level": "info",
        "request_id": "id-1",
        "route": "legacy",
        "dialect": DIALECT.name,
        "operation": "calls.create",
        "method": "POST",
        "status": 201,
        "backend": [200, 201],
        "seconds": 0.1235,
        "losses": ["gone", "late"],
        "problem": None,
    }


def test_a_call_that_came_to_nothing_is_one_line_too() -> None:
    problem = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504, "to +15555550147")
    line = logged(trail(problem=problem, statuses=(None,)), 504)
    assert (line["status"], line["backend"], line["problem"]) == (504, [None], "backend_timed_out")


def test_a_call_whose_caller_left_is_one_line_too() -> None:
    with capture_logs() as lines:
        log_call(record(trail(statuses=(None,)), None))
    (line,) = lines
    assert (line["event"], line["status"], line["backend"], line["request_id"]) == ("call", "gone", [None], "id-1")


def test_a_call_no_route_takes_is_one_line_too() -> None:
    line = logged(Trail(problem=Problem(ProblemKind.NOT_FOUND, Source.CALLER, 404)), 404)
    assert [line[name] for name in ("route", "dialect", "operation", "method", "backend")] == [None, None, None, None, []]


@pytest.mark.parametrize("private", ["5555550147", "whispered", "ACsecret", "c=1"])
def test_a_line_names_nobody(private: str) -> None:
    assert private not in str(logged(trail()))


def metrics_after(*calls: tuple[int, Trail, float]) -> str:
    metrics = CallMetrics()
    for status, trail_, seconds in calls:
        metrics.count(record(trail_, status, seconds))
    return generate_latest(metrics.registry).decode()


def test_calls_are_counted_by_route_dialect_operation_and_class_of_status() -> None:
    text = metrics_after((200, trail(), 0.1), (201, trail(), 0.1), (404, trail(), 0.1), (502, trail(), 0.1))
    labels = f'dialect="{DIALECT.name}",operation="calls.create",route="legacy"'
    assert f'gateway_calls_total{{{labels},status="2xx"}} 2.0' in text
    assert f'gateway_calls_total{{{labels},status="4xx"}} 1.0' in text
    assert f'gateway_calls_total{{{labels},status="5xx"}} 1.0' in text
    assert f"gateway_call_seconds_count{{{labels}}} 4.0" in text
    assert float(text.partition(f"gateway_call_seconds_sum{{{labels}}} ")[2].partition("\n")[0]) == pytest.approx(0.4)


def test_each_change_is_counted_once_a_call() -> None:
    losses = (Loss("late", "B", "x"), Loss("late", "C", "x"), Loss("gone", "A", "x"))
    text = metrics_after((200, trail(*losses), 0.1), (200, trail(losses[0]), 0.1))
    assert 'gateway_losses_total{change="late",route="legacy"} 2.0' in text
    assert 'gateway_losses_total{change="gone",route="legacy"} 1.0' in text


def test_what_nobody_knows_has_labels_of_its_own() -> None:
    unknown = trail()
    unknown.asked = ApiRequest("", tail=("Whispered", "5555550147"))
    text = metrics_after((404, Trail(), 0.1), (404, unknown, 0.1))
    assert 'operation="none"' in text
    assert 'operation="unknown"' in text
    assert "5555550147" not in text
    assert "hispered" not in text


def test_a_caller_that_left_is_counted_and_took_no_time_to_be_answered() -> None:
    metrics = CallMetrics()
    metrics.count(record(trail(), None, 0.1))
    text = generate_latest(metrics.registry).decode()
    labels = f'dialect="{DIALECT.name}",operation="calls.create",route="legacy"'
    assert f'gateway_calls_total{{{labels},status="gone"}} 1.0' in text
    assert "gateway_call_seconds_count{" not in text


def test_what_is_to_be_compared_with_before_stands_at_nothing_from_the_start() -> None:
    metrics = CallMetrics()
    metrics.expect(("calls.create",))
    metrics.expect_reloads()
    text = generate_latest(metrics.registry).decode()
    expected = {"limited": ("limit", LIMITS), "refused_requests": ("reason", ProblemKind), "reloads": ("result", RESULTS)}
    expected |= {"unknown_outcomes": ("operation", ("calls.create", "unknown")), "connections_refused": ("why", Refused)}
    for name, (label, values) in expected.items():
        assert [value for value in values if f'gateway_{name}_total{{{label}="{value}"}} 0.0' not in text] == []
    assert set(Reason) < set(LIMITS)


def test_two_gateways_count_apart() -> None:
    one, other = CallMetrics(), CallMetrics()
    one.count(record(trail(), 200))
    assert b"2xx" not in generate_latest(other.registry)


SCRIPT = """
import logging, structlog
from gateway.observe.log import set_up_log
set_up_log(readable={readable})
structlog.get_logger("gateway.call").info("call", status=200)
logging.getLogger("some.library").warning("it said %s", "so")
logging.getLogger("some.library").info("and that")
logging.getLogger("some.library").debug("and nobody wants to know this")
"""


def told(*, readable: bool) -> list[str]:
    script = SCRIPT.format(readable=readable)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert ended.stdout == ""
    return ended.stderr.splitlines()


def test_for_machines_every_line_is_json_also_those_of_libraries() -> None:
    lines = [json.loads(line) for line in told(readable=False)]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("call", "info"),
        ("it said so", "warning"),
        ("and that", "info"),
    ]
    assert [line["logger"] for line in lines] == ["gateway.call", "some.library", "some.library"]
    assert lines[0]["status"] == 200
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_for_people_it_is_readable() -> None:
    first, second, third = told(readable=True)
    assert "call" in first
    assert "status=200" in first
    assert "it said so" in second
    assert "\x1b" not in first + second + third
