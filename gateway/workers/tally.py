"""The metrics of several processes as one: each writes its own to files in a private folder, the supervisor adds them up.

A worker's files bear its number. The next worker of that number goes on with the counts; what told of the process itself,
such as the calls in progress, ends with it. What is told of an endpoint ends with the last worker whose configuration has it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.samples import Sample

from gateway.observe.metrics.described import Teller
from gateway.observe.metrics.instruments import in_order
from gateway.observe.metrics.workers import WorkerMetrics
from gateway.upstream import BreakerState

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_OF_LIVING = "gateway_endpoint_up"
"""Every worker tells this of each endpoint it has, for as long as it lives."""
_OUTLIVING = "gateway_endpoint_last_failure_timestamp_seconds"
_BREAKER = "gateway_endpoint_breaker"
_WORST_FIRST = (BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED)


class Tally:
    """The metrics of all workers, and of the workers themselves. Workers have a folder from `open` to `close`."""

    def __init__(self) -> None:
        self._folder = ""
        self._workers = WorkerMetrics()

    def open(self) -> None:
        """Make the folder, which nobody else may read. Raises OSError."""
        self._folder = tempfile.mkdtemp(prefix="gateway-metrics-")

    @property
    def environ(self) -> Mapping[str, str]:
        """What a worker's environment must hold when it starts: the library looks at it when it is imported."""
        return {_FOLDER: self._folder}

    def families(self, ready: int) -> Iterator[Metric]:
        """All of it, `ready` being the number of workers that take calls. May be asked from any thread."""
        told: Iterable[Metric] = MultiProcessCollector.merge(_files_in(self._folder))  # type: ignore[no-untyped-call]  # the library's
        found = {family.name: family for family in told}
        if _OUTLIVING in found and _OF_LIVING in found:
            _keep_places(found[_OUTLIVING], {_place(sample) for sample in found[_OF_LIVING].samples})
        if _BREAKER in found:
            _keep_worst(found[_BREAKER])
        yield from in_order(found.values(), Teller.SERVING)
        yield from self._workers.families(ready)

    def lose(self) -> None:
        """Counts a worker that ended untold."""
        self._workers.lose()

    def end(self, number: int) -> None:
        """The process of this number is gone."""
        mark_process_dead(number, self._folder)  # type: ignore[no-untyped-call]  # the library's

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)  # a worker that is killed may still write


def _files_in(folder: str) -> list[str]:
    """Those that hold something: one that is just being made has no length yet, and the library can't read it."""
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if entry.name.endswith(".db") and entry.stat().st_size > 0]
    except FileNotFoundError:
        return []  # it is closed, or not open yet


def _place(sample: Sample) -> tuple[str, str]:
    return sample.labels["backend"], sample.labels["endpoint"]


def _keep_places(family: Metric, living: set[tuple[str, str]]) -> None:
    family.samples = [sample for sample in family.samples if _place(sample) in living]


def _keep_worst(family: Metric) -> None:
    """Of an endpoint whose breaker is in different states in different processes: it is in the worst of them."""
    reached = {(*_place(sample), sample.labels["state"]) for sample in family.samples if sample.value}
    worst = {place: next((s for s in _WORST_FIRST if (*place, s) in reached), None) for place in map(_place, family.samples)}
    family.samples = [
        sample._replace(value=float(sample.labels["state"] == worst[_place(sample)])) for sample in family.samples
    ]
