"""What is wrong with the tables of a derived dialect, found before it is built: every refusal is a TableError at import.

Nothing can be forgotten in silence, and nothing can stand in a table that does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fnmatch import filter as matching
from functools import cache

from gateway.dialects.change import (
    Born,
    Change,
    Convert,
    ConvertParameter,
    Date,
    Enum,
    Gone,
    Layout,
    Move,
    Number,
    Refused,
    Rename,
    Rule,
)
from gateway.dialects.entries import Base, Entry
from gateway.dialects.tables import Kind, TableError


@cache  # of what stands in the tables; all operations of a kind share one
def read_order(words: str) -> tuple[tuple[str, str], ...]:
    """The names of a layout's order, each with its option or the empty text."""
    return tuple((name, option) for name, _, option in (word.partition("?") for word in words.split()))


def refuse_repeated_names(changes: Sequence[Change]) -> None:
    """A change is known by its name: in `explain`, in logs and in metrics."""
    repeated = [name for name, times in Counter(change.name for change in changes).items() if times > 1]
    if repeated:
        raise TableError(f"two changes are called {repeated[0]!r}")


def refuse_unserved(takes: Iterable[str], served: set[str]) -> None:
    """Parameters are listed for operations the dialect has."""
    for name in takes:
        if name not in served:
            raise TableError(f"parameters are listed for {name!r}, which the dialect does not serve")


def refuse_unaccounted(base: Base, entries: Iterable[Entry]) -> None:
    """Every parameter the dialect takes comes from a rule or is one of the base's, if only of another operation."""
    everywhere = {parameter.name for operation in base.operations.values() for parameter in operation.parameters}
    for entry in entries:
        for operation, plan in zip(entry.operations, entry.plans, strict=True):
            accounted = everywhere.union(plan.parameters.by_theirs, plan.parameters.tolerated) if plan else everywhere
            for parameter in operation.parameters:
                if parameter.name not in accounted:
                    raise TableError(f"operation {operation.name!r}: no rule accounts for the parameter {parameter.name!r}")


def refuse_forgotten(kind: Kind, accounted: set[str]) -> None:
    """Every canonical field is shown, made from others or declared gone."""
    forgotten = [field.name for field in kind.fields if field.name not in accounted]
    if forgotten:
        raise TableError(f"kind {kind.name!r}: no rule and no layout accounts for {', '.join(forgotten)}")


def find_touched(changes: Iterable[Change], served: AbstractSet[str]) -> Mapping[str, AbstractSet[str]]:
    """The operations of those served that each change is declared on, by its name. Each of its words must name some."""
    return {change.name: {name for pattern in change.on for name in _named(change, pattern, served)} for change in changes}


def _named(change: Change, pattern: str, served: AbstractSet[str]) -> Iterable[str]:
    found = (pattern,) if pattern in served else matching(served, pattern)
    if not found:
        raise TableError(f"change {change.name!r}: no operation is called {pattern!r}")
    return found


def refuse_idle(
    base: Base, changes: Sequence[Change], touched: Mapping[str, AbstractSet[str]], layouts: Sequence[Layout]
) -> None:
    """Every name in a change must be a field or parameter of an operation it touches."""
    in_layouts = [(layout.kinds, {name for name, _ in read_order(layout.order)}) for layout in layouts]
    for change in changes:
        operations = [base.operations[name] for name in touched[change.name]]
        kinds = {op.kind for op in operations if op.kind}
        ours = {parameter.name for op in operations for parameter in op.parameters}
        keys = {field.name for kind in kinds for field in base.kinds[kind].fields}
        shown = {name for of, names in in_layouts if not kinds.isdisjoint(of) for name in names}
        for rule in change.rules:
            for name in _canonical_names(rule):
                if name not in ours and base.key_name(name) not in keys:
                    raise TableError(f"change {change.name!r}: {name!r} is no field and no parameter of what it touches")
            for name in _shown_names(rule):
                if name not in shown:
                    raise TableError(f"change {change.name!r}: {name!r} is in no layout of what it touches")


def _canonical_names(rule: Rule) -> tuple[str, ...]:
    match rule:
        case Rename():
            return (rule.ours,)
        case Enum() | Date() | Number():
            return rule.fields
        case Gone() | Refused() | Convert() | ConvertParameter():
            return rule.ours
        case Born() | Move():
            return ()


def _shown_names(rule: Rule) -> tuple[str, ...]:
    match rule:
        case Convert():
            return rule.theirs
        case Born(make=make) if make is not None:
            return (rule.theirs,)
        case _:
            return ()
