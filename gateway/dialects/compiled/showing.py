"""Writers of canonical items in a dialect's own form, generated from an ItemPlan: `to_theirs` and the form in one pass.

The text of the function is built here from top to bottom as it will run: take the fields, convert them, note what fired, look
at what is unusual, write. Notes and losses are those of the interpreter, in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, cast

from msgspec import Struct

from gateway.codecs.pieces import PIECE
from gateway.dialects.change import Lossy, Scene
from gateway.dialects.compiled.by_names import ByNames, pick_by_places
from gateway.dialects.compiled.code import Code, Generated, unpacked
from gateway.dialects.compiled.column_showing import ColumnWriter
from gateway.dialects.compiled.forms import FieldForm, Holds, ItemForm
from gateway.dialects.compiled.memo import Unusual, remember
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT, Record
from gateway.model import Fields, Link, Loss, Note, Resource, Value
from gateway.rows import Rows


class WriteItems(Protocol):
    """Writes items. `suffix` is what links end in; `clean` says that no text in them holds a control character."""

    def __call__(self, items: Sequence[Resource], scene: Scene, record: Record, suffix: str, *, clean: bool) -> list[str]: ...


class Writer(Struct, frozen=True):
    """Writes items one by one by what was generated for that, and lists kept by columns by blocks."""

    each: WriteItems
    columns: ColumnWriter
    generated: Generated
    between: str

    def write(self, items: Sequence[Resource], scene: Scene, record: Record, suffix: str, *, clean: bool) -> list[str]:
        """The texts of the items, some of them in one with what is between them; the rest as in `WriteItems`."""
        if not isinstance(items, Rows):
            return self.each(items, scene, record, suffix, clean=clean)
        texts: list[str] = []
        told: set[str] = set()
        for block in items.blocks:
            written = self.columns.write(items.names, block, scene, record, told, suffix, clean=clean)
            if written is None:
                one_by_one = [Resource(items.kind, fields) for fields in block.each(items.names)]
                texts += self.each(one_by_one, scene, record, suffix, clean=clean)
            else:
                texts.append(written)
        return texts


class Cell(Struct, frozen=True):
    """One field of the dialect: its name, its form, and the variable its value is in."""

    name: str
    form: FieldForm
    variable: str


def compile_showing(name: str, plan: ItemPlan, form: ItemForm, scene: Scene, *, in_list: bool) -> Writer:
    """The writer of a plan's items. `scene` is one of the face it is for; no request matters to it."""
    options = scene.face.options
    order = [own for own, option in (plan.list_order if in_list else plan.order) if not option or options[option]]
    order = [own for own in form.order if own in order] or order
    builder = _Showing(name, plan, form, scene, tuple(order), in_list=in_list)
    generated = builder.generate()
    columns = ColumnWriter(plan, form, {cell.name: cell.form for cell in builder.cells}, scene)
    return Writer(cast("WriteItems", generated.function()), columns, generated, form.between)


class _Showing:
    def __init__(
        self, name: str, plan: ItemPlan, form: ItemForm, scene: Scene, order: tuple[str, ...], *, in_list: bool
    ) -> None:
        self._plan = plan
        self._form = form
        self._scene = scene
        self._code = Code("write", "items, scene, record, suffix, *, clean")
        self._name = name
        self._in_list = in_list
        typed = {one.theirs for one in plan.fields if one.ours in plan.coerce}
        self.cells = tuple(Cell(own, form.field(own, typed=own in typed), f"v{place}") for place, own in enumerate(order))
        self._at = {cell.name: cell for cell in self.cells}

    def generate(self) -> Generated:
        code = self._code
        code.constant("Unusual", Unusual)
        code.constant("Link", Link)
        code.constant("interpret", self._interpret())
        code.add(0, f'"""{self._name}"""', "out = []", "add = out.append", "fresh = True", "shapes = set()", "shape = None")
        self._open_gone()
        code.add(0, "for item in items:", "    f = item.fields", "    try:")
        self._take()
        self._convert_fields()
        self._run_converts()
        self._make()
        self._note_gone()
        self._note_unknown()
        self._write()
        code.add(1, "except (Unusual, TypeError, KeyError):")
        code.add(2, "add(interpret(f, scene, record, suffix))")
        code.add(1, "fresh = False")
        code.add(0, "return out")
        return code.finish()

    def _interpret(self) -> Callable[[Fields, Scene, Record, str], str]:
        plan, write, in_list = self._plan, self._form.interpret, self._in_list

        def interpret(fields: Fields, scene: Scene, record: Record, suffix: str) -> str:
            return write(plan.to_theirs(fields, scene, record, in_list=in_list), suffix, record.writing)

        return interpret

    def _take(self) -> None:
        """Take the canonical fields that single fields are made of, and those that are lost, by their places in the item."""
        code = self._code
        names = dict.fromkeys((*(one.ours for one in self._plan.fields), *(one.ours for one in self._plan.gone)))
        self._taken = {name: f"x{place}" for place, name in enumerate(names)}
        code.constant("places", ByNames(partial(pick_by_places, tuple(names))))
        code.add(2, "k = tuple(f)", "new = k != shape", "if new:", "    shape, pick = k, places[k]")
        code.add(2, f"{unpacked((*self._taken.values(), '_', '_'))} = pick((*f.values(), None))")

    def _convert_fields(self) -> None:
        code = self._code
        self._note_always([(change, plan.theirs) for plan in self._plan.fields for change in plan.changes])
        for plan in self._plan.fields:
            cell = self._at.get(plan.theirs)
            taken = self._taken[plan.ours]
            if plan.to_theirs:
                memo = code.constant("memo", remember(plan.to_theirs, self._scene))
                target = cell.variable if cell else "unshown"
                code.add(2, f"{target} = None if {taken} is None else {memo}[{taken}]")
            elif cell:
                code.add(2, f"{cell.variable} = {taken}")

    def _note_always(self, fired: Sequence[tuple[str, str]]) -> None:
        """Notes of the first item, which are those of every item."""
        if fired:
            ready = self._code.constant("notes", {Note(change, where): None for change, where in fired if change})
            self._code.add(2, "if fresh:", f"    record.note_all({ready})")

    def _run_converts(self) -> None:
        code = self._code
        for place, (change, convert) in enumerate(self._plan.converts):
            function = code.constant("convert", convert.to_theirs)
            targets = {own: cell.variable if (cell := self._at.get(own)) else "unshown" for own in convert.theirs}
            note = ("    for name in c:", f"        record.note({change!r}, name)")  # once for each set of them
            code.constant("Lossy", Lossy)
            code.constant(f"declared{place}", frozenset(convert.theirs))
            code.add(2, f"c = {function}(f, scene)")
            code.add(2, f"if len(c) == {len(targets)}:", *(f"    {target} = c[{own!r}]" for own, target in targets.items()))
            code.add(3, f"if c{place}:", *note, f"    c{place} = False")
            code.add(2, "else:", f"    if not c.keys() <= declared{place}:", "        raise Unusual")
            code.add(3, f"k = ({place}, *c)", "if k not in shapes:", "    shapes.add(k)", *note)
            code.add(3, *(f"{target} = c.get({own!r})" for own, target in targets.items()))
            # At once, so that the interpreter tells it before what else this item loses.
            for target in targets.values():
                code.add(2, f"if type({target}) is Lossy:", "    raise Unusual")

    def _make(self) -> None:
        code = self._code
        if self._plan.made:
            self._note_always([(made.change, made.theirs) for made in self._plan.made])
        for made in self._plan.made:
            function = code.constant("make", made.make)
            cell = self._at.get(made.theirs)
            code.add(2, f"{cell.variable if cell else 'unshown'} = {function}(f, scene)")

    def _open_gone(self) -> None:
        """Each is noted once: from then on nobody looks."""
        if self._plan.gone:
            self._code.add(0, " = ".join(f"g{place}" for place in range(len(self._plan.gone))) + " = True")
        if self._plan.converts:
            self._code.add(0, " = ".join(f"c{place}" for place in range(len(self._plan.converts))) + " = True")

    def _note_gone(self) -> None:
        code = self._code
        for place, gone in enumerate(self._plan.gone):
            lost = self._taken[gone.ours]
            code.add(2, f'if g{place} and {lost} is not None and {lost} != "" and {lost} != ():')
            note = code.constant("note", {Note(gone.change, gone.ours): None})
            code.add(3, f"g{place} = False", f"record.note_all({note})")
            if gone.loss:
                loss = code.constant("loss", Loss(gone.change, gone.ours, gone.loss))
                code.add(3, f"record.lose_ready({loss})")

    def _note_unknown(self) -> None:
        code = self._code
        code.constant("known", self._plan.known)
        code.add(2, "if new and shape not in shapes:", "    shapes.add(shape)", "    for name in f:")
        code.add(4, "if name not in known:", f"    record.lose({UNKNOWN_FIELD!r}, name, {UNKNOWN_FIELD_TEXT!r})")

    def _write(self) -> None:
        """The text of an item whose values are texts without anything to escape; else field by field."""
        code = self._code
        unset = {cell.name for cell in self.cells} - self._assigned()
        for cell in self.cells:
            if cell.name in unset:
                code.add(2, f"{cell.variable} = None")
        write_texts(code, self._form, self.cells)

    def _assigned(self) -> set[str]:
        plan = self._plan
        return (
            {one.theirs for one in plan.fields}
            | {name for _, convert in plan.converts for name in convert.theirs}
            | {made.theirs for made in plan.made}
        )


def write_texts(code: Code, form: ItemForm, cells: Sequence[Cell]) -> None:
    """The end of a writer: the values in the cells' variables become the item's text."""
    for cell in cells:
        variable = cell.variable
        if cell.form.holds is Holds.LINK:
            code.constant("link", form.link)
            code.add(2, f"if type({variable}) is Link:", f"    {variable} = link({variable}, suffix)")
        elif cell.form.holds is Holds.OTHER:
            other = code.constant(f"other_{variable}", cell.form.other)
            code.add(2, f"{variable} = {cell.form.null!r} if {variable} is None else {other}({variable})")
    texts = [cell for cell in cells if cell.form.holds is not Holds.OTHER]
    if texts:
        _refuse_unusual(code, form, texts, cells)
    parts = []
    for cell in cells:
        if cell.form.holds is not Holds.OTHER:
            code.add(2, *_write_cell(cell))
        parts.append(f"{{{cell.variable}}}")
    item = "f" + repr("".join(parts))
    if form.blank is not None:
        code.add(2, f"t = {item}", f"add({form.head!r} + t[{form.lead}:] + {form.tail!r} if t else {form.blank!r})")
    elif form.lead:
        code.add(2, f"add({form.head!r} + {item}[{form.lead}:] + {form.tail!r})")
    else:
        code.add(2, f"add({_around(form.head, ''.join(parts), form.tail)})")


def _refuse_unusual(code: Code, form: ItemForm, texts: Sequence[Cell], cells: Sequence[Cell]) -> None:
    code.constant("forbidden", form.script.forbidden.search)
    code.constant("piecewise", _piecewise(form, cells))
    values = unpacked(cell.variable for cell in texts)
    code.add(2, f't = "".join(filter(None, ({values})))')
    code.add(2, f"if len(t) > {PIECE}:", "    raise Unusual")
    code.add(2, f"if {' or '.join(f'{one!r} in t' for one in form.script.special)}:")
    code.add(3, "if forbidden(t):", "    raise Unusual")
    code.add(3, f"add(piecewise(({unpacked(cell.variable for cell in cells)})))", "fresh = False", "continue")
    code.add(2, "if not (clean and t.isascii()) and forbidden(t):", "    raise Unusual")


def _piecewise(form: ItemForm, cells: Sequence[Cell]) -> Callable[[Sequence[Value]], str]:
    """An item with something to escape, field by field."""
    escape = form.script.escape

    def write(values: Sequence[Value]) -> str:
        parts = []
        for cell, value in zip(cells, values, strict=True):
            own = cell.form
            if own.holds is Holds.OTHER:
                parts.append(str(value))
            elif value is None:
                parts.append(own.null)
            elif isinstance(value, str):
                parts.append(f"{own.before}{escape(value)}{own.after}" if value else own.empty)
            else:
                raise Unusual
        return form.head + "".join(parts)[form.lead :] + form.tail

    return write


def _write_cell(cell: Cell) -> Sequence[str]:
    """The lines that make the text of a field of its value, both in the cell's variable."""
    own, variable = cell.form, cell.variable
    return (
        f"if {variable}:",
        f"    {variable} = {_around(own.before, f'{{{variable}}}', own.after)}",
        f"elif {variable} is None:",
        f"    {variable} = {own.null!r}",
        f'elif {variable} == "":',
        f"    {variable} = {own.empty!r}",
        "else:",
        "    raise Unusual",
    )


def _around(before: str, inside: str, after: str) -> str:
    """An f-string: literal text around what stands in braces already."""
    return "f" + repr(_literal(before) + inside + _literal(after))


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
