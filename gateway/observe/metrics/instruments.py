"""Makes the metrics of the catalogue, and brings together what several registries tell: every family, in the catalogue's order.

Made so, no metric has a name, a label or a mode that the catalogue does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, disable_created_metrics, generate_latest
from prometheus_client.registry import Collector

from gateway.observe.metrics.catalog import CATALOG
from gateway.observe.metrics.described import Described, Kind, Teller
from gateway.observe.metrics.tallies import TalliedHistogram


class Instruments:
    """The metrics of one registry. Each is asked for by its name and its labels, once; KeyError for one nobody described."""

    def __init__(self, registry: CollectorRegistry) -> None:
        # A second series beside each counter would tell when it began; several processes have none.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's
        self._registry = registry

    def counter(self, name: str) -> Counter:
        described = _described(name, Kind.COUNTER)
        return Counter(described.family, described.help, described.label_names, registry=self._registry)

    def histogram(self, name: str) -> TalliedHistogram:
        described = _described(name, Kind.HISTOGRAM)
        return TalliedHistogram(name, described.help, described.label_names, registry=self._registry, buckets=described.buckets)

    def gauge(self, name: str) -> Gauge:
        described = _described(name, Kind.GAUGE)
        mode = described.mode or "livesum"  # which matters to nothing where only one process tells it
        return Gauge(name, described.help, described.label_names, registry=self._registry, multiprocess_mode=mode)


class Families(Collector):
    """Families that were collected, as the library wants to be given them."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Sequence[Metric]:
        return self._families


def write_text(families: Iterable[Metric]) -> bytes:
    """Families in Prometheus' text format."""
    return generate_latest(Families(families))


def in_order(families: Iterable[Metric], *tellers: Teller) -> list[Metric]:
    """The families these tell, in the order of the catalogue. Those that have no series yet are there without one."""
    found = {family.name: family for family in families}
    return [
        found.get(one.family) or Metric(one.family, one.help, one.kind) for one in CATALOG.values() if one.teller in tellers
    ]


def _described(name: str, kind: Kind) -> Described:
    described = CATALOG[name]
    if described.kind is not kind:
        raise ValueError(f"{name} is a {described.kind}")
    return described
