"""A call that has ended as spans: one for the call, one below it for each of its phases.

They hold names of the configuration and of the tables, statuses, sizes and times. No URL is among them, whose path holds ids
and whose query may hold a number; nor are the masked numbers of the record, or an id that a caller chose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.util.types import AttributeValue

from gateway.model import ProblemKind
from gateway.observe.record import CallRecord, Exchange
from gateway.observe.tracing.calls import CallTrace, Led, new_span_id
from gateway.observe.tracing.context import Context
from gateway.trail import EXCHANGE

_RECORDED = TraceFlags(TraceFlags.SAMPLED)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_OTHER = "_OTHER"  # the word of the semantic conventions for a method nobody knows, and for an error without a name
_CUT_OFF = "cut_off"
_NOT_THE_CALLERS = frozenset(
    {
        ProblemKind.BACKEND_FAILED,
        ProblemKind.BACKEND_UNREACHABLE,
        ProblemKind.BACKEND_UNREADABLE,
        ProblemKind.BACKEND_TIMED_OUT,
        ProblemKind.OVERLOADED,
        ProblemKind.LOOP,
        ProblemKind.INTERNAL,
    }
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class _What:
    """A span but for its place and its times. `failed` is what went wrong, if anything did."""

    name: str
    kind: SpanKind = SpanKind.INTERNAL
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    failed: str | None = None


class SpanMaker:
    """Makes the spans of one service, of that name and version."""

    def __init__(self, service: str, version: str) -> None:
        # Made by hand: what the SDK adds by itself tells of this machine what nobody asked for.
        self._resource = Resource({"service.name": service, "service.version": version})
        self._scope = InstrumentationScope("gateway", version)

    def make(self, trace: CallTrace, record: CallRecord) -> list[ReadableSpan]:
        """The span of the call, then those of its phases in their order."""
        failed = _failure_of(record)
        method = _known(trace.method)
        # "{method} {target}", the target of few values: the operation is one, and the path is not.
        target = record.operation or record.route
        name = f"{method if method != _OTHER else 'HTTP'} {target}" if target else method
        what = _What(name, SpanKind.SERVER, dict(_told(_of_call(method, record, failed))), failed)
        ended = trace.began + record.total_seconds
        return [self._span(what, trace.own, trace.parent, trace.at(trace.began), trace.at(ended)), *self._phases(trace, record)]

    def _phases(self, trace: CallTrace, record: CallRecord) -> Iterator[ReadableSpan]:
        # Where the caller left for good a request may still be under way, and its phase has not ended.
        asked = zip(trace.led, record.exchanges, strict=False)
        began = trace.began
        for name, ended in record.phases:
            led, exchange = next(asked, (None, None)) if name == EXCHANGE else (None, None)
            if led is None or exchange is None:
                span_id, what = new_span_id(trace.new_id), _What(name)
            else:
                span_id, what = led.span_id, _exchange(led, exchange, record)
            ids = Context(trace.own.trace_id, span_id, sampled=True)
            yield self._span(what, ids, trace.own, trace.at(began), trace.at(ended))
            began = ended

    def _span(self, what: _What, ids: Context, parent: Context | None, began: int, ended: int) -> ReadableSpan:
        # Not begun and ended by a Tracer: the ids were given out before, the times were noted, and so it costs a fraction.
        return ReadableSpan(
            what.name,
            context=_context(ids, is_remote=False),
            parent=_context(parent, is_remote=what.kind is SpanKind.SERVER) if parent else None,
            resource=self._resource,
            attributes=what.attributes,
            kind=what.kind,
            status=Status(StatusCode.ERROR if what.failed else StatusCode.UNSET),
            start_time=began,
            end_time=ended,
            instrumentation_scope=self._scope,
        )


def _exchange(led: Led, exchange: Exchange, record: CallRecord) -> _What:
    failed = _refusal_of(exchange, record)
    return _What(EXCHANGE, SpanKind.CLIENT, dict(_told(_of_exchange(led, exchange, record, failed))), failed)


def _context(ids: Context, *, is_remote: bool) -> SpanContext:
    return SpanContext(ids.trace_id, ids.span_id, is_remote, _RECORDED)


def _of_call(method: str, record: CallRecord, failed: str | None) -> Iterator[tuple[str, AttributeValue | None]]:
    yield "http.request.method", method
    yield "http.response.status_code", record.answer.status if record.answer else None
    yield "http.request.body.size", record.bytes_received
    yield "http.response.body.size", record.answer.size if record.answer else None
    yield "error.type", failed
    yield "gateway.account", record.account
    yield "gateway.backend", record.backend
    yield "gateway.backend_dialect", record.backend_dialect
    yield "gateway.dialect", record.dialect
    yield "gateway.losses", record.losses or None
    yield "gateway.operation", record.operation or None
    yield "gateway.problem", record.problem
    yield "gateway.route", record.route
    yield "gateway.unknown_parameters", record.unknown_parameters or None


def _of_exchange(
    led: Led, exchange: Exchange, record: CallRecord, failed: str | None
) -> Iterator[tuple[str, AttributeValue | None]]:
    yield "http.request.method", _known(led.method)
    yield "http.response.status_code", exchange.status
    yield "error.type", failed
    yield "gateway.backend", record.backend
    if exchange.endpoint:
        place = urlsplit(exchange.endpoint)
        yield "server.address", place.hostname
        yield "server.port", place.port or _PORTS.get(place.scheme)


def _told(pairs: Iterator[tuple[str, AttributeValue | None]]) -> Iterator[tuple[str, AttributeValue]]:
    return ((name, value) for name, value in pairs if value is not None)


def _known(method: str) -> str:
    return method if method in _METHODS else _OTHER


def _failure_of(record: CallRecord) -> str | None:
    """What an operator has to look into; None where a caller only got what it asked for, or left.

    A dialect may answer a failure with a status below 500, so the problem counts too.
    """
    answer, problem = record.answer, record.problem
    if answer is None:
        return None
    if problem in _NOT_THE_CALLERS:
        return problem
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem or str(answer.status)
    return None if answer.whole else _CUT_OFF


def _refusal_of(exchange: Exchange, record: CallRecord) -> str | None:
    """For a client every answer of 400 and more is an error, as the semantic conventions have it."""
    if exchange.status is None:
        return record.problem or _OTHER
    return str(exchange.status) if exchange.status >= HTTPStatus.BAD_REQUEST else None
