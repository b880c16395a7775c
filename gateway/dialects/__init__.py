"""Finds the dialects: every package in this folder but the shared one, and every entry point of the group `gateway.dialects`.

A dialect is a package with a `DIALECT`; its name is the folder's, with dashes. A new one is a new folder and no other edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import MappingProxyType

from gateway.dialects.base import Dialect
from gateway.dialects.tables import TableError

GROUP = "gateway.dialects"
_SHARED = frozenset({"compiled"})
"""Packages here that hold what all dialects are made with."""


@cache
def discover() -> Mapping[str, Dialect]:
    """Every dialect by its name. Raises TableError where one contradicts itself or two share a name."""
    found: dict[str, Dialect] = {}
    for name, dialect in (*_packaged(), *_registered()):
        if dialect.name != name:
            raise TableError(f"the dialect found as {name!r} calls itself {dialect.name!r}")
        if name in found:
            raise TableError(f"two dialects are called {name!r}")
        found[name] = dialect
    return MappingProxyType(dict(sorted(found.items())))


def _packaged() -> Iterator[tuple[str, Dialect]]:
    for module in iter_modules(__path__):
        if module.ispkg and module.name not in _SHARED:
            dialect: Dialect = import_module(f"{__name__}.{module.name}").DIALECT
            yield module.name.replace("_", "-"), dialect


def _registered() -> Iterator[tuple[str, Dialect]]:
    for point in entry_points(group=GROUP):
        dialect: Dialect = point.load()
        yield point.name, dialect
