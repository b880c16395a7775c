"""The log line of a call: what was done, by which route, how it ended; never to whom."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import ApiRequest, ApiResponse, Loss, Problem, ProblemKind, Resource, Source
from gateway.observe.log.calls import log_call, log_refusal
from gateway.observe.log.fields import CALL
from gateway.observe.record import CallRecord, Written, record_call
from gateway.router import Condition, Route
from gateway.settings import LoggedCalls
from gateway.trail import EXCHANGE, QUEUE, Sent, Trail
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
        losses=losses,
        problem=problem,
    )


def record(trail_: Trail, status: int | None, seconds: float = 0.123456) -> CallRecord:
    answer = None if status is None else Written(status, 0)
    return record_call(WIRE, trail_, answer, answered=trail_.began + seconds, backend_dialect=None)


def logged(told: CallRecord, calls: LoggedCalls = LoggedCalls.ALL) -> list[dict[str, object]]:
    with capture_logs() as lines:
        log_call(told, calls)
    return [dict(line) for line in lines]


def line_of(trail_: Trail, status: int | None = 201) -> dict[str, object]:
    (line,) = logged(record(trail_, status))
    return line


def test_a_call_is_one_line_with_what_was_done() -> None:
    losses = (Loss("late", "B", "x"), Loss("gone", "A", "x"), Loss("late", "C", "x"))
    done = trail(*losses, statuses=(200, 201))
    done.began = 0.0
    done.phases = [(QUEUE, 0.01), ("admit", 0.02), (EXCHANGE, 0.12)]
    done.sent = [Sent(one.request, one.response, 0.05) for one in done.sent]
    line = line_of(done)
    assert isinstance(line.pop("total_seconds"), float)
    assert line == {
        "event": "call",
        "log_level": "info",
        "request_id": "id-1",
        "account": None,
        "route": "legacy",
        "dialect": DIALECT.name,
        "operation": "calls.create",
        "method": "POST",
        "resource": None,
        "status": 201,
        "whole": True,
        "backend": "behind",
        "backend_dialect": None,
        "backend_statuses": [200, 201],
        "seconds": 0.123456,
        "upstream_seconds": 0.1,
        "queue_seconds": 0.01,
        "own_seconds": 0.013456,
        "bytes_received": 9,
        "bytes_sent": 0,
        "backend_bytes_sent": 18,
        "backend_bytes_received": 0,
        "losses": ["gone", "late"],
        "unknown_parameters": 0,
        "trace_id": None,
        "problem": None,
        "to": "+1********47",
    }


def test_a_call_that_came_to_nothing_is_one_line_too() -> None:
    problem = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504, "to +15555550147")
    line = line_of(trail(problem=problem, statuses=(None,)), 504)
    assert (line["status"], line["backend_statuses"], line["problem"]) == (504, [None], "backend_timed_out")


def test_a_call_whose_caller_left_is_one_line_too() -> None:
    line = line_of(trail(statuses=(None,)), None)
    assert (line["event"], line["status"], line["whole"], line["backend_statuses"]) == ("call", "gone", None, [None])
    assert line["request_id"] == "id-1"


def test_a_call_no_route_takes_is_one_line_with_the_same_fields() -> None:
    line = line_of(Trail(problem=Problem(ProblemKind.NOT_FOUND, Source.CALLER, 404)), 404)
    assert [line[name] for name in ("route", "dialect", "operation", "method", "backend_statuses")] == [
        None,
        None,
        None,
        None,
        [],
    ]
    assert line.keys() - {"event", "log_level"} == {field.name for field in CALL}


@pytest.mark.parametrize("private", ["555555", "whispered", "ACsecret", "c=1"])
def test_a_line_names_nobody(private: str) -> None:
    assert private not in str(line_of(trail()))


SID, OTHER = "CA" + "0" * 31 + "1", "RE" + "0" * 31 + "2"


@pytest.mark.parametrize(
    ("ids", "shown", "expected"),
    [
        ((), {"sid": SID}, SID),
        ((("sid", SID),), None, SID),
        ((("call_sid", SID), ("sid", OTHER)), None, OTHER),
        ((("call_sid", SID),), {"sid": OTHER}, OTHER),
        ((("call_sid", SID),), {"sid": "+15555550147"}, SID),
        ((("number", "+15555550147"), ("name", "CA" + "A" * 32)), {"sid": None}, None),
        ((), {"sid": f"{SID}\n"}, None),
    ],
)
def test_the_thing_is_told_by_its_sid(ids: tuple[tuple[str, str], ...], shown: dict[str, str] | None, expected: str) -> None:
    done = trail()
    done.asked = ApiRequest("calls.fetch", ids=ids)
    done.answered = ApiResponse(200, Resource("call", shown) if shown is not None else None)
    assert line_of(done)["resource"] == expected


@pytest.mark.parametrize(
    ("answer", "is_problem"),
    [
        (Written(200, 5), False),
        (Written(304, 0), False),
        (Written(404, 5), True),
        (Written(502, 5), True),
        (Written(200, 5, whole=False), True),
        (None, True),
    ],
)
def test_which_calls_get_a_line(answer: Written | None, *, is_problem: bool) -> None:
    told = record_call(WIRE, trail(), answer, answered=0.0, backend_dialect=None)
    assert [len(logged(told, calls)) for calls in LoggedCalls] == [1, is_problem, 0]


def test_a_refused_request_is_one_line_of_what_is_known() -> None:
    problem = Problem(ProblemKind.MALFORMED, Source.CALLER, 400, "whispered", detail="+15555550147")
    with capture_logs() as lines:
        for calls in LoggedCalls:
            log_refusal(problem, WIRE, "http://gateway.example", calls)
    assert lines == 2 * [
        {
            "event": "refused",
            "log_level": "info",
            "request_id": "id-1",
            "listener": "http://gateway.example",
            "problem": "malformed",
            "status": 400,
        }
    ]


SCRIPT = """
import logging, structlog
from gateway.observe.log import set_up_log
from gateway.settings import LogFormat
set_up_log({form})
structlog.get_logger("gateway.call").info("call", status=200)
logging.getLogger("some.library").warning("it said %s", "so")
logging.getLogger("some.library").info("and that")
logging.getLogger("some.library").debug("and nobody wants to know this")
"""


def told(form: str) -> list[str]:
    command = [sys.executable, "-c", SCRIPT.format(form=form)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize("form", ["", "LogFormat.JSON"])
def test_for_machines_every_line_is_json_also_those_of_libraries(form: str) -> None:
    lines = [json.loads(line) for line in told(form)]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("call", "info"),
        ("it said so", "warning"),
        ("and that", "info"),
    ]
    assert [line["logger"] for line in lines] == ["gateway.call", "some.library", "some.library"]
    assert lines[0]["status"] == 200
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_for_people_it_is_readable() -> None:
    first, second, third = told("LogFormat.TEXT")
    assert "call" in first
    assert "status=200" in first
    assert "it said so" in second
    assert "\x1b" not in first + second + third
