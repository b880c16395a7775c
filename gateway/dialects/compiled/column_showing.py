"""Lists kept by columns, shown by an ItemPlan: each field is converted for a whole block, and a block is written at once.

A block in which anything is unusual is written item by item, by what was generated for that. Notes and losses are those of the
interpreter, in its order: within a block what fires with an item comes before what fires with a later one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias, cast

from msgspec import Struct

from gateway.dialects.change import Convert, Converted, Lossy, Scene, make_column
from gateway.dialects.compiled.by_names import ByNames
from gateway.dialects.compiled.column_cells import write_columns
from gateway.dialects.compiled.forms import FieldForm, ItemForm
from gateway.dialects.compiled.memo import Memo, Unusual, remember
from gateway.dialects.item_plan import GonePlan, ItemPlan
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT, Record
from gateway.model import Loss, Note
from gateway.rows import NOTHING, OTHERS, Block, Column, Later, Names, Values

Cells: TypeAlias = Mapping[str, FieldForm]
_NOTHING = ("", ())


class _Field(Struct, frozen=True):
    """A field of the dialect, the canonical one it is made of, and what converts it."""

    theirs: str
    ours: str
    memo: Memo | None


class _Gone(Struct, frozen=True):
    """What is noted, and lost, where an item has a field the dialect lacks."""

    plan: GonePlan
    note: Mapping[Note, None]
    loss: Loss | None

    def record(self, record: Record) -> None:
        record.note_all(self.note)
        if self.loss:
            record.lose_ready(self.loss)


class ColumnWriter:
    """Writes blocks by one plan, in one form."""

    def __init__(self, plan: ItemPlan, form: ItemForm, cells: Cells, scene: Scene) -> None:
        self._plan = plan
        self._form = form
        self._cells = cells
        self._fields = [
            _Field(one.theirs, one.ours, remember(one.to_theirs, scene) if one.to_theirs else None) for one in plan.fields
        ]
        self._noted = _notes([(change, one.theirs) for one in plan.fields for change in one.changes])
        self._made = _notes([(one.change, one.theirs) for one in plan.made])
        self._gone = [
            _Gone(one, _notes([(one.change, one.ours)]), Loss(one.change, one.ours, one.loss) if one.loss else None)
            for one in plan.gone
        ]
        self._unknown = ByNames(self._find_unknown)

    def write(
        self, names: Names, block: Block, scene: Scene, record: Record, told: set[str], suffix: str, *, clean: bool
    ) -> str | None:
        """The text of the items; None where something is unusual. `told` holds what was noted once for the list."""
        columns = dict(zip(names, block.columns, strict=True))
        try:
            shown: dict[str, Column | None] = {one.theirs: _convert(one, columns.get(one.ours)) for one in self._fields}
            converted = self._run_converts(names, block, scene)
            made = {one.theirs: make_column(one.make, names, block, scene) for one in self._plan.made}
        except (Unusual, TypeError, KeyError):
            return None
        self._note(names, columns, converted, record, told)
        for _, by_name in converted:
            shown.update(by_name)
        shown.update(made)
        fields = [(form, shown.get(name)) for name, form in self._cells.items()]
        try:
            return write_columns(self._form, fields, suffix, block.size, clean=clean)
        except (Unusual, TypeError):
            return None

    def _run_converts(self, names: Names, block: Block, scene: Scene) -> list[tuple[str, dict[str, Column]]]:
        """What each converter makes, if it makes all it declares of every item and loses nothing."""
        made: list[tuple[str, dict[str, Column]]] = []
        for change, convert in self._plan.converts:
            by_name = {name: Column(values) for name, values in _show_all(convert, names, block, scene).items()}
            if any(map(_holds_a_loss, by_name.values())) or by_name.keys() != set(convert.theirs):
                raise Unusual
            made.append((change, by_name))
        return made

    def _note(
        self,
        names: Names,
        columns: Mapping[str, Column],
        converted: Sequence[tuple[str, Mapping[str, Column]]],
        record: Record,
        told: set[str],
    ) -> None:
        record.note_all(self._noted)
        for change, by_name in converted:
            for name in by_name:
                record.note(change, name)
        record.note_all(self._made)
        lost = [(first, gone) for gone in self._gone if (first := _first_told(gone.plan.ours, columns, told)) is not None]
        told.update(gone.plan.ours for _, gone in lost)
        for _, gone in (one for one in lost if not one[0]):
            gone.record(record)
        for name in self._unknown[names]:
            record.lose(UNKNOWN_FIELD, name, UNKNOWN_FIELD_TEXT)
        for _, gone in sorted((one for one in lost if one[0]), key=itemgetter(0)):
            gone.record(record)

    def _find_unknown(self, names: Names) -> Names:
        return tuple(name for name in names if name not in self._plan.known)


def _notes(fired: Sequence[tuple[str, str]]) -> Mapping[Note, None]:
    return {Note(change, where): None for change, where in fired if change}


def _convert(field: _Field, column: Column | None) -> Column | None:
    if column is None or field.memo is None or column.holds is NOTHING:
        return column
    return Column(list(map(field.memo.__getitem__, cast("Sequence[str]", column.values))))


def _holds_a_loss(column: Column) -> bool:
    return column.holds is OTHERS and Lossy in map(type, column.values)


def _show_all(convert: Convert, names: Names, block: Block, scene: Scene) -> Mapping[str, Values]:
    """What a converter makes of the items, by its names."""
    if not convert.reads:
        return _by_name([convert.to_theirs(item, scene) for item in block.each(names)])
    columns = {name: column for name, column in zip(names, block.columns, strict=True) if name in convert.reads}
    told = {name: column.values for name, column in columns.items()}
    at_once = convert.to_theirs_at_once(told) if convert.to_theirs_at_once else None
    if at_once is not None:
        return at_once
    values = list(zip(*told.values(), strict=True)) if told else [()] * block.size
    if any(column.holds is OTHERS for column in columns.values()):  # to a dict true is one
        return _by_name([convert.to_theirs(dict(zip(told, one, strict=True)), scene) for one in values])
    made = {one: convert.to_theirs(dict(zip(told, one, strict=True)), scene) for one in set(values)}
    return _by_name([made[one] for one in values])


def _by_name(made: Sequence[Mapping[str, Converted]]) -> Mapping[str, Values]:
    """What was made of each item, if it has the same names in all. Raises Unusual."""
    if len(set(map(len, made))) != 1:
        raise Unusual
    return {name: cast("Values", [one[name] for one in made]) for name in made[0]}


def _first_told(name: str, columns: Mapping[str, Column], told: set[str]) -> int | None:
    """The first item that has something there, if that is not known already."""
    column = columns.get(name)
    if column is None or name in told or (not isinstance(column, Later) and column.holds is NOTHING):
        return None
    return next((at for at, value in enumerate(column.told) if value is not None and value not in _NOTHING), None)
