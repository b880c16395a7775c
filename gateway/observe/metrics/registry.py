"""The metrics of a process that carries calls, in a registry of their own."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Metric

from gateway.observe.metrics.admission import AdmissionMetrics
from gateway.observe.metrics.backends import BackendMetrics
from gateway.observe.metrics.calls import CallMetrics
from gateway.observe.metrics.connections import ConnectionMetrics
from gateway.observe.metrics.described import Teller
from gateway.observe.metrics.instruments import Instruments, in_order
from gateway.observe.metrics.log import LogMetrics


class GatewayMetrics:
    """What one running gateway tells of its calls, its backends, its doors, its connections and its log."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._registry = CollectorRegistry()
        make = Instruments(self._registry)
        self.calls = CallMetrics(make)
        self.backends = BackendMetrics(make, now)
        self.admission = AdmissionMetrics(make)
        self.connections = ConnectionMetrics(make)
        self.log = LogMetrics(make)

    def families(self) -> list[Metric]:
        self.calls.write_down()
        return in_order(self._registry.collect(), Teller.SERVING)

    def leave(self) -> None:
        """This process is about to end, and others speak for what all of them use."""
        self.backends.leave()
        self.admission.leave()
