"""The metrics of what stands before the calls: the queue, the limits, failed logins."""

from __future__ import annotations

from gateway.observe.metrics.instruments import Instruments
from gateway.observe.metrics.labels import BACKEND_CONNECTIONS, LIMITS


class AdmissionMetrics:
    """The metrics of the doors of one gateway."""

    def __init__(self, make: Instruments) -> None:
        self._limited = make.counter("gateway_limited_total")
        self._failed_logins = make.counter("gateway_failed_logins_total")
        self._store_up = make.gauge("gateway_limit_store_up")
        self._queue = make.gauge("gateway_queue")
        self._waits = make.histogram("gateway_queue_seconds")
        self._left = False
        self._store_up.set(1)
        for limit in LIMITS:
            self._limited.labels(limit)

    def limit(self, which: str) -> None:
        """Counts a call that a limit turned away."""
        self._limited.labels(which).inc()

    def crowd(self) -> None:
        """Counts a call that found no connection to a backend free."""
        self.limit(BACKEND_CONNECTIONS)

    def fail_login(self) -> None:
        self._failed_logins.inc()

    def show_store(self, *, up: bool) -> None:
        if not self._left:
            self._store_up.set(up)

    def show_queue(self, waiting: int) -> None:
        self._queue.set(waiting)

    def wait(self, seconds: float) -> None:
        """A call waited so long for a place, whether it got one or not."""
        self._waits.observe(seconds)

    def leave(self) -> None:
        """Other processes speak for the store from now on."""
        self._left = True
        self._store_up.set(1)
