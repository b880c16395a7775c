"""The metrics as numbers to look up: by name, and by what some of their labels say.

A metric nobody has counted yet is as good as one at 0: whoever asks need not know which appear with their first count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from prometheus_client import Metric
from prometheus_client.samples import Sample


class Distribution(Struct, frozen=True):
    """How many observations fell at or below each bound, in seconds, the last behind all bounds. Not cumulative."""

    bounds: tuple[float, ...]
    counts: tuple[int, ...]


class Figures:
    """One look at all metrics."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._samples: dict[str, list[Sample]] = {}
        for family in families:
            for sample in family.samples:
                self._samples.setdefault(sample.name, []).append(sample)

    def samples(self, name: str, **labels: str) -> Iterator[Sample]:
        """Those of that name whose labels say that."""
        found = self._samples.get(name, ())
        return (one for one in found if all(one.labels.get(label) == value for label, value in labels.items()))

    def total(self, name: str, **labels: str) -> int:
        """The sum of a counter, or of a gauge that counts."""
        return round(sum(sample.value for sample in self.samples(name, **labels)))

    def value(self, name: str, **labels: str) -> float | None:
        """The value of the first such sample, None where there is none."""
        return next((sample.value for sample in self.samples(name, **labels)), None)

    def counts(self, name: str, *by: str, **labels: str) -> Mapping[tuple[str, ...], int]:
        """The sums of a counter by those labels, in the order of their size; those at 0 are left out."""
        sums: dict[tuple[str, ...], float] = {}
        for sample in self.samples(name, **labels):
            key = tuple(sample.labels.get(label, "") for label in by)
            sums[key] = sums.get(key, 0.0) + sample.value
        ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        return {key: round(value) for key, value in ordered if value}


def distribution_of(buckets: Iterable[Sample]) -> Distribution:
    """The sum of several histograms with the same bounds, given as the samples of their buckets."""
    sums: dict[float, float] = {}
    for sample in buckets:
        bound = float(sample.labels["le"])
        sums[bound] = sums.get(bound, 0.0) + sample.value
    bounds = sorted(sums)
    cumulative = [round(sums[bound]) for bound in bounds]
    finite = tuple(bound for bound in bounds if math.isfinite(bound))
    return Distribution(finite, _differences(cumulative))


def _differences(cumulative: Sequence[int]) -> tuple[int, ...]:
    return tuple(after - before for before, after in zip((0, *cumulative), cumulative, strict=False))
