"""Routes among each other: each name once, and none behind another that takes every call it would.

The first match wins, so a route after a wider one is never asked. Only routes whose conditions could all be read are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from gateway.settings.checks.repeats import check_folded_keys, check_repeats
from gateway.settings.faults import Fault, path_text, quote
from gateway.settings.model import derived_name
from gateway.settings.nodes import Mapping, Place
from gateway.settings.scalars.refusal import LONGEST
from gateway.settings.sections.routes import When

_EACH_HEADER_ONCE = "each header once; their names differ in more than capitals"


class _Conditions(Struct, frozen=True):
    path: str = ""
    host: str = ""
    header: frozenset[tuple[str, str]] = frozenset()
    account: str = ""


class _Earlier:
    """The routes seen so far, found by what they ask for: a file may have thousands."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], list[tuple[frozenset[tuple[str, str]], Place]]] = {}

    def add(self, asked: _Conditions, route: Place) -> None:
        self._seen.setdefault((asked.path, asked.host, asked.account), []).append((asked.header, route))

    def wider(self, asked: _Conditions) -> Place | None:
        """The first route that takes every call these conditions take, or None."""
        segments = asked.path.split("/")
        paths = ["/".join(segments[:length]) for length in range(1, len(segments) + 1)]
        found = [
            route
            for path, host, account in product(paths, {"", asked.host}, {"", asked.account})
            for header, route in self._seen.get((path, host, account), ())
            if header <= asked.header
        ]
        return min(found, key=lambda route: route.path[1], default=None)


def check_routes(root: Place) -> Iterator[Fault]:
    """The faults between routes."""
    routes = tuple(root.at("routes").items())
    yield from _check_names(routes)
    earlier = _Earlier()
    for route in routes:
        yield from check_folded_keys(route.below(("when", "header")), "header", _EACH_HEADER_ONCE)
        conditions = _conditions(route.at("when"))
        if conditions is None:
            continue
        wider = earlier.wider(conditions)
        if wider is not None:
            where = f"{path_text(wider.path)} on line {wider.mark.line}"
            yield route.at("when").fault(
                found="a route no call can reach", expected=f"it above {where}, which takes every call it would"
            )
        earlier.add(conditions, route)


def _check_names(routes: tuple[Place, ...]) -> Iterator[Fault]:
    named = tuple(route.at("name") for route in routes)
    yield from check_repeats(named, "name")
    derived = {derived_name(index): routes[index] for index, name in enumerate(named) if name.node is None}
    for name in named:
        if name.text in derived:
            there = path_text(derived[name.text].path)
            yield name.fault(found=f"the name {quote(name.text)}", expected=f"another: {there} has it by its place in the list")


def _conditions(when: Place) -> _Conditions | None:
    """What a route's conditions are; None where they are faulty and their meaning is open."""
    if when.node is None:
        return _Conditions()
    if not isinstance(when.node, Mapping) or not set(when.keys) <= set(When.model_fields):
        return None
    texts = {key: when.at(key).text for key in when.keys if key != "header"}
    header = when.at("header")
    pairs = {(name.lower(), header.at(name).text) for name in header.keys}
    if any(text is None or len(text) > LONGEST for text in texts.values()) or any(value is None for _, value in pairs):
        return None
    if header.node is not None and not isinstance(header.node, Mapping):
        return None
    return _Conditions(
        path=re.sub("/{2,}", "/", texts.get("path") or "").rstrip("/"),
        host=(texts.get("host") or "").lower(),
        header=frozenset((name, value or "") for name, value in pairs),
        account=texts.get("account") or "",
    )
