"""The calls so far, by who asks in which dialect and which dialect they are carried out in.

Counts go from the start of the gateway; whoever wants rates takes the difference of two looks.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from prometheus_client.samples import Sample

from gateway.admin.figures import Distribution, Figures, distribution_of
from gateway.settings import Settings

_NONE = "none"


class Pair(Struct, frozen=True):
    """The dialect of the callers and that of the backend, None where no route took the call."""

    caller: str | None
    backend: str | None


class Traffic(Struct, frozen=True):
    """The calls of one pair: how many by status class, and how long they took."""

    pair: Pair
    routes: tuple[str, ...]
    calls: Mapping[str, int]
    seconds: Distribution


def view_traffic(settings: Settings, figures: Figures) -> tuple[Traffic, ...]:
    """The pairs of all routes, also where nobody called yet, in the order of the settings, then what no route took."""
    spoken = {name: backend.dialect for name, backend in settings.backends.items()}
    routes: dict[Pair, list[str]] = {}
    for route in settings.routes:
        routes.setdefault(Pair(route.caller, spoken[route.backend]), []).append(route.name)
    targets = {route.name: spoken[route.backend] for route in settings.routes}

    def pair_of(sample: Sample) -> Pair:
        labels = sample.labels
        backend = spoken.get(labels.get("backend", "")) or targets.get(labels["route"])
        return Pair(None if labels["dialect"] == _NONE else labels["dialect"], backend)

    calls: dict[Pair, dict[str, int]] = {pair: {} for pair in routes}
    for sample in figures.samples("gateway_calls_total"):
        told = calls.setdefault(pair_of(sample), {})
        told[sample.labels["status"]] = told.get(sample.labels["status"], 0) + round(sample.value)
    buckets: dict[Pair, list[Sample]] = {}
    for sample in figures.samples("gateway_call_seconds_bucket"):
        buckets.setdefault(pair_of(sample), []).append(sample)
    return tuple(
        Traffic(pair, tuple(routes.get(pair, ())), told, distribution_of(buckets.get(pair, ()))) for pair, told in calls.items()
    )
