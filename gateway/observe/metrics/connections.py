"""The metrics of the callers' connections: how many are open, and how many were turned away."""

from __future__ import annotations

from gateway.observe.metrics.instruments import Instruments
from gateway.server.events import Refused


class ConnectionMetrics:
    """What the listeners of one process tell of their connections."""

    def __init__(self, make: Instruments) -> None:
        self._open = make.gauge("gateway_connections")
        self._refused = make.counter("gateway_connections_refused_total")
        for why in Refused:
            self._refused.labels(why)

    def connected(self) -> None:
        self._open.inc()

    def disconnected(self) -> None:
        self._open.dec()

    def refused(self, why: Refused) -> None:
        self._refused.labels(why).inc()
