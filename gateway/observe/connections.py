"""The metrics of the callers' connections: how many are open, and how many were turned away."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from gateway.server.events import Refused


class ConnectionMetrics:
    """What the listeners of one process tell of their connections, in the registry of its gateway."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._open = Gauge("gateway_connections", "Callers' connections.", registry=registry, multiprocess_mode="livesum")
        self._refused = Counter(
            "gateway_connections_refused", "Callers' connections that were turned away, by why.", ("why",), registry=registry
        )
        for why in Refused:
            self._refused.labels(why)

    def connected(self) -> None:
        self._open.inc()

    def disconnected(self) -> None:
        self._open.dec()

    def refused(self, why: Refused) -> None:
        self._refused.labels(why).inc()
