"""The metric of the log: how many of its lines nobody will read."""

from __future__ import annotations

from gateway.observe.metrics.instruments import Instruments


class LogMetrics:
    """What a process that carries calls tells of its log."""

    def __init__(self, make: Instruments) -> None:
        self._lost = make.counter("gateway_log_lines_lost_total")

    def lose(self, lines: int) -> None:
        """Counts lines that were not read in time or could not be written. May be called from any thread."""
        self._lost.inc(lines)
