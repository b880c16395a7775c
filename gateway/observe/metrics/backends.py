"""The metrics of the backends' endpoints: their failures, what is thought of them, how much they have to do.

Of an endpoint that the configuration no longer has, the counters stay and everything else ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import Gauge

from gateway.observe.metrics.instruments import Instruments
from gateway.observe.metrics.labels import ATTEMPT_KINDS, BUSY, IDLE
from gateway.upstream import BreakerState, EndpointState, EndpointUse


class BackendMetrics:
    """The metrics of all endpoints. `now` gives seconds since 1970."""

    def __init__(self, make: Instruments, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._failures = make.counter("gateway_backend_failures_total")
        self._repeats = make.counter("gateway_backend_repeats_total")
        self._last_failure = make.gauge("gateway_endpoint_last_failure_timestamp_seconds")
        self._up = make.gauge("gateway_endpoint_up")
        self._breaker = make.gauge("gateway_endpoint_breaker")
        self._healthy = make.gauge("gateway_endpoint_healthy")
        self._troubled = make.gauge("gateway_endpoint_troubled_timestamp_seconds")
        self._requests = make.gauge("gateway_endpoint_requests")
        self._connections = make.gauge("gateway_endpoint_connections")
        self._known: set[tuple[str, str]] = set()
        self._since: dict[tuple[str, str], float] = {}
        self._left = False

    def fail_attempt(self, backend: str, endpoint: str, kind: str) -> None:
        self._failures.labels(backend, endpoint, kind).inc()
        if (backend, endpoint) in self._known:  # else it is that of a call which began before a reload
            self._last_failure.labels(backend, endpoint, kind).set(self._now())

    def repeat_attempt(self, backend: str, endpoint: str, kind: str) -> None:
        self._repeats.labels(backend, endpoint, kind).inc()

    def expect(self, backend: str, state: EndpointState) -> None:
        """An endpoint that calls may go to from now on."""
        self._known.add((backend, state.endpoint))
        for kind in ATTEMPT_KINDS:
            self._failures.labels(backend, state.endpoint, kind)
            self._repeats.labels(backend, state.endpoint, kind)
        self.judge(backend, state)

    def judge(self, backend: str, state: EndpointState) -> None:
        """What is thought of an endpoint."""
        if not self._left and (backend, state.endpoint) in self._known:
            self._show(backend, state.endpoint, up=state.up, healthy=state.healthy, breaker=state.breaker)

    def measure(self, backend: str, use: EndpointUse) -> None:
        """How much an endpoint has to do at the moment. May be told from any thread."""
        place = (backend, use.endpoint)
        if place in self._known:
            self._requests.labels(*place).set(use.requests)
            self._connections.labels(*place, BUSY).set(use.busy)
            self._connections.labels(*place, IDLE).set(use.idle)

    def leave(self) -> None:
        """Other processes speak for the endpoints from now on: what this one thinks of them is no reason to warn any more."""
        self._left = True
        for backend, endpoint in self._known:
            self._show(backend, endpoint, up=True, healthy=True, breaker=BreakerState.CLOSED)

    def forget(self, backend: str, endpoint: str) -> None:
        """An endpoint the configuration no longer has. Only one process alone has another configuration without ending."""
        self._known.discard((backend, endpoint))
        self._since.pop((backend, endpoint), None)
        for gauge in self._gauges:
            gauge.remove_by_labels({"backend": backend, "endpoint": endpoint})

    def _show(self, backend: str, endpoint: str, *, up: bool, healthy: bool, breaker: BreakerState) -> None:
        self._up.labels(backend, endpoint).set(up)
        self._healthy.labels(backend, endpoint).set(healthy)
        if healthy and breaker is BreakerState.CLOSED:
            self._since.pop((backend, endpoint), None)
        else:
            self._since.setdefault((backend, endpoint), self._now())
        self._troubled.labels(backend, endpoint).set(self._since.get((backend, endpoint), 0.0))
        for state in BreakerState:
            self._breaker.labels(backend, endpoint, state).set(state is breaker)

    @property
    def _gauges(self) -> tuple[Gauge, ...]:
        return (self._last_failure, self._up, self._breaker, self._healthy, self._troubled, self._requests, self._connections)
