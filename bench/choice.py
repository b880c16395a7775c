"""Which workloads a run measures, and how: the quick choice, the usual one, or everything there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.cells import Plan
from bench.workloads import WORKLOADS, Workload

_QUICK_FAMILIES = ("2008-xml-to-2010-json", "pass-json")
_QUICK_SIZES = ("1", "50", "1000")
_UNUSUAL = frozenset({"pass-xml", "2010-xml-to-2010-json/create", "2010-json-to-2008-xml/error"})
_CROWDED = ("2008-xml-to-2010-json/1", "pass-json/1")
"""What is measured over a thousand connections too, and with two processes."""
_MANY = 1000
_TWO = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Workloads that are measured alike."""

    plan: Plan
    workloads: tuple[Workload, ...]


def quick(plan: Plan) -> list[Batch]:
    """What the work on speed looks at: under two minutes."""
    return [Batch(plan, typical(WORKLOADS))]


def typical(workloads: Sequence[Workload]) -> tuple[Workload, ...]:
    """Of these what stands for the others: a translation, and the pass-through, in three sizes."""
    return tuple(one for one in workloads if one.family in _QUICK_FAMILIES and one.size in _QUICK_SIZES)


def usual(plan: Plan) -> list[Batch]:
    """Every way through, and the smallest workloads over many connections and with two processes: a quarter of an hour."""
    chosen = tuple(one for one in WORKLOADS if one.family not in _UNUSUAL and one.name not in _UNUSUAL)
    crowded = tuple(one for one in WORKLOADS if one.name in _CROWDED)
    return [
        Batch(plan, chosen),
        Batch(replace(plan, connections=_MANY), crowded),
        Batch(replace(plan, workers=_TWO), crowded),
    ]


def everything(plan: Plan) -> list[Batch]:
    """All workloads, over few and many connections, with one process and two: hours."""
    return [
        Batch(replace(plan, connections=connections, workers=workers), WORKLOADS)
        for workers in (1, _TWO)
        for connections in (plan.connections, _MANY)
    ]


def only(batches: Sequence[Batch], words: Sequence[str]) -> list[Batch]:
    """Of the batches what has one of the words in its name; without words all of it."""
    if not words:
        return list(batches)
    exact = {one.name for batch in batches for one in batch.workloads} & set(words)
    kept = (
        Batch(
            batch.plan,
            tuple(
                one for one in batch.workloads if any(word == one.name if word in exact else word in one.name for word in words)
            ),
        )
        for batch in batches
    )
    return [batch for batch in kept if batch.workloads]
