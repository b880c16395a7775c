"""Readers of a dialect's own items, generated from an ItemPlan: `to_ours` for a whole list in one pass.

The text of the function is built here from top to bottom as it will run: take the fields, convert them, note what fired, put
the canonical item together, add what no table knows, make again what the dialect lacks. Notes and losses are those of the
interpreter, in its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol, cast

from msgspec import Struct

from gateway.dialects.change import ColumnMaker, Converted, Lossy, Scene, make_column
from gateway.dialects.compiled.by_names import ByNames, Names, Pick, pick_by_places
from gateway.dialects.compiled.code import Code, Generated, unpacked
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.recalled import Coerce, Recalled
from gateway.dialects.item_plan import FieldPlan, ItemPlan
from gateway.dialects.record import Record
from gateway.model import Fields, Value
from gateway.rows import Block


class ReadItems(Protocol):
    """Reads items of the dialect's own fields: the canonical fields of each."""

    def __call__(self, items: Iterable[Fields], scene: Scene, record: Record) -> list[dict[str, Value]]: ...


class Reader(Struct, frozen=True):
    """A reader, the text it was generated as, and what it leaves null in lists, because many items' can be made at once: fields
    the dialect lacks, with what makes each. They are noted with the others, of which none comes behind them."""

    read: ReadItems
    generated: Generated
    late: tuple[tuple[str, ColumnMaker], ...]

    def add_late(self, items: Iterable[dict[str, Value]], scene: Scene) -> None:
        """Completes items one by one."""
        for fields in items if self.late else ():
            for name, make in self.late:
                fields[name] = make(fields, scene)

    def with_late(self, names: Names, block: Block, scene: Scene) -> Block:
        """The block, complete."""
        for name, make in self.late:
            columns = list(block.columns)
            columns[names.index(name)] = make_column(make, names, block, scene)
            block = Block(columns, block.size)
        return block


def compile_reading(name: str, plan: ItemPlan, scene: Scene, *, in_list: bool) -> Reader:
    """The reader of a plan's items. `scene` is one of the face it is for; no request matters to it."""
    late = _find_late(plan) if in_list else ()
    generated = _Reading(name, plan, scene, frozenset(name for name, _ in late), in_list=in_list).generate()
    return Reader(cast("ReadItems", generated.function()), generated, late)


def _find_late(plan: ItemPlan) -> tuple[tuple[str, ColumnMaker], ...]:
    """The fields made last of all, in their order, if they are there in any case and can be made at once."""
    made = [(gone.ours, gone.remake) for gone in plan.gone if gone.remake is not None]
    late: list[tuple[str, ColumnMaker]] = []
    while made and isinstance(make := made[-1][1], ColumnMaker) and made[-1][0] in plan.list_blank:
        late.append((made.pop()[0], make))
    return tuple(reversed(late))


class _Reading:
    def __init__(self, name: str, plan: ItemPlan, scene: Scene, late: frozenset[str], *, in_list: bool) -> None:
        self._name = name
        self._plan = plan
        self._late_made = late
        self._scene = scene
        self._blank = plan.list_blank if in_list else plan.blank
        self._interpret = partial(plan.to_ours, in_list=in_list)
        self._code = Code("read", "items, scene, record")
        self._told = {name: f"v{place}" for place, name in enumerate(self._blank)}
        """The variable of each canonical field that is there in any case."""
        self._set: dict[str, str] = {}
        """Those of them that something is assigned to; a field without a converter stays in the variable it was taken to."""
        self._makers = Counter(one.ours for one in plan.fields)
        self._makers.update(plan.key_name(ours) for _, convert in plan.converts for ours in convert.ours)
        self._late: list[str] = []
        """The lines that add the fields that may be missing."""

    def generate(self) -> Generated:
        code = self._code
        code.constant("Unusual", Unusual)
        code.constant("Lossy", Lossy)
        code.constant("interpret", self._interpret)
        flags = [f"n{place} = True" for place, one in enumerate(self._plan.fields) if self._is_noted_late(one)]
        code.add(0, f'"""{self._name}"""', "out = []", "add = out.append")
        code.add(0, "fresh = True", "shapes = set()", "shape = None", *flags)
        code.add(0, "for f in items:", "    try:")
        self._take()
        self._note_fields()
        self._convert_fields()
        self._run_converts()
        shown = ", ".join(f"{name!r}: {self._set.get(name)}" for name in self._blank)
        code.add(2, f"values = {{{shown}}}", *self._late)
        self._add_unknown()
        self._make_again()
        code.add(2, "fresh = False")
        code.add(1, "except (Unusual, TypeError, KeyError):", "    values = interpret(f, scene, record)")
        code.add(1, "add(values)")
        code.add(0, "return out")
        return code.finish()

    def _take(self) -> None:
        """Take all fields of the dialect in one go, by their places in the item; one that is missing is null."""
        code = self._code
        names = tuple(one.theirs for one in self._plan.fields)
        code.constant("places", ByNames(partial(_find_places, names, self._plan.theirs)))
        code.add(2, "k = tuple(f)", "if k != shape:", "    shape, (pick, unknown) = k, places[k]")
        code.add(2, f"{unpacked((*(f'x{place}' for place in range(len(names))), '_', '_'))} = pick((*f.values(), None))")

    def _is_sure(self, ours: str) -> bool:
        return ours in self._blank

    def _is_noted_late(self, one: FieldPlan) -> bool:
        return bool(one.changes) and not self._is_sure(one.ours)

    def _note_fields(self) -> None:
        """With the first item all of them; a field that may be missing is noted when it is first there."""
        lines = []
        for place, one in enumerate(self._plan.fields):
            notes = [f"record.note({change!r}, {one.theirs!r})" for change in one.changes]
            if self._is_sure(one.ours):
                lines += notes
            elif notes:
                lines += [f"if x{place} is not None:", *(f"    {note}" for note in notes)]
        if lines:
            self._code.add(2, "if fresh:", *(f"    {line}" for line in lines))
        for place, one in enumerate(self._plan.fields):
            if self._is_noted_late(one):
                self._code.add(2, f"if n{place} and x{place} is not None:", f"    n{place} = False")
                self._code.add(3, *(f"record.note({change!r}, {one.theirs!r})" for change in one.changes))

    def _convert_fields(self) -> None:
        for place, one in enumerate(self._plan.fields):
            value, sure = f"x{place}", self._is_sure(one.ours)
            target = self._told[one.ours] if sure else f"w{place}"
            if not one.to_ours and one.ours not in self._plan.coerce:
                target = value
            else:
                self._convert_field(one, value, target)
            if sure:
                self._set[one.ours] = target
            else:
                self._late += [f"if {value} is not None:", f"    values[{one.ours!r}] = {target}"]

    def _convert_field(self, one: FieldPlan, value: str, target: str) -> None:
        code, coerce = self._code, self._plan.coerce.get(one.ours)
        memo = code.constant("memo", Recalled(one.to_ours, coerce, self._scene))
        if one.to_ours:
            code.add(2, f"{target} = None if {value} is None else {memo}[{value}]")
            self._tell_loss(target, one.changes[-1] if one.changes else "", one.theirs)
            return
        turn = code.constant("coerce", coerce)
        code.add(2, f"{target} = None if {value} is None else {memo}[{value}] if type({value}) is str else {turn}({value})")

    def _tell_loss(self, target: str, change: str, where: str) -> None:
        code = self._code
        code.add(2, f"if type({target}) is Lossy:")
        code.add(3, f"record.lose({change!r}, {where!r}, {target}.text)", f"{target} = {target}.value")

    def _run_converts(self) -> None:
        for place, (change, convert) in enumerate(self._plan.converts):
            function = self._code.constant("convert", convert.to_ours)
            self._code.add(2, f"c{place} = {function}(f, scene)")
            names = [self._plan.key_name(ours) for ours in convert.ours]
            if all(self._is_sure(name) and self._makers[name] == 1 for name in names):
                self._take_converted(f"c{place}", change, names)
            else:
                self._keep_converted(place, change, names)

    def _take_converted(self, made: str, change: str, names: Sequence[str]) -> None:
        """What nothing else makes, out of a converter that makes all it declares; one that does not is Unusual."""
        code = self._code
        code.add(2, f"if len({made}) != {len(names)}:", "    raise Unusual")
        for name in names:
            code.add(2, f"{self._told[name]} = {made}[{name!r}]")
        code.add(2, "if fresh:", f"    for name in {made}:", f"        record.note({change!r}, name)")
        for name in names:
            target = self._set[name] = self._told[name]
            self._tell_loss(target, change, name)
            if name in self._plan.coerce:
                turn = code.constant("coerce", self._plan.coerce[name])
                code.add(2, f"if {target} is not None:", f"    {target} = {turn}({target})")

    def _keep_converted(self, place: int, change: str, names: Sequence[str]) -> None:
        """What may be missing, or may replace what another one made: it is laid over the item."""
        code, made = self._code, f"c{place}"
        code.constant(f"declared{place}", frozenset(names))
        code.constant("settle", partial(_settle, self._plan.coerce))
        code.add(2, f"k = ({place}, *{made})", "if k not in shapes:")
        code.add(3, f"if not {made}.keys() <= declared{place}:", "    raise Unusual")
        code.add(3, f"for name in {made}:", f"    record.note({change!r}, name)", "shapes.add(k)")
        code.add(2, f"{made} = settle({made}, {change!r}, record)")
        self._late.append(f"values.update({made})")

    def _add_unknown(self) -> None:
        code = self._code
        code.constant("add_unknown", partial(_add_unknown, self._plan.key_name, self._plan.coerce))
        code.add(2, "if unknown:", "    add_unknown(values, f, unknown)")

    def _make_again(self) -> None:
        code = self._code
        for gone in self._plan.gone:
            if gone.remake is None:
                continue
            remake = code.constant("remake", gone.remake)
            note, made = f"record.note({gone.change!r}, {gone.ours!r})", f"values[{gone.ours!r}] = {remake}(values, scene)"
            if gone.ours in self._late_made:
                code.add(2, "if fresh:", f"    {note}")
            elif self._is_sure(gone.ours):
                code.add(2, "if fresh:", f"    {note}", made)
            else:
                code.add(2, f"if {gone.ours!r} in values:", f"    {note}", f"    {made}")


def _find_places(wanted: Names, known: frozenset[str], names: Names) -> tuple[Pick, Names]:
    """What takes those wanted out of an item's values, and which of the item's names no table knows."""
    return pick_by_places(wanted, names), tuple(name for name in names if name not in known)


def _settle(coerce: Mapping[str, Coerce], made: Mapping[str, Converted], change: str, record: Record) -> dict[str, Value]:
    """What a converter made, its losses told and each value of its field's type."""
    settled = {name: record.unwrap(value, change, name) for name, value in made.items()}
    for name in settled.keys() & coerce.keys():
        if settled[name] is not None:
            settled[name] = coerce[name](settled[name])
    return settled


def _add_unknown(
    key_name: Callable[[str], str], coerce: Mapping[str, Coerce], values: dict[str, Value], item: Fields, unknown: Names
) -> None:
    """Fields that no table knows, by the names they have in the canonical form."""
    for name in unknown:
        key, value = key_name(name), item[name]
        values[key] = coerce[key](value) if value is not None and key in coerce else value
