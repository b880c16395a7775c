"""What the catalogue says of one metric."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from gateway.observe.metrics.labels import Label

Mode: TypeAlias = Literal["livesum", "livemin", "livemax", "max"]
"""How the values several processes have of a gauge become one; those that begin with `live` end with their process."""


class Kind(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Teller(StrEnum):
    """Who tells it: each process that carries calls, the one that reads the configuration, or the one that keeps workers."""

    SERVING = "serving"
    CONFIGURED = "configured"
    KEEPING_WORKERS = "keeping workers"


class Described(Struct, frozen=True):
    """One metric. `help` stands at `/metrics`, `means` (Markdown) in the table: what it is good for and where to look next.

    `buckets` are upper bounds in seconds. `mode` is that of a gauge told by serving processes.
    """

    name: str
    kind: Kind
    help: str
    means: str
    labels: tuple[Label, ...] = ()
    mode: Mode | None = None
    buckets: tuple[float, ...] = ()
    teller: Teller = Teller.SERVING

    @property
    def family(self) -> str:
        """Its name as a family: a counter's is without `_total`."""
        return self.name.removesuffix("_total") if self.kind is Kind.COUNTER else self.name

    @property
    def label_names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)


class Section(Struct, frozen=True):
    """Metrics that are told of together, under a title."""

    title: str
    metrics: tuple[Described, ...]
