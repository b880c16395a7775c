"""What `derive` compiles for the items of one operation: which field, which new name, which converter.

A plan turns canonical fields into a dialect's own and back; running it searches no table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from gateway.dialects.change import Convert, MakeField, Scene
from gateway.dialects.convert import Step
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT, Record
from gateway.model import Fields, Value


class FieldPlan(Struct, frozen=True):
    """One field of the dialect that one canonical field becomes: by its name, through the steps of each direction."""

    theirs: str
    ours: str
    changes: tuple[str, ...]
    to_theirs: tuple[Step, ...]
    to_ours: tuple[Step, ...]


class MadePlan(Struct, frozen=True):
    """One field of the dialect that is made from the whole item."""

    theirs: str
    change: str
    make: MakeField


class GonePlan(Struct, frozen=True):
    """A canonical field the dialect lacks, and how it comes back where the dialect is the backend."""

    ours: str
    change: str
    loss: str
    remake: MakeField | None


class ItemPlan(Struct, frozen=True):
    """How one kind of item is turned around. `order` and `list_order` are the dialect's names with the option of each."""

    order: tuple[tuple[str, str], ...]
    list_order: tuple[tuple[str, str], ...]
    fields: tuple[FieldPlan, ...]
    made: tuple[MadePlan, ...]
    converts: tuple[tuple[str, Convert], ...]
    gone: tuple[GonePlan, ...]
    known: frozenset[str]
    theirs: frozenset[str]
    blank: Mapping[str, None]
    list_blank: Mapping[str, None]
    coerce: Mapping[str, Callable[[Value], Value]]
    key_name: Callable[[str], str]

    def to_theirs(self, item: Fields, scene: Scene, record: Record, *, in_list: bool) -> Fields:
        """The item as the dialect shows it: its names, exactly the documented ones, in their order."""
        values: dict[str, Value] = {}
        for plan in self.fields:
            values[plan.theirs] = _through(plan.to_theirs, item.get(plan.ours), scene, record, plan)
        for change, convert in self.converts:
            for name, value in convert.to_theirs(item, scene).items():
                record.note(change, name)
                values[name] = record.unwrap(value, change, name)
        for made in self.made:
            record.note(made.change, made.theirs)
            values[made.theirs] = made.make(item, scene)
        self._record_lost(item, record)
        order = self.list_order if in_list else self.order
        options = scene.face.options
        return {name: values.get(name) for name, option in order if not option or options[option]}

    def _record_lost(self, item: Fields, record: Record) -> None:
        for gone in self.gone:
            value = item.get(gone.ours)
            if value is not None and value not in ("", ()):
                record.note(gone.change, gone.ours)
                if gone.loss:
                    record.lose(gone.change, gone.ours, gone.loss)
        if not item.keys() <= self.known:
            for name in item:
                if name not in self.known:
                    record.lose(UNKNOWN_FIELD, name, UNKNOWN_FIELD_TEXT)

    def to_ours(self, item: Fields, scene: Scene, record: Record, *, in_list: bool) -> Fields:
        """The dialect's item with every canonical field: what the dialect lacks is null, or made again where it can be."""
        values: dict[str, Value] = dict(self.list_blank if in_list else self.blank)
        for plan in self.fields:
            value = item.get(plan.theirs)
            if value is not None or plan.ours in values:
                values[plan.ours] = _through(plan.to_ours, value, scene, record, plan)
        for change, convert in self.converts:
            for name, made in convert.to_ours(item, scene).items():
                record.note(change, name)
                values[name] = record.unwrap(made, change, name)
        values.update({self.key_name(name): value for name, value in item.items() if name not in self.theirs})
        for name, coerce in self.coerce.items():
            if values.get(name) is not None:
                values[name] = coerce(values[name])
        for gone in self.gone:
            if gone.remake is not None and gone.ours in values:
                record.note(gone.change, gone.ours)
                values[gone.ours] = gone.remake(values, scene)
        return values


def _through(steps: tuple[Step, ...], value: Value, scene: Scene, record: Record, plan: FieldPlan) -> Value:
    for change in plan.changes:
        record.note(change, plan.theirs)
    if value is None:
        return None
    for step in steps:
        value = record.unwrap(step(value, scene), plan.changes[-1] if plan.changes else "", plan.theirs)
    return value
