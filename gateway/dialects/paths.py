"""Which entry a path means, and where a canonical operation lives: both compiled once from a dialect's entries.

A literal segment wins over a placeholder (`IncomingPhoneNumbers/Local` is no phone number's sid).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from gateway.dialects.entries import Entry, OperationPlan
from gateway.dialects.tables import Effect, Operation, Shape
from gateway.model import ApiRequest

_ACCOUNT = "account_sid"


class Served(Struct, frozen=True):
    """One canonical operation as a dialect serves it, and what of the entry is asked for by each request.

    `placeholders` tell where in the path each stands; `account_at`, `ids_at` and `bound_at` where the account stands, the
    identifiers, and those that are parameters elsewhere. `needed` are the names that a request must have for this place,
    `consumed` the parameters that are in the path here. `known` are the parameters of the operation, those too that are
    tolerated, `single` those that may be given once.
    """

    entry: Entry
    operation: Operation
    plan: OperationPlan | None
    placeholders: tuple[tuple[str, int], ...]
    account_at: int | None
    ids_at: tuple[tuple[str, int], ...]
    bound_at: tuple[tuple[str, int], ...]
    needed: frozenset[str]
    checked: frozenset[str]
    consumed: frozenset[str]
    known: frozenset[str]
    single: frozenset[str]

    @staticmethod
    def of(entry: Entry, operation: Operation, plan: OperationPlan | None) -> Served:
        places = {segment[1:-1]: at for at, segment in enumerate(entry.path) if segment.startswith("{")}
        bound = dict(entry.bind)
        return Served(
            entry,
            operation,
            plan,
            placeholders=tuple(places.items()),
            account_at=places.get(_ACCOUNT),
            ids_at=tuple((name, at) for name, at in places.items() if name != _ACCOUNT and name not in bound),
            bound_at=tuple((parameter, places[name]) for name, parameter in entry.bind),
            needed=frozenset(placeholders(entry.path)),
            checked=frozenset(name for name, _ in entry.check),
            consumed=frozenset(bound.values()),
            known=frozenset(one.name for one in operation.parameters).union(plan.parameters.tolerated if plan else ()),
            single=frozenset(one.name for one in operation.parameters if not one.repeated),
        )


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict)
    placeholder: _Node | None = None
    meant: dict[str, Served] = field(default_factory=dict)


class PathTable:
    """The paths and operations of one dialect."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._root = _Node()
        self._serving: dict[str, list[Served]] = {}
        for entry in entries:
            served = [Served.of(entry, *pair) for pair in zip(entry.operations, entry.plans, strict=True)]
            self._place(served[0])
            for one in served:
                self._serving.setdefault(one.operation.name, []).append(one)
        for candidates in self._serving.values():
            candidates.sort(key=lambda one: len(one.entry.bind) + len(one.entry.check), reverse=True)
        self._instances = {
            one.operation.kind: one.entry for candidates in self._serving.values() for one in candidates if _is_instance(one)
        }

    def _place(self, first: Served) -> None:
        node = self._root
        for segment in first.entry.path:
            if segment.startswith("{"):
                node.placeholder = node.placeholder or _Node()
                node = node.placeholder
            else:
                node = node.literal.setdefault(segment, _Node())
        node.meant[first.entry.method] = first

    def meant(self, segments: Sequence[str]) -> Mapping[str, Served]:
        """What a request means at a path, by method: the first operation of each entry there. Nothing where nothing lives."""
        node = self._root
        for segment in segments:
            following = node.literal.get(segment) or node.placeholder
            if following is None:
                break
            node = following
        else:
            if node.meant:
                return node.meant
        return _walk(self._root, segments, 0) or {}  # a literal that led nowhere may still be somebody's id

    def serving(self, operation: str) -> Sequence[Served]:
        """Where a canonical operation lives; places that need more than others come first."""
        return self._serving.get(operation, ())

    def place(self, api: ApiRequest) -> Served | None:
        """Where a request lives; a place that binds a parameter is taken only where the parameter is given."""
        given = dict(api.ids).keys()
        for served in self._serving.get(api.operation, ()):
            if given >= served.needed:
                return served
            if served.consumed:
                parameters = {name for name, value in api.parameters if value}
                if given | {name for name, parameter in served.entry.bind if parameter in parameters} >= served.needed:
                    return served
        return None

    def asked(self, api: ApiRequest) -> Served | None:
        """The place at which a request of this dialect was read."""
        for served in self._serving.get(api.operation, ()):
            if not served.checked or dict(api.ids).keys() >= served.checked:
                return served
        return None

    def instance(self, kind: str) -> Entry | None:
        """The entry of one item of a kind right below its account: where `Location` and `uri` lead."""
        return self._instances.get(kind)


def placeholders(path: Sequence[str]) -> tuple[str, ...]:
    """The names in a path, the account's left out."""
    return tuple(segment[1:-1] for segment in path if segment.startswith("{") and segment[1:-1] != _ACCOUNT)


def read_ids(path: Sequence[str], segments: Sequence[str]) -> dict[str, str]:
    """The identifiers at the placeholders of a path, by name, in order."""
    return {name[1:-1]: value for name, value in zip(path, segments, strict=True) if name.startswith("{")}


def _is_instance(served: Served) -> bool:
    operation = served.operation
    plain = not served.entry.check and placeholders(served.entry.path) in (("sid",), ())
    return plain and operation.shape is Shape.ITEM and operation.effect is Effect.READ and served.entry.path[-1] == "{sid}"


def _walk(node: _Node, segments: Sequence[str], depth: int) -> Mapping[str, Served] | None:
    if depth == len(segments):
        return node.meant or None
    for following in (node.literal.get(segments[depth]), node.placeholder):
        if following is not None and (found := _walk(following, segments, depth + 1)):
            return found
    return None
