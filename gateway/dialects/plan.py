"""What `derive` compiles for one operation: which field, which new name, which converter. Running a plan searches no table.

A plan turns canonical parameters and fields into a dialect's own and back. It records each named change that fired and
each thing that could not be said, and never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gateway.dialects.change import Convert, Converted, ConvertParameter, Lossy, MakeField, Scene
from gateway.model import Fields, Loss, Note, Value

Step: TypeAlias = Callable[[Value, Scene], Converted]
UNKNOWN_FIELD = "field-unknown-to-the-dialect"
UNKNOWN_FIELD_TEXT = "the backend's answer has a field the caller's dialect does not know"


class Record:
    """The changes that fired and the losses met while one message is translated, each once, in order."""

    __slots__ = ("_losses", "_notes")

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self._losses: dict[Loss, None] = {}

    def note(self, change: str, where: str) -> None:
        if change:
            self._notes[Note(change, where)] = None

    def lose(self, change: str, where: str, text: str) -> None:
        self._losses[Loss(change, where, text)] = None

    def unwrap(self, value: Converted, change: str, where: str) -> Value:
        if isinstance(value, Lossy):
            self.lose(change, where, value.text)
            return value.value
        return value

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self._notes)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return tuple(self._losses)


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of the dialect that one canonical field becomes: by its name, through the steps of each direction."""

    theirs: str
    ours: str
    option: str
    changes: tuple[str, ...]
    to_theirs: tuple[Step, ...]
    to_ours: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class MadePlan:
    """One field of the dialect that is made from the whole item."""

    theirs: str
    option: str
    change: str
    make: MakeField


@dataclass(frozen=True, slots=True)
class GonePlan:
    """A canonical field the dialect lacks, and how it comes back where the dialect is the backend."""

    ours: str
    change: str
    loss: str
    remake: MakeField | None


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """How one kind of item is turned around. `order` and `list_order` are the dialect's names with the option of each."""

    order: tuple[tuple[str, str], ...]
    list_order: tuple[tuple[str, str], ...]
    fields: tuple[FieldPlan, ...]
    made: tuple[MadePlan, ...]
    converts: tuple[tuple[str, Convert, tuple[str, ...]], ...]
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
        for change, convert, _ in self.converts:
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
            for name in item.keys() - self.known:
                record.lose(UNKNOWN_FIELD, name, UNKNOWN_FIELD_TEXT)

    def to_ours(self, item: Fields, scene: Scene, record: Record, *, in_list: bool) -> Fields:
        """The dialect's item with every canonical field: what the dialect lacks is null, or made again where it can be."""
        values: dict[str, Value] = dict(self.list_blank if in_list else self.blank)
        for plan in self.fields:
            value = item.get(plan.theirs)
            if value is not None or plan.ours in values:
                values[plan.ours] = _through(plan.to_ours, value, scene, record, plan)
        for change, convert, _ in self.converts:
            for name, value in convert.to_ours(item, scene).items():
                record.note(change, name)
                values[name] = record.unwrap(value, change, name)
        for name in item.keys() - self.theirs:
            values[self.key_name(name)] = item[name]
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


@dataclass(frozen=True, slots=True)
class ParameterPlan:
    """How one parameter is turned around."""

    theirs: str
    ours: str
    changes: tuple[str, ...]
    to_theirs: tuple[Step, ...]
    to_ours: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ParametersPlan:
    """How the parameters of one operation are turned around. A parameter no plan names passes as it is."""

    by_theirs: Mapping[str, ParameterPlan]
    by_ours: Mapping[str, ParameterPlan]
    converts: tuple[tuple[str, ConvertParameter], ...]
    born: Mapping[str, tuple[str, str]]
    gone: Mapping[str, tuple[str, str]]

    @property
    def tolerated(self) -> frozenset[str]:
        """Names that callers of the dialect send though it does not document them."""
        return frozenset(self.born).union(*(convert.theirs for _, convert in self.converts))

    def to_ours(self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record) -> tuple[tuple[str, str], ...]:
        made, taken = self._convert(pairs, scene, record, inward=True)
        return _without_doubles(self._turn(pairs, taken, self.by_theirs, self.born, scene, record, inward=True), made)

    def to_theirs(self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record) -> tuple[tuple[str, str], ...]:
        made, taken = self._convert(pairs, scene, record, inward=False)
        return _without_doubles(self._turn(pairs, taken, self.by_ours, self.gone, scene, record, inward=False), made)

    def _convert(
        self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record, *, inward: bool
    ) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
        made: list[tuple[str, str]] = []
        taken: set[str] = set()
        for change, convert in self.converts:
            names = convert.theirs if inward else convert.ours
            present = {name: value for name, value in pairs if name in names}
            if not present:
                continue
            taken.update(present)
            turn = convert.to_ours if inward else convert.to_theirs
            for name, value in turn(present, scene).items():
                record.note(change, name)
                text = record.unwrap(value, change, name)
                if text is not None:
                    made.append((name, str(text)))
            record.note(change, next(iter(present)))
        return tuple(made), frozenset(taken)

    def _turn(
        self,
        pairs: tuple[tuple[str, str], ...],
        taken: frozenset[str],
        plans: Mapping[str, ParameterPlan],
        dropped: Mapping[str, tuple[str, str]],
        scene: Scene,
        record: Record,
        *,
        inward: bool,
    ) -> list[tuple[str, str]]:
        turned: list[tuple[str, str]] = []
        for name, value in pairs:
            if name in taken:
                continue
            if name in dropped:
                change, loss = dropped[name]
                record.note(change, name)
                if loss:
                    record.lose(change, name, loss)
            elif plan := plans.get(name):
                turned.append(_turn_one(plan, value, scene, record, inward=inward))
            else:
                turned.append((name, value))
        return turned


def _without_doubles(turned: list[tuple[str, str]], made: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """All parameters; one that a conversion made stands for any of the same name that was sent beside it."""
    names = {name for name, _ in made}
    return (*(pair for pair in turned if pair[0] not in names), *made)


def _turn_one(plan: ParameterPlan, value: str, scene: Scene, record: Record, *, inward: bool) -> tuple[str, str]:
    result: Value = value
    for change in plan.changes:
        record.note(change, plan.theirs)
    for step in plan.to_ours if inward else plan.to_theirs:
        result = record.unwrap(step(result, scene), plan.changes[-1] if plan.changes else "", plan.theirs)
    return (plan.ours if inward else plan.theirs), str(result)
