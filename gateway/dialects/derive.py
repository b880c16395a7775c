"""Builds a dialect's tables out of another's and the changes between them. It runs once, at import.

A change that touches no known operation, field or parameter is an error here, and so is a canonical field that no rule and
no layout accounts for: nothing can be forgotten in silence. What comes out are plans; a call searches no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

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
from gateway.dialects.convert import Step, coercion, date_steps, enum_steps, number_steps
from gateway.dialects.derive_checks import (
    find_touched,
    read_order,
    refuse_forgotten,
    refuse_idle,
    refuse_repeated_names,
    refuse_unaccounted,
    refuse_unserved,
)
from gateway.dialects.entries import Base, Entry, OperationPlan
from gateway.dialects.item_plan import FieldPlan, GonePlan, ItemPlan, MadePlan
from gateway.dialects.parameter_plan import ParameterPlan, ParametersPlan, RefusedPlan
from gateway.dialects.tables import ACCOUNT, Field, FieldType, Operation, Parameter, Shape, TableError, parameters
from gateway.model import Note

Turn: TypeAlias = tuple[str, Enum | Date | Number]
"""A rule that converts single values, with the name of its change."""
UNTAKEN = "parameters-this-dialect-never-took"
UNTAKEN_TEXT = "the backend's dialect has no such parameter"


def derive(
    base: Base,
    *,
    keeps: Iterable[str],
    adds: Iterable[Operation] = (),
    takes: Mapping[str, str],
    layouts: Sequence[Layout],
    changes: Sequence[Change],
) -> tuple[Entry, ...]:
    """The entries of the derived dialect.

    `keeps` names the canonical operations that live at the same path, `adds` holds those the base lacks; `Move` rules add
    those that live elsewhere. `takes` lists, per canonical operation, the parameters of the dialect by its own names.
    Raises TableError for any rule, layout or name that fits nothing.
    """
    base = replace(base, operations={**base.operations, **{operation.name: operation for operation in adds}})
    keeps = (*keeps, *(operation.name for operation in adds))
    entries = [Entry(op.method, op.path, (op,)) for op in (_known(base, name) for name in keeps)]
    entries += [_moved(base, change, rule) for change in changes for rule in change.rules if isinstance(rule, Move)]
    served = {op.name for entry in entries for op in entry.operations}
    refuse_repeated_names(changes)
    touched = find_touched(changes, served)
    refuse_idle(base, changes, touched, layouts)
    refuse_unserved(takes, served)
    touching = {name: [change for change in changes if name in touched[change.name]] for name in served}
    planned = tuple(_planned(base, entry, takes, layouts, touching) for entry in entries)
    refuse_unaccounted(base, planned)
    return planned


def _known(base: Base, name: str) -> Operation:
    if name not in base.operations:
        raise TableError(f"operation {name!r} is in no table")
    return base.operations[name]


def _moved(base: Base, change: Change, rule: Move) -> Entry:
    method, _, path = rule.theirs.partition(" ")
    if not path:
        raise TableError(f"change {change.name!r}: a Move reads 'METHOD path', found {rule.theirs!r}")
    operations = tuple(_known(base, name) for name in rule.ours)
    segments = path[1:].split("/") if path.startswith("/") else (*ACCOUNT, *path.split("/"))
    moved = (Note(change.name, rule.theirs, of_place=True),)
    return Entry(method, tuple(segments), operations, rule.bind, rule.check, moved=moved)


def _planned(
    base: Base, entry: Entry, takes: Mapping[str, str], layouts: Sequence[Layout], touching: Mapping[str, Sequence[Change]]
) -> Entry:
    operations, plans = [], []
    for operation in entry.operations:
        changes = touching[operation.name]
        own = parameters(takes.get(operation.name, takes.get(entry.operations[0].name, "")))
        operations.append(replace(operation, parameters=own))
        shown = operation.shape is not Shape.EMPTY
        layout = next((layout for layout in layouts if shown and operation.kind in layout.kinds), None)
        item = _item_plan(base, operation, layout, changes) if layout else None
        plans.append(OperationPlan(_parameters_plan(operation, own, changes), item, layout))
    return replace(entry, operations=tuple(operations), plans=tuple(plans))


def _rules(changes: Iterable[Change]) -> Iterable[tuple[str, Rule]]:
    return ((change.name, rule) for change in changes for rule in change.rules)


def _parameters_plan(operation: Operation, own: tuple[Parameter, ...], changes: Sequence[Change]) -> ParametersPlan:
    known = {parameter.name for parameter in operation.parameters}
    renamed = {rule.ours: (change, rule.theirs) for change, rule in _rules(changes) if isinstance(rule, Rename)}
    converts = tuple((change, rule) for change, rule in _rules(changes) if isinstance(rule, ConvertParameter))
    converted = {name for _, rule in converts for name in rule.ours}
    born = {
        rule.theirs: (change, rule.loss) for change, rule in _rules(changes) if isinstance(rule, Born) and rule.make is None
    }
    turns = _turns(changes)
    plans = [_parameter_plan(name, renamed, turns) for name in known - converted]
    taken = {parameter.name for parameter in own}
    dropped = {
        name: (change, rule.loss or UNTAKEN_TEXT)  # a field may be derived; what was asked for may not
        for change, rule in _rules(changes)
        if isinstance(rule, Gone)
        for name in rule.ours
        if name in known
    }
    refusals = {
        name: RefusedPlan(change, rule.text, rule.unless)
        for change, rule in _rules(changes)
        if isinstance(rule, Refused)
        for name in rule.ours
        if name in known
    }
    for plan in plans:
        if plan.theirs not in taken:
            dropped.setdefault(plan.ours, (UNTAKEN, UNTAKEN_TEXT))
    return ParametersPlan(
        by_theirs={plan.theirs: plan for plan in plans if plan.theirs in taken},
        by_ours={plan.ours: plan for plan in plans},
        converts=converts,
        born=born,
        gone=dropped | {name: (refused.change, refused.text) for name, refused in refusals.items()},
        refused=refusals,
    )


def _parameter_plan(name: str, renamed: Mapping[str, tuple[str, str]], turns: Mapping[str, Sequence[Turn]]) -> ParameterPlan:
    change, theirs = renamed.get(name, ("", name))
    # A date filter is a day, not a moment.
    fired, forward, back = _steps([turn for turn in turns.get(name, ()) if not isinstance(turn[1], Date)])
    return ParameterPlan(theirs, name, ((change,) if change else ()) + fired, forward, back)


def _turns(changes: Sequence[Change]) -> Mapping[str, Sequence[Turn]]:
    """Which converters touch a name, by its canonical CamelCase name."""
    found: dict[str, list[Turn]] = {}
    for change, rule in _rules(changes):
        if isinstance(rule, Enum | Date | Number):
            for name in dict.fromkeys(rule.fields):
                found.setdefault(name, []).append((change, rule))
    return found


def _steps(turns: Sequence[Turn]) -> tuple[tuple[str, ...], tuple[Step, ...], tuple[Step, ...]]:
    """The converters of one name: (changes, to theirs, to ours)."""
    if not turns:
        return (), (), ()
    there, here = zip(*(_step(rule) for _, rule in turns), strict=True)
    return tuple(change for change, _ in turns), there, here[::-1]


def _step(rule: Enum | Date | Number) -> tuple[Step, Step]:
    match rule:
        case Enum():
            return enum_steps(rule)
        case Date():
            return date_steps(rule.form)
        case Number():
            return number_steps()


def _shows(field: Field, operation: Operation, always: tuple[str, ...]) -> bool:
    return field.only in always or operation.name.startswith(f"{field.only}.")


def _item_plan(base: Base, operation: Operation, layout: Layout, changes: Sequence[Change]) -> ItemPlan:
    kind = base.kinds[operation.kind]
    order, list_order = read_order(layout.order), read_order(layout.list_order or layout.order)
    options = dict(order)
    made = tuple(
        MadePlan(rule.theirs, change, rule.make)
        for change, rule in _rules(changes)
        if isinstance(rule, Born) and rule.make and rule.theirs in options
    )
    converts = tuple(
        (change, rule) for change, rule in _rules(changes) if isinstance(rule, Convert) and set(rule.theirs) <= options.keys()
    )
    elsewhere = {plan.theirs for plan in made} | {name for _, rule in converts for name in rule.theirs}
    renamed = {rule.theirs: (change, rule.ours) for change, rule in _rules(changes) if isinstance(rule, Rename)}
    known = {field.name for field in kind.fields}
    turns = _turns(changes)
    plans = tuple(_field_plan(base, name, renamed, turns) for name in options if name not in elsewhere)
    for plan in plans:
        if plan.ours not in known:
            raise TableError(f"layout of {layout.element}: {plan.theirs!r} comes from no field of {kind.name!r}")
    gone = _gone_plans(base, known, changes)
    converted = {base.key_name(name) for _, rule in converts for name in rule.ours}
    refuse_forgotten(kind, converted | {plan.ours for plan in plans} | {plan.ours for plan in gone})
    return ItemPlan(
        order=order,
        list_order=list_order,
        fields=plans,
        made=made,
        converts=converts,
        gone=gone,
        known=frozenset(known),
        theirs=frozenset(options),
        blank={field.name: None for field in kind.fields if _shows(field, operation, ("", "item"))},
        list_blank={field.name: None for field in kind.fields if _shows(field, operation, ("",))},
        coerce={field.name: turn for field in kind.fields if (turn := coercion(FieldType(field.type)))},
        key_name=base.key_name,
    )


def _field_plan(
    base: Base, theirs: str, renamed: Mapping[str, tuple[str, str]], turns: Mapping[str, Sequence[Turn]]
) -> FieldPlan:
    change, ours = renamed.get(theirs, ("", theirs))
    fired, forward, back = _steps(turns.get(ours, ()))
    return FieldPlan(theirs, base.key_name(ours), ((change,) if change else ()) + fired, forward, back)


def _gone_plans(base: Base, known: set[str], changes: Sequence[Change]) -> tuple[GonePlan, ...]:
    return tuple(
        GonePlan(base.key_name(name), change, rule.loss, rule.remake)
        for change, rule in _rules(changes)
        if isinstance(rule, Gone)
        for name in rule.ours
        if base.key_name(name) in known
    )
