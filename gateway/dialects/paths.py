"""Which entry a path means, and where a canonical operation lives: both compiled once from a dialect's entries.

A literal segment wins over a placeholder (`IncomingPhoneNumbers/Local` is no phone number's sid).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.dialects.entries import Entry, OperationPlan
from gateway.dialects.tables import Effect, Operation, Shape
from gateway.model import ApiRequest


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict)
    placeholder: _Node | None = None
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Served:
    """One canonical operation as a dialect serves it."""

    entry: Entry
    operation: Operation
    plan: OperationPlan | None


class PathTable:
    """The paths and operations of one dialect."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._root = _Node()
        self._serving: dict[str, list[Served]] = {}
        for entry in entries:
            self._place(entry)
            for operation, plan in zip(entry.operations, entry.plans, strict=True):
                self._serving.setdefault(operation.name, []).append(Served(entry, operation, plan))
        for served in self._serving.values():
            served.sort(key=lambda one: len(one.entry.bind) + len(one.entry.check), reverse=True)
        self._instances = {
            served.operation.kind: served.entry
            for candidates in self._serving.values()
            for served in candidates
            if _is_instance(served)
        }

    def _place(self, entry: Entry) -> None:
        node = self._root
        for segment in entry.path:
            if segment.startswith("{"):
                node.placeholder = node.placeholder or _Node()
                node = node.placeholder
            else:
                node = node.literal.setdefault(segment, _Node())
        node.entries[entry.method] = entry

    def find(self, segments: Sequence[str]) -> Mapping[str, Entry]:
        """The entries at a path, by method; none where nothing lives there."""
        return _walk(self._root, segments, 0) or {}

    def serving(self, operation: str) -> Sequence[Served]:
        """Where a canonical operation lives; places that need more than others come first."""
        return self._serving.get(operation, ())

    def place(self, api: ApiRequest) -> Served | None:
        """Where a request lives; a place that binds a parameter is taken only where the parameter is given."""
        given = {name for name, _ in api.ids}
        parameters = {name for name, value in api.parameters if value}
        for served in self.serving(api.operation):
            bound = {name for name, parameter in served.entry.bind if parameter in parameters}
            if set(placeholders(served.entry.path)) <= given | bound:
                return served
        return None

    def asked(self, api: ApiRequest) -> Served | None:
        """The place at which a request of this dialect was read."""
        names = {name for name, _ in api.ids}
        candidates = self.serving(api.operation)
        fitting = (served for served in candidates if {name for name, _ in served.entry.check} <= names)
        return next(fitting, None)

    def instance(self, kind: str) -> Entry | None:
        """The entry of one item of a kind right below its account: where `Location` and `uri` lead."""
        return self._instances.get(kind)


def placeholders(path: Sequence[str]) -> tuple[str, ...]:
    """The names in a path, the account's left out."""
    return tuple(segment[1:-1] for segment in path if segment.startswith("{") and segment != "{account_sid}")


def read_ids(path: Sequence[str], segments: Sequence[str]) -> dict[str, str]:
    """The identifiers at the placeholders of a path, by name, in order."""
    return {name[1:-1]: value for name, value in zip(path, segments, strict=True) if name.startswith("{")}


def _is_instance(served: Served) -> bool:
    operation = served.operation
    plain = not served.entry.check and placeholders(served.entry.path) in (("sid",), ())
    return plain and operation.shape is Shape.ITEM and operation.effect is Effect.READ and served.entry.path[-1] == "{sid}"


def _walk(node: _Node, segments: Sequence[str], depth: int) -> Mapping[str, Entry] | None:
    if depth == len(segments):
        return node.entries or None
    for following in (node.literal.get(segments[depth]), node.placeholder):
        if following is not None and (found := _walk(following, segments, depth + 1)):
            return found
    return None
