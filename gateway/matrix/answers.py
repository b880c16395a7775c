"""What an answer may lose between two dialects: fields a backend of the one can tell and callers of the other are not shown."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.dialects.base import Dialect
from gateway.dialects.change import Date, DateForm, Enum
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.paths import Served
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT
from gateway.dialects.tables import Effect, Operation, Shape
from gateway.matrix.by_value import BY_VALUE, may_lose
from gateway.matrix.cells import PossibleLoss, Side


def lost_on_showing(asked: Served, answering: Served | None, caller: Dialect, backend: Dialect) -> Iterator[PossibleLoss]:
    """What callers are not shown. `answering` is the backend's place, None where a recipe answers for a place it has not."""
    operation = asked.operation
    yield from _lost_of_forms(caller, backend, operation)
    theirs = answering.plan.item if answering and answering.plan else None
    if theirs and answering:
        yield from _lost_on_reading(theirs, backend, answering.operation)
    ours = asked.plan.item if asked.plan else None
    if ours is not None:
        told = _told(theirs, operation) if theirs else _documented(ours, operation)
        yield from _lost_of_items(ours, told)
        yield from _lost_of_values(ours, told, _with_stopgaps(caller, operation))


def _lost_of_items(ours: ItemPlan, told: set[str]) -> Iterator[PossibleLoss]:
    for gone in ours.gone:
        if gone.loss and gone.ours in told:
            yield PossibleLoss(Side.ANSWER, gone.change, gone.ours, gone.loss)
    for name in sorted(told - ours.known):
        yield PossibleLoss(Side.ANSWER, UNKNOWN_FIELD, name, UNKNOWN_FIELD_TEXT)


def _lost_of_values(ours: ItemPlan, told: set[str], stopgaps: set[str]) -> Iterator[PossibleLoss]:
    for change, convert in ours.converts:
        if may_lose(convert.to_theirs) and told & {ours.key_name(name) for name in convert.ours}:
            yield _by_value(change, convert.theirs)
    for field in ours.fields:
        if field.ours in told:
            yield from (_by_value(change, (field.theirs,)) for change in field.changes if change in stopgaps)


def _lost_of_forms(caller: Dialect, backend: Dialect, operation: Operation) -> Iterator[PossibleLoss]:
    """What a caller's envelope must tell or can't, as the totals of a list: changes without rules, which code obeys."""
    common = {change.name for change in backend.changes if change.touches(operation.name)}
    for change in caller.changes:
        if not change.rules and change.touches(operation.name) and change.name not in common:
            yield PossibleLoss(Side.ANSWER, change.name, "", change.tells, by_value=True)


def _lost_on_reading(plan: ItemPlan, backend: Dialect, operation: Operation) -> Iterator[PossibleLoss]:
    for change, convert in plan.converts:
        if may_lose(convert.to_ours):
            yield _by_value(change, convert.ours)
    for dated in backend.changes:
        shown = tuple(field.theirs for field in plan.fields if dated.name in field.changes)
        in_parts = any(isinstance(rule, Date) and rule.form is DateForm.ISO for rule in dated.rules)
        if in_parts and shown and dated.touches(operation.name):
            yield _by_value(dated.name, shown)


def _told(plan: ItemPlan, operation: Operation) -> set[str]:
    """The canonical fields a backend's items have a place for, or that are made again from those."""
    shown = {name for name, _ in (plan.list_order if operation.shape is Shape.LIST else plan.order)}
    direct = {field.ours for field in plan.fields if field.theirs in shown}
    converted = {plan.key_name(name) for _, convert in plan.converts for name in convert.ours if shown & {*convert.theirs}}
    return (direct | converted | {gone.ours for gone in plan.gone if gone.remake is not None}) & plan.known


def _documented(plan: ItemPlan, operation: Operation) -> set[str]:
    """The fields the canonical dialect tells in an answer to that operation; some it tells once, when a thing is made."""
    if operation.effect is Effect.CREATE:
        return set(plan.known)
    return set(plan.list_blank if operation.shape is Shape.LIST else plan.blank)


def _with_stopgaps(dialect: Dialect, operation: Operation) -> set[str]:
    """The changes with a stopgap for words that have no counterpart."""
    return {
        change.name
        for change in dialect.changes
        if change.touches(operation.name)
        for rule in change.rules
        if isinstance(rule, Enum) and rule.otherwise is not None
    }


def _by_value(change: str, names: tuple[str, ...]) -> PossibleLoss:
    return PossibleLoss(Side.ANSWER, change, " ".join(names), BY_VALUE, by_value=True)
