"""Properties of the JSON-envelope API's own in the things all dialects know: `application_id` of a call, the agents of a queue.

Between two sides of this dialect they are carried as they are, in one field no other dialect has. To all others they say
nothing: then they are left out, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from gateway.dialects.entries import OperationPlan
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.record import Record
from gateway.model import NO_FIELDS, ApiRequest, Fields, Value

NAME = "json-envelope"
FIELD = "own_properties"
_CHANGE = "property-only-the-backends-dialect-has"
_TEXT = "the caller's dialect has no such field"
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "incoming_phone_number": {"name": "friendly_name"},
    "outgoing_caller_id": {"name": "friendly_name", "number": "phone_number"},
    "account": {"name": "friendly_name"},
}
"""Names of the vendor's later APIs that a backend may use for the local resources."""

_DOCUMENTED: Mapping[str, frozenset[str]] = {
    "sms": frozenset({"schedule_start", "schedule_expire", "url", "backup_url", "application_id", "voip_id"}),
    "call": frozenset({"application_id", "batch_id", "schedule_start", "schedule_expire", "schedule_end"}),
    "queue": frozenset(
        {
            *("caller_id", "announcement", "hold_music", "max_hold_time", "maxhold_forward_selector"),
            *("extension", "monitor", "ring_time", "queue_members"),
        }
    ),
}
"""Properties the vendor's pages show that no other dialect has, by element (resource pages for sms, calls and queues)."""

T = TypeVar("T")


def speaks_it_too(asked: ApiRequest) -> bool:
    """Whether the caller speaks this dialect."""
    return asked.spoken == NAME


def use_own_names(kind: str, item: Mapping[str, T]) -> Mapping[str, T]:
    """The item by the names of this dialect."""
    aliases = {alias: name for alias, name in _ALIASES.get(kind, {}).items() if name not in item}
    return {aliases.get(name, name): value for name, value in item.items()} if aliases else item


def undocumented(plan: OperationPlan | None, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the properties that no page of this API shows for the thing they are said of."""
    if plan is None or plan.layout is None or plan.item is None:
        return ()
    known = plan.item.theirs | _DOCUMENTED.get(plan.layout.element, frozenset())
    return tuple(name for name in names if name not in known)


def alias_in_use(kind: str, name: str, item: Fields) -> str:
    """The name under which a backend has a property."""
    aliases = (alias for alias, own in _ALIASES.get(kind, {}).items() if own == name and alias in item)
    return name if name in item else next(aliases, name)


def set_apart(item: Fields, known: frozenset[str], asked: ApiRequest, record: Record) -> tuple[Fields, Mapping[str, Value]]:
    """The properties the tables know, and the rest for a caller of this dialect."""
    if item.keys() <= known:
        return item, NO_FIELDS
    own = {name: value for name, value in item.items() if name not in known}
    shared = {name: value for name, value in item.items() if name in known}
    if speaks_it_too(asked):
        return shared, own
    for name in own:
        record.lose(_CHANGE, name, _TEXT)
    return shared, {}


def told_fields(plan: ItemPlan, names: tuple[str, ...]) -> frozenset[str]:
    """The canonical fields an item of this dialect tells, if only as null, by the names in it."""
    plain = {one.ours for one in plan.fields if one.theirs in names}
    made = {plan.key_name(name) for _, rule in plan.converts for name in rule.ours if not set(names).isdisjoint(rule.theirs)}
    return frozenset(plain | made)


def told_properties(plan: ItemPlan, item: Fields) -> frozenset[str]:
    """The properties of an item made from fields that are there, if only as null."""
    plain = {one.theirs for one in plan.fields if one.ours in item}
    made = {name for _, rule in plan.converts for name in rule.theirs if any(plan.key_name(ours) in item for ours in rule.ours)}
    return frozenset(plain | made)
