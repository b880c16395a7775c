"""The metrics: calls, their time and what was lost in them. Every label comes from a table, so their number is bounded."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from gateway.trail import Trail
from gateway.wire import WireResponse

_NONE = "none"


class CallMetrics:
    """The metrics of one gateway, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("route", "dialect", "operation")
        self._calls = Counter("gateway_calls", "Calls answered, by status class.", (*labels, "status"), registry=self.registry)
        self._seconds = Histogram(
            "gateway_call_seconds", "Time from a whole request to its answer.", labels, registry=self.registry
        )
        self._losses = Counter(
            "gateway_losses", "Things a call could not say on the other side.", ("route", "change"), registry=self.registry
        )

    def count(self, response: WireResponse, trail: Trail, seconds: float) -> None:
        """Counts one call."""
        route = trail.route
        labels = (
            route.name if route else _NONE,
            route.caller.name if route else _NONE,
            (trail.asked.operation or "unknown") if trail.asked else _NONE,
        )
        self._calls.labels(*labels, f"{response.status // 100}xx").inc()
        self._seconds.labels(*labels).observe(seconds)
        for change in {loss.change for loss in trail.losses}:
            self._losses.labels(labels[0], change).inc()
