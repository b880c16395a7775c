"""The metrics that PromQL names, with the labels it asks them for, against the catalogue of those the gateway has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gateway.observe.metrics.catalog import CATALOG
from gateway.observe.metrics.described import Kind

OF_PROMETHEUS = frozenset({"job", "instance"})
"""What Prometheus gives to everything it scrapes."""

_NAME = re.compile(r"(?<![\w:])(?P<name>gateway_\w+|up)\b(?P<matchers>\{[^}]*\})?")
_MATCHER = re.compile(r"(?P<label>\w+)\s*(?P<how>=~|!~|!=|=)\s*\"(?P<value>[^\"]*)\"")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\((?P<labels>[^)]*)\)")
_RECORDED = re.compile(r"(?<!\w)gateway:\w+:\w+")


def wrong_in(expression: str) -> list[str]:
    """What the expression asks for that no gateway has."""
    return [*_unknown_series(expression), *_unknown_groups(expression)]


def names_in(expression: str) -> set[str]:
    """The gateway's metrics in it, by their names in the catalogue."""
    return {_described(found["name"]) for found in _NAME.finditer(expression)} - {"up"}


def recorded_in(expression: str) -> set[str]:
    return set(_RECORDED.findall(expression))


def series_names() -> set[str]:
    """Every name a series of the gateway has: a histogram has three."""
    histograms = {name for name, one in CATALOG.items() if one.kind is Kind.HISTOGRAM}
    return set(CATALOG) - histograms | {f"{name}_{part}" for name in histograms for part in ("bucket", "sum", "count")}


def _unknown_series(expression: str) -> Iterator[str]:
    known = series_names() | {"up"}
    for found in _NAME.finditer(expression):
        if found["name"] not in known:
            yield f"no metric {found['name']}"
            continue
        values = _values_of(found["name"])
        for matcher in _MATCHER.finditer(found["matchers"] or ""):
            if matcher["label"] not in values:
                yield f"{found['name']} has no label {matcher['label']}"
            elif values[matcher["label"]] and "$" not in matcher["value"]:
                asked = set(matcher["value"].split("|"))
                yield from (f"{matcher['label']} is never {value}" for value in asked - set(values[matcher["label"]]))


def _unknown_groups(expression: str) -> Iterator[str]:
    labels = {label for found in _NAME.finditer(expression) for label in _values_of(found["name"])}
    for grouping in _GROUPING.finditer(expression):
        for label in grouping["labels"].replace(" ", "").split(","):
            if label not in labels | {"le"}:
                yield f"nothing in it has the label {label}"


def _values_of(series: str) -> Mapping[str, tuple[str, ...]]:
    """Its labels with the values each may have; none where that is open."""
    described = CATALOG.get(_described(series))
    own = {label.name: tuple(label.values) for label in described.labels} if described else {}
    return own | dict.fromkeys(OF_PROMETHEUS | ({"le"} if series.endswith("_bucket") else set()), ())


def _described(series: str) -> str:
    return series if series in CATALOG else re.sub(r"_(?:bucket|sum|count)$", "", series)
