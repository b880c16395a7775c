"""The metrics of the processes that take calls, told by the one that keeps them."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Metric

from gateway.observe.metrics.instruments import Instruments


class WorkerMetrics:
    """How many there are and how many were lost. A process alone is a worker too, its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        make = Instruments(self._registry)
        self._ready = make.gauge("gateway_workers_ready")
        self._lost = make.counter("gateway_workers_lost_total")

    def lose(self) -> None:
        """Counts a worker that ended untold."""
        self._lost.inc()

    def families(self, ready: int) -> Iterable[Metric]:
        """`ready` is the number of workers that take calls."""
        self._ready.set(ready)
        return self._registry.collect()
