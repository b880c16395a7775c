"""The spans of one call: their names, kinds, attributes and status, and that docs/tracing.md names all of them."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Mapping

import pytest
import yaml
from msgspec.structs import replace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind
from opentelemetry.util.types import AttributeValue

from gateway.observe.record import CallRecord, Exchange, Written
from gateway.observe.tracing import OFF, CallTrace, Tracing
from gateway.observe.tracing.context import Context
from gateway.observe.tracing.spans import SpanMaker
from gateway.wire import Headers, WireRequest
from tests.documents import code_in, rows_in
from tests.named_tests import ROOT
from tests.settings.samples import parsed
from tests.unit.observe.recorded import USUAL

DOCUMENT = (ROOT / "docs" / "tracing.md").read_text("utf-8")
PARENT = Context(7, 8, sampled=True)
SECOND = 1_000_000_000
CONFIG = """\
backends: {carrier: {dialect: new-voice, endpoints: [https://carrier.example]}}
credentials: passthrough
routes: [{caller: old-voice, backend: carrier}]
"""


def trace_of(parent: Context | None = PARENT, method: str = "POST") -> CallTrace:
    """A call that began at 0 of the one clock and at 100 s of the other, and asked a backend once."""
    numbers = itertools.count(1000)
    own = Context(parent.trace_id if parent else 7, 9, sampled=True)
    trace = CallTrace(own, parent, method, 0.0, 100 * SECOND, lambda _: next(numbers), lambda *_: None)
    trace.lead(WireRequest("PUT", "/x"))
    return trace


def spans_of(record: CallRecord, trace: CallTrace | None = None) -> list[ReadableSpan]:
    return SpanMaker("edge", "1.2.3").make(trace or trace_of(), record)


def told(span: ReadableSpan) -> Mapping[str, AttributeValue]:
    return dict(span.attributes or {})


def own_of(record: CallRecord, trace: CallTrace | None = None) -> ReadableSpan:
    return spans_of(record, trace)[0]


def test_a_call_and_its_phases() -> None:
    record = replace(USUAL, total_seconds=1.0, exchanges=(Exchange(201, 0.25, "https://carrier.example"),))
    own, queue, read, exchange = spans_of(record)
    assert [span.name for span in (own, queue, read, exchange)] == ["POST calls.create", "queue", "read_request", "exchange"]
    assert [span.kind for span in (own, queue, exchange)] == [SpanKind.SERVER, SpanKind.INTERNAL, SpanKind.CLIENT]
    assert (own.start_time, own.end_time) == (100 * SECOND, 101 * SECOND)
    assert (queue.start_time, queue.end_time) == (100 * SECOND, 100 * SECOND + SECOND // 2)
    assert own.parent is not None
    assert (own.parent.span_id, own.parent.is_remote) == (8, True)
    assert [span.parent and span.parent.span_id for span in (queue, read, exchange)] == [9, 9, 9]
    assert exchange.context is not None
    assert exchange.context.span_id == 1000  # the one that was sent
    assert told(exchange) == {
        "http.request.method": "PUT",
        "http.response.status_code": 201,
        "gateway.backend": "behind",
        "server.address": "carrier.example",
        "server.port": 443,
    }
    assert told(own) == {
        "http.request.method": "POST",
        "http.response.status_code": 201,
        "http.request.body.size": 0,
        "http.response.body.size": 80,
        "gateway.account": "ACsecret",
        "gateway.backend": "behind",
        "gateway.backend_dialect": "twilio-2010",
        "gateway.dialect": "twilio-2008",
        "gateway.operation": "calls.create",
        "gateway.route": "legacy",
    }


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"answer": Written(201, 1)}, None),
        ({"answer": Written(404, 1), "problem": "not_found"}, None),
        ({"answer": Written(429, 1), "problem": "throttled"}, None),
        ({"answer": Written(500, 1)}, "500"),
        ({"answer": Written(501, 1), "problem": "unsupported"}, "unsupported"),
        ({"answer": Written(503, 1), "problem": "overloaded"}, "overloaded"),
        ({"answer": Written(400, 1), "problem": "backend_unreachable"}, "backend_unreachable"),
        ({"answer": Written(200, 1, whole=False)}, "cut_off"),
        ({"answer": None}, None),
    ],
)
def test_what_is_an_error(changed: dict[str, Written | str | None], why: str | None) -> None:
    own = own_of(replace(USUAL, **changed))
    assert told(own).get("error.type") == why
    assert (own.status.is_ok, own.status.description) == (why is None, None)


@pytest.mark.parametrize(
    ("method", "operation", "route", "name"),
    [
        ("GET", "calls.fetch", "old", "GET calls.fetch"),
        ("GET", "", "old", "GET old"),
        ("GET", None, None, "GET"),
        ("BREW", "calls.fetch", "old", "HTTP calls.fetch"),
        ("+15555550100", None, None, "_OTHER"),
    ],
)
def test_a_name_is_one_of_few(method: str, operation: str | None, route: str | None, name: str) -> None:
    own = own_of(replace(USUAL, operation=operation, route=route), trace_of(method=method))
    assert own.name == name
    assert told(own)["http.request.method"] == (method if method == "GET" else "_OTHER")


def test_an_exchange_without_an_answer_says_why() -> None:
    record = replace(USUAL, exchanges=(Exchange(None, 0.25),), problem="backend_timed_out", answer=Written(504, 1))
    exchange = spans_of(record)[-1]
    assert told(exchange)["error.type"] == "backend_timed_out"
    assert "http.response.status_code" not in told(exchange)
    assert not exchange.status.is_ok


def test_a_request_that_is_still_under_way_when_its_caller_left_has_no_span() -> None:
    record = replace(USUAL, answer=None, phases=(("route", 0.1),), exchanges=(Exchange(None, None),))
    assert [span.name for span in spans_of(record)] == ["POST calls.create", "route"]


def test_ids_are_never_0_and_times_never_before_the_call() -> None:
    tracing = Tracing(lambda _: Nothing(), chance=lambda: 0.0, new_id=lambda _: 0, wall=lambda: 5 * SECOND, clock=lambda: 2.0)
    settings = parsed(CONFIG + 'tracing: {endpoint: "http://collector/v1/traces"}').tracing

    async def begin() -> CallTrace | None:
        tracing.adopt(await tracing.prepare(settings))
        return tracing.begin(WireRequest("GET", "/"), 1.5)

    trace = asyncio.run(begin())
    assert trace is not None
    assert (trace.own.trace_id, trace.own.span_id, trace.parent) == (1, 1, None)
    assert trace.at(1.5) == int(4.5 * SECOND)


class Nothing:
    """An outlet that is never asked for anything."""

    def start(self) -> None: ...

    def take(self, trace: CallTrace, record: CallRecord) -> None:
        raise AssertionError(f"no call has ended: {trace}, {record}")

    async def close(self, seconds: float) -> None:
        raise AssertionError(f"nothing replaced it within {seconds} s")


def test_without_tracing_a_call_has_no_trace() -> None:
    assert (
        OFF.begin(WireRequest("GET", "/", Headers([("traceparent", "00-" + "1" * 32 + "-" + "2" * 16 + "-01")])), 0.0) is None
    )


def attributes_in_code() -> set[str]:
    source = (ROOT / "gateway" / "observe" / "tracing" / "spans.py").read_text("utf-8")
    return set(re.findall(r'"((?:http|server|error|gateway|service)\.[a-z._]+)"', source))


def phases_in_code() -> set[str]:
    """Every name a phase is marked by, in the sources of the path of a call."""
    marks = re.compile(r'trail\.(?:mark|record)\((?:"(\w+)"|([A-Z]+))')
    constants = dict(re.findall(r'^([A-Z]+) = "(\w+)"', (ROOT / "gateway" / "trail.py").read_text("utf-8"), re.MULTILINE))
    found = [
        match for name in ("pipeline", "delivery") for match in marks.findall((ROOT / f"gateway/{name}.py").read_text("utf-8"))
    ]
    return {word or constants[constant] for word, constant in found} | {constants["EXCHANGE"]}


def test_the_document_names_every_span_and_every_attribute() -> None:
    named = {code for cells in rows_in(DOCUMENT) if cells for code in code_in(cells[0])}
    assert attributes_in_code() <= named
    assert phases_in_code() <= named
    assert {name for name in named if "." in name and not name.startswith("telemetry")} - attributes_in_code() == set()
    assert {name for name in named if name.isidentifier()} - phases_in_code() == set()


def test_the_collector_of_the_document_takes_what_the_gateway_sends() -> None:
    collector, *_ = [
        yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL) if "receivers:" in block
    ]
    assert collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].endswith(":4318")
    pipeline = collector["service"]["pipelines"]["traces"]
    assert set(pipeline["receivers"]) <= set(collector["receivers"])
    assert set(pipeline["processors"]) <= set(collector["processors"])
    assert set(pipeline["exporters"]) <= set(collector["exporters"])
