"""Whether processes grow: samples of what they take, and how the last third of a run compares with the second. Pure.

The medians of the thirds are compared, so that a replacement under way, when there are more processes for a moment, or one burst
of calls is no growth. A process that did not live through both thirds is compared by its own first and last samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

FEW = 6
"""Fewer samples of one process than this tell nothing."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a process takes: bytes of memory, open files, threads."""

    memory: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What each process took at one moment, in seconds; the supervisor and its workers alike."""

    at: float
    sizes: Mapping[int, Size]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much more is no growth: bytes, open files, threads. For each process, and for all of them together."""

    memory: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much something became more, and the most it may: of the process with that id, or of all of them together."""

    what: str
    process: int | None
    by: float
    most: float

    def __str__(self) -> str:
        whose = "all processes" if self.process is None else f"process {self.process}"
        return f"{self.what} of {whose}: {self.by:+,.0f} (at most {self.most:+,.0f})"

    @property
    def too_much(self) -> bool:
        return self.by > self.most


def growths(samples: Sequence[Sample], bounds: Bounds) -> list[Growth]:
    """Of all processes together from the second third of the run to the last, and of each one within its own life."""
    start, end = samples[0].at, samples[-1].at
    third = (end - start) / 3
    second = [sample for sample in samples if start + third <= sample.at < start + 2 * third]
    last = [sample for sample in samples if sample.at >= start + 2 * third]
    found = list(_compare(None, [_total(one) for one in second], [_total(one) for one in last], bounds))
    pids = sorted({pid for sample in samples for pid in sample.sizes})
    for pid in pids:
        life = [sample.sizes[pid] for sample in samples if pid in sample.sizes]
        if len(life) >= FEW:
            part = len(life) // 3
            found += _compare(pid, life[part : 2 * part], life[2 * part :], bounds)
    return found


def _total(sample: Sample) -> Size:
    sizes = sample.sizes.values()
    return Size(sum(one.memory for one in sizes), sum(one.files for one in sizes), sum(one.threads for one in sizes))


def _compare(process: int | None, before: Sequence[Size], after: Sequence[Size], bounds: Bounds) -> Iterator[Growth]:
    for name, most in (("memory", bounds.memory), ("files", bounds.files), ("threads", bounds.threads)):
        by = median(getattr(one, name) for one in after) - median(getattr(one, name) for one in before)
        yield Growth(name, process, by, most)
