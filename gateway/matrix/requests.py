"""What a request may lose between two dialects, and the parameters with which it is refused: read from the parameter plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gateway.dialects.base import Dialect
from gateway.dialects.change import Enum
from gateway.dialects.parameter_plan import ParametersPlan
from gateway.dialects.paths import Served
from gateway.dialects.rest_backend import OWN_PROPERTY, OWN_PROPERTY_TEXT
from gateway.matrix.by_value import BY_VALUE, may_lose
from gateway.matrix.cells import PossibleLoss, RefusedParameter, Side


def canonical_names(place: Served) -> tuple[str, ...]:
    """The canonical parameters that a caller can give at a place of its dialect."""
    given = (name for parameter in place.operation.parameters for name in turn_name(parameter.name, place))
    return tuple(dict.fromkeys((*given, *(parameter for _, parameter in place.entry.bind))))


def indispensable_names(place: Served) -> tuple[str, ...]:
    """Those it must give. Of a required parameter that becomes any of several, none is one."""
    required = (turn_name(parameter.name, place) for parameter in place.operation.parameters if parameter.required)
    return tuple(names[0] for names in required if len(names) == 1)


def turn_name(name: str, place: Served) -> tuple[str, ...]:
    """The canonical parameters that one of the dialect's own may become."""
    if place.plan is None:
        return (name,)
    plan = place.plan.parameters
    for _, convert in plan.converts:
        if name in convert.theirs:
            return convert.ours
    if name in plan.by_theirs:
        return (plan.by_theirs[name].ours,)
    return () if name in plan.born else (name,)


def lost_on_reading(place: Served) -> Iterator[PossibleLoss]:
    """What is lost before any backend is thought of: parameters only the caller's dialect ever had."""
    if place.plan is None:
        return
    plan = place.plan.parameters
    for name, (change, text) in plan.born.items():
        if text:
            yield PossibleLoss(Side.REQUEST, change, name, text)
    for change, convert in plan.converts:
        if may_lose(convert.to_ours):
            yield PossibleLoss(Side.REQUEST, change, " ".join(convert.ours), BY_VALUE, by_value=True)


def lost_on_writing(names: Iterable[str], place: Served, backend: Dialect) -> Iterator[PossibleLoss]:
    """What a backend can't be told of the canonical parameters named. Those that become part of its path are told."""
    bound = {parameter for _, parameter in place.entry.bind}
    known = _known(place, backend)
    for name in names:
        if name not in known and name not in bound:
            yield PossibleLoss(Side.REQUEST, OWN_PROPERTY, name, OWN_PROPERTY_TEXT)
        elif name not in bound and place.plan is not None:
            yield from _lost_of(name, place.plan.parameters, dict(_worded(backend, place.operation.name)))


def _known(place: Served, backend: Dialect) -> set[str]:
    """The canonical parameters a backend's tables know at a place; a recipe may put those of its other operations to use."""
    known = {parameter.name for parameter in place.operation.parameters}
    if place.plan is not None:
        plan = place.plan.parameters
        known |= {*plan.by_ours, *plan.gone, *(name for _, convert in plan.converts for name in convert.ours)}
    if place.operation.name in backend.recipes:
        known |= {parameter.name for operation in backend.operations.values() for parameter in operation.parameters}
    return known


def _lost_of(name: str, plan: ParametersPlan, worded: Mapping[str, str]) -> Iterator[PossibleLoss]:
    converted = [(change, convert) for change, convert in plan.converts if name in convert.ours]
    for change, convert in converted:
        if may_lose(convert.to_theirs):
            yield PossibleLoss(Side.REQUEST, change, " ".join(convert.theirs), BY_VALUE, by_value=True)
    if converted:
        return
    if name in plan.gone:
        change, text = plan.gone[name]
        if text and not (name in plan.refused and not plan.refused[name].unless):
            yield PossibleLoss(Side.REQUEST, change, name, text)
    elif name in worded and name in plan.by_ours:
        yield PossibleLoss(Side.REQUEST, worded[name], plan.by_ours[name].theirs, BY_VALUE, by_value=True)


def _worded(backend: Dialect, operation: str) -> Iterator[tuple[str, str]]:
    """Each canonical name whose words have a stopgap for those without a counterpart, and the change that brings it."""
    for change in backend.changes:
        if change.touches(operation):
            for rule in change.rules:
                if isinstance(rule, Enum) and rule.otherwise is not None:
                    yield from ((name, change.name) for name in rule.fields)


def refused_with(names: Iterable[str], place: Served) -> Iterator[RefusedParameter]:
    """Those of the canonical parameters named that a backend must not miss and can't be told."""
    refused = place.plan.parameters.refused if place.plan else {}
    for name in names:
        if name in refused:
            yield RefusedParameter(name, refused[name].change, refused[name].text, refused[name].unless)
