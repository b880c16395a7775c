"""The metrics of calls, and of requests that were refused before they became one.

Every label comes from a table or the configuration, so their number is bounded. Each call is counted in a few places that were
looked up when the first one like it came. The metrics are told when they are asked for; where another process is asked,
whenever no call is going on, and else twice a second.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

from prometheus_client import values

from gateway.model import Problem, ProblemKind
from gateway.observe.metrics.instruments import Instruments
from gateway.observe.metrics.labels import NONE, UNKNOWN
from gateway.observe.metrics.tallies import Count, Times
from gateway.observe.record import CallRecord, Exchange, status_class

_Key: TypeAlias = tuple[str | None, str | None, str | None, str | None, int]
"""Route, caller's dialect, backend, operation, hundreds of the status (0: none was given)."""


@dataclass(slots=True)
class _Series:
    """Where calls of one kind are counted, and their times in all and of the gateway's own, where they were answered.

    `waits` tells that something of it is still to be written down.
    """

    ended: Count
    in_all: Times | None
    own: Times | None  # of all calls of the route
    waits: bool = False

    def write_down(self) -> None:
        self.ended.write_down()
        if self.in_all is not None and self.own is not None:
            self.in_all.write_down()
            self.own.write_down()


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
        self._others_are_asked = values.ValueClass is not values.MutexValue
        self._going_on = 0
        self._waiting: deque[_Series] = deque()
        self._series: dict[_Key, _Series] = {}
        self._own_times: dict[str, Times] = {}
        self._waits: dict[str, Times] = {}
        self._lost: dict[tuple[str, str], Count] = {}
        self._writing = Lock()
        for kind in ProblemKind:
            self._refused.labels(kind)

    def begin(self) -> None:
        """A call is being carried out from now on."""
        self._going_on += 1

    def end(self) -> None:
        """One of them has ended, and its answer is out."""
        self._going_on -= 1
        if self._others_are_asked and not self._going_on:
            self.write_down()

    def write_down(self) -> None:
        """Tells the metrics what was counted since. May be asked from any thread."""
        with self._writing:
            self._in_progress.set(self._going_on)
            while self._waiting:
                series = self._waiting.popleft()
                series.waits = False  # first: what is counted from here on puts it back
                series.write_down()
            for times in list(self._waits.values()):
                times.write_down()
            for lost in list(self._lost.values()):
                lost.write_down()

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
        series.ended.times += 1
        if series.in_all is not None and series.own is not None:
            series.in_all.take(record.seconds)
            series.own.take(record.own_seconds)
        if not series.waits:
            series.waits = True
            self._waiting.append(series)
        if answer and not answer.whole:
            self._cut_off.labels(record.route or NONE).inc()
        if record.exchanges:
            self._time(record.backend or NONE, record.exchanges, left=answer is None)
        for change in record.losses:
            self._lose(record.route or NONE, change)
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
        ended = Count(self._calls.labels(*labels, status_class(record.answer)))
        if record.answer is None:
            return _Series(ended, None, None)
        own = self._own_times.get(route) or self._own_times.setdefault(route, Times(self._own.labels(route)))
        return _Series(ended, Times(self._seconds.labels(*labels)), own)

    def _lose(self, route: str, change: str) -> None:
        lost = self._lost.get((route, change))
        if lost is None:
            lost = self._lost[route, change] = Count(self._losses.labels(route, change))
        lost.times += 1

    def _time(self, backend: str, exchanges: Iterable[Exchange], *, left: bool) -> None:
        """One that was given up because the caller left says nothing of the backend."""
        waits = self._waits.get(backend)
        if waits is None:
            waits = self._waits[backend] = Times(self._upstream.labels(backend))
        for exchange in exchanges:
            if exchange.seconds is not None and (exchange.status is not None or not left):
                waits.take(exchange.seconds)
