"""The metrics of several processes as one: each writes its own to files in a private folder, the supervisor adds them up.

A worker's files bear its number. The next worker of that number goes on with the counts; what told of the process itself,
such as the calls in progress, ends with it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from gateway.observe.metrics import RESULTS

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class Tally:
    """The metrics of all workers, and of the workers themselves. Workers have a folder from `open` to `close`."""

    def __init__(self) -> None:
        self._folder = ""
        self._registry = CollectorRegistry()
        self._ready = Gauge("gateway_workers_ready", "Worker processes that take calls.", registry=self._registry)
        self._ended = Counter("gateway_workers_lost", "Worker processes that ended untold.", registry=self._registry)
        self._changes = Counter(
            "gateway_reloads", "Changes of the configuration, by how they ended.", ("result",), registry=self._registry
        )
        for result in RESULTS:
            self._changes.labels(result)

    def open(self) -> None:
        """Make the folder, which nobody else may read. Raises OSError."""
        self._folder = tempfile.mkdtemp(prefix="gateway-metrics-")
        MultiProcessCollector(self._registry, path=self._folder)  # type: ignore[no-untyped-call]  # the library's

    @property
    def environ(self) -> Mapping[str, str]:
        """What a worker's environment must hold when it starts: the library looks at it when it is imported."""
        return {_FOLDER: self._folder}

    def text(self, ready: int) -> bytes:
        """All of it in Prometheus' text format, `ready` being the number of workers that take calls."""
        self._ready.set(ready)
        return generate_latest(self._registry)

    def lose(self) -> None:
        """Counts a worker that ended untold."""
        self._ended.inc()

    def change(self, *, applied: bool) -> None:
        """Counts a change of the configuration. No worker does, in the name of all."""
        self._changes.labels(RESULTS[applied]).inc()

    def end(self, number: int) -> None:
        """The process of this number is gone."""
        mark_process_dead(number, self._folder)  # type: ignore[no-untyped-call]  # the library's

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # a worker that is killed may still write
