"""The metrics: calls, what was refused before it became one, and how the backends fare.

Every label comes from a table or the configuration, so their number is bounded. With several worker processes the values of
gauges are added up or the worst is taken, as each says.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from gateway.model import Problem, ProblemKind
from gateway.observe.connections import ConnectionMetrics
from gateway.observe.record import CallRecord, status_class
from gateway.policy.admission.refusals import Reason

BACKEND_CONNECTIONS = "backend_connections"
"""The limit of the requests in progress at one endpoint."""
LIMITS = (*Reason, BACKEND_CONNECTIONS)
RESULTS = ("refused", "applied")
_NONE, _UNKNOWN = "none", "unknown"


class CallMetrics:
    """The metrics of one gateway, in a registry of their own.

    A counter whose labels come from a short list stands at 0 from the start: what compares it with what it was before must
    see its first count.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.connections = ConnectionMetrics(self.registry)
        labels = ("route", "dialect", "operation")
        self._calls = self._counter("gateway_calls", "Calls answered, by status class.", *labels, "status")
        self._seconds = Histogram(
            "gateway_call_seconds", "Time from a whole request to its answer.", labels, registry=self.registry
        )
        self._losses = self._counter("gateway_losses", "Things a call could not say on the other side.", "route", "change")
        self._refused = self._counter("gateway_refused_requests", "Requests that never became a call, by reason.", "reason")
        self._limited = self._counter("gateway_limited", "Calls turned away by a limit, by which.", "limit")
        self._failed_logins = self._counter("gateway_failed_logins", "Calls with credentials that nobody has here.")
        self._unknown_outcomes = self._counter(
            "gateway_unknown_outcomes", "Calls that change something of which nobody knows whether they did.", "operation"
        )
        self._failures = self._counter(
            "gateway_backend_failures", "Attempts at a backend that failed, by what went wrong.", "backend", "endpoint", "kind"
        )
        self._repeats = self._counter(
            "gateway_backend_repeats", "Attempts at a backend that were made again.", "backend", "endpoint", "kind"
        )
        self._reloads = self._counter("gateway_reloads", "Changes of the configuration, by how they ended.", "result")
        self._up = self._gauge("gateway_endpoint_up", "Whether calls go to this endpoint.", "livemin", "backend", "endpoint")
        self._store_up = self._gauge("gateway_limit_store_up", "Whether the shared limits can be reached.", "livemin")
        self._in_progress = self._gauge("gateway_calls_in_progress", "Calls being carried out.", "livesum")
        self._store_up.set(1)
        for limit in LIMITS:
            self._limited.labels(limit)
        for kind in ProblemKind:
            self._refused.labels(kind)

    def _counter(self, name: str, tells: str, *labels: str) -> Counter:
        return Counter(name, tells, labels, registry=self.registry)

    def _gauge(self, name: str, tells: str, mode: Literal["livesum", "livemin"], *labels: str) -> Gauge:
        return Gauge(name, tells, labels, registry=self.registry, multiprocess_mode=mode)

    def in_progress(self) -> AbstractContextManager[None]:
        """Around a call that is being carried out."""
        return self._in_progress.track_inprogress()

    def expect(self, operations: Iterable[str]) -> None:
        """Operations that change something and may be called from now on."""
        for operation in (*operations, _UNKNOWN):
            self._unknown_outcomes.labels(operation)

    def expect_reloads(self) -> None:
        """Changes of the configuration are counted here, and not by a supervisor."""
        for result in RESULTS:
            self._reloads.labels(result)

    def count(self, record: CallRecord) -> None:
        """Counts one call. One whose caller left has no answer, and its time is no time to an answer."""
        operation = _NONE if record.operation is None else record.operation or _UNKNOWN
        labels = (record.route or _NONE, record.dialect or _NONE, operation)
        self._calls.labels(*labels, status_class(record.answer)).inc()
        if record.answer:
            self._seconds.labels(*labels).observe(record.seconds)
        for change in record.losses:
            self._losses.labels(labels[0], change).inc()

    def lose_sight(self, operation: str) -> None:
        """Counts a call that changes something and of which nobody knows whether it did."""
        self._unknown_outcomes.labels(operation or _UNKNOWN).inc()

    def refuse(self, problem: Problem) -> None:
        """Counts a request that was refused before it was read whole."""
        self._refused.labels(problem.kind).inc()

    def limit(self, which: str) -> None:
        """Counts a call that a limit turned away."""
        self._limited.labels(which).inc()

    def fail_login(self) -> None:
        self._failed_logins.inc()

    def reload(self, *, applied: bool) -> None:
        self._reloads.labels(RESULTS[applied]).inc()

    def fail_attempt(self, backend: str, endpoint: str, kind: str) -> None:
        self._failures.labels(backend, endpoint, kind).inc()

    def repeat_attempt(self, backend: str, endpoint: str, kind: str) -> None:
        self._repeats.labels(backend, endpoint, kind).inc()

    def show_endpoint(self, backend: str, endpoint: str, *, up: bool) -> None:
        self._up.labels(backend, endpoint).set(up)

    def forget_endpoint(self, backend: str, endpoint: str) -> None:
        """An endpoint the configuration no longer has."""
        self._up.remove(backend, endpoint)

    def show_store(self, *, up: bool) -> None:
        self._store_up.set(up)
