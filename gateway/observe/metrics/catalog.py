"""The metrics of a gateway, all of them: what is not in this table is neither made nor documented.

The registries are made of it (`instruments`), and so is docs/tables/metrics.md (`table`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.observe.metrics.catalog_of_backends import BACKENDS
from gateway.observe.metrics.catalog_of_calls import CALLS
from gateway.observe.metrics.catalog_of_processes import CONFIGURATION, CONNECTIONS, LIMITING, WORKERS
from gateway.observe.metrics.described import Described, Section

SECTIONS: tuple[Section, ...] = (CALLS, BACKENDS, LIMITING, CONNECTIONS, CONFIGURATION, WORKERS)
CATALOG: Mapping[str, Described] = MappingProxyType({one.name: one for section in SECTIONS for one in section.metrics})
"""By name, as it stands at `/metrics`."""
