"""What the labels of a gateway's metrics may say: names of its configuration, of the tables, and of the catalogue's lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import Metric

from gateway.build_info import build_info
from gateway.dialects import discover
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_PARAMETER
from gateway.dialects.rest_backend import OWN_PROPERTY
from gateway.observe.metrics.catalog import CATALOG
from gateway.observe.metrics.labels import NONE, UNKNOWN
from gateway.policy.losses import DROPPED
from gateway.settings import Settings
from tests.unit.observe.recorded import labels_told

_SHARED_CHANGES = {UNKNOWN_FIELD, UNKNOWN_PARAMETER, OWN_PROPERTY, DROPPED, "mapped-credentials"}
_FAMILIES = {one.family: one for one in CATALOG.values()}


def strange_labels(families: Iterable[Metric], settings: Settings, config: str = "") -> Iterator[tuple[str, str, str]]:
    """Family, label and value, where no table and no configuration knows the value. `config` is the hash of its text."""
    names = _names(settings) | {"hash": {config}}
    for family, series in labels_told(families).items():
        values = {label.name: set(label.values) or names[label.name] for label in _FAMILIES[family].labels}
        for labels in series:
            assert labels.keys() == values.keys(), family
            yield from ((family, name, value) for name, value in labels.items() if value not in values[name])


def _names(settings: Settings) -> dict[str, set[str]]:
    dialects, build = discover(), build_info()
    callers = {route.caller for route in settings.routes}
    spoken = callers | {backend.dialect for backend in settings.backends.values()}
    return {
        "route": {route.name for route in settings.routes} | {NONE},
        "dialect": callers | {NONE},
        "backend": settings.backends.keys() | {NONE},
        "endpoint": {endpoint for backend in settings.backends.values() for endpoint in backend.endpoints},
        "operation": {name for dialect in spoken for name in dialects[dialect].operations} | {UNKNOWN, NONE},
        "change": {change.name for dialect in spoken for change in dialects[dialect].changes} | _SHARED_CHANGES,
        "version": {build.version},
        "commit": {build.commit},
        "python": {build.python},
    }
