"""The metrics of calls, and of requests that were refused before they became one.

Every label comes from a table or the configuration, so their number is bounded. Each call is counted in a few places that were
looked up when the first one like it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from prometheus_client import Counter, Histogram

from gateway.model import Problem, ProblemKind
from gateway.observe.metrics.instruments import Instruments
from gateway.observe.metrics.labels import NONE, UNKNOWN
from gateway.observe.record import CallRecord, Exchange, status_class

_Key: TypeAlias = tuple[str | None, str | None, str | None, str | None, int]
"""Route, caller's dialect, backend, operation, hundreds of the status (0: none was given)."""


@dataclass(frozen=True, slots=True)
class _Series:
    """Where calls of one kind are counted, and their times in all and of the gateway's own, where they were answered."""

    ended: Counter
    times: tuple[Histogram, Histogram] | None


class CallMetrics:
    """The metrics of the calls of one gateway.

    A counter whose labels come from a short list stands at 0 from the start: what compares it with what it was before must
    see its first count.
    """

    def __init__(self, make: Instruments) -> None:
        self._calls = make.counter("gateway_calls_total")
        self._seconds = make.histogram("gateway_call_seconds")
        self._own = make.histogram("gateway_own_seconds")
        self._upstream = make.histogram("gateway_upstream_seconds")
        self._in_progress = make.gauge("gateway_calls_in_progress")
        self._losses = make.counter("gateway_losses_total")
        self._unknown_parameters = make.counter("gateway_unknown_parameters_total")
        self._cut_off = make.counter("gateway_cut_off_answers_total")
        self._unknown_outcomes = make.counter("gateway_unknown_outcomes_total")
        self._spans_lost = make.counter("gateway_spans_lost_total")
        self._refused = make.counter("gateway_refused_requests_total")
        self._series: dict[_Key, _Series] = {}
        self._waits: dict[str, Histogram] = {}
        for kind in ProblemKind:
            self._refused.labels(kind)

    def in_progress(self) -> AbstractContextManager[None]:
        """Around a call that is being carried out."""
        return self._in_progress.track_inprogress()

    def expect(self, operations: Iterable[str], policies: Iterable[tuple[str, str]]) -> None:
        """Operations that change something and may be called from now on, and the routes with their `unknown_parameters`."""
        for operation in (*operations, UNKNOWN):
            self._unknown_outcomes.labels(operation)
        for route, policy in policies:
            self._unknown_parameters.labels(route, policy)
            self._cut_off.labels(route)

    def count(self, record: CallRecord) -> None:
        """Counts one call. One whose caller left has no answer, and its time is no time to an answer."""
        answer = record.answer
        key = (record.route, record.dialect, record.backend, record.operation, answer.status // 100 if answer else 0)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = self._find(record)
        series.ended.inc()
        if series.times:
            in_all, own = series.times
            in_all.observe(record.seconds)
            own.observe(record.own_seconds)
        if answer and not answer.whole:
            self._cut_off.labels(record.route or NONE).inc()
        if record.exchanges:
            self._time(record.backend or NONE, record.exchanges, left=answer is None)
        for change in record.losses:
            self._losses.labels(record.route or NONE, change).inc()
        if record.unknown_parameters:
            self._unknown_parameters.labels(record.route or NONE, record.parameter_policy or NONE).inc(
                record.unknown_parameters
            )

    def lose_sight(self, operation: str) -> None:
        """Counts a call that changes something and of which nobody knows whether it did."""
        self._unknown_outcomes.labels(operation or UNKNOWN).inc()

    def lose_spans(self, spans: int) -> None:
        """Counts spans that did not get to the collector. May be called from any thread."""
        self._spans_lost.inc(spans)

    def refuse(self, problem: Problem) -> None:
        """Counts a request that was refused before it was read whole."""
        self._refused.labels(problem.kind).inc()

    def _find(self, record: CallRecord) -> _Series:
        route = record.route or NONE
        operation = NONE if record.operation is None else record.operation or UNKNOWN
        labels = (route, record.dialect or NONE, record.backend or NONE, operation)
        times = (self._seconds.labels(*labels), self._own.labels(route)) if record.answer else None
        return _Series(self._calls.labels(*labels, status_class(record.answer)), times)

    def _time(self, backend: str, exchanges: Iterable[Exchange], *, left: bool) -> None:
        """One that was given up because the caller left says nothing of the backend."""
        waits = self._waits.get(backend)
        if waits is None:
            waits = self._waits[backend] = self._upstream.labels(backend)
        for exchange in exchanges:
            if exchange.seconds is not None and (exchange.status is not None or not left):
                waits.observe(exchange.seconds)
