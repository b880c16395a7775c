"""Writers of items that keep their canonical names and values, of which no plan tells the fields: one for each tuple of them.

The items of a list mostly have the same fields in the same order. So many tuples are written by generated code; the items of
all others, and each with a value that is unusual, are left to the interpreter, and what comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Protocol, TypeAlias, cast

from msgspec import Struct

from gateway.dialects.compiled.code import Code, Generated, unpacked
from gateway.dialects.compiled.column_cells import write_columns
from gateway.dialects.compiled.forms import SECRET, ItemForm
from gateway.dialects.compiled.link_maps import LinksForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.showing import Cell, write_texts
from gateway.dialects.record import Record
from gateway.model import Link, Resource
from gateway.rows import Block, Names, Rows

Shape: TypeAlias = tuple[str, ...]
"""The names of the fields of an item, in its order."""

MOST_SHAPES = 64
MOST_AT_ONCE = 4
"""Writers generated during one answer: each takes some milliseconds, in which no other call is served."""
MOST_FIELDS = 128
LONGEST_NAME = 64
"""In characters. The names come from backends."""


class WriteItems(Protocol):
    """Writes items of one shape. `suffix` is what links end in; `clean` says that no text holds a control character."""

    def __call__(self, items: Iterable[Resource], suffix: str, record: Record, *, clean: bool) -> list[str]: ...


class Writer(Struct, frozen=True):
    """A writer, the text it was generated as, and the form of each field shown."""

    write: WriteItems
    generated: Generated
    cells: Sequence[Cell]


class Shapes:
    """The writers of one kind of items in one form, by shape.

    `arrange` gives the fields an item of a shape shows, in order, those too that it lacks; None leaves it to the interpreter.
    """

    def __init__(self, name: str, form: ItemForm, arrange: Callable[[Shape], Shape | None]) -> None:
        self._name, self._arrange = name, arrange
        self.form = form
        self.writers: dict[Shape, Writer] = {}

    def write(self, items: Iterable[Resource], suffix: str, record: Record, *, clean: bool) -> list[str]:
        """The texts of the items, some of them in one with what is between them. Losses are those of the interpreter."""
        if isinstance(items, Rows):
            return self._write_rows(items, suffix, record, clean=clean and SECRET not in items.names)
        texts: list[str] = []
        left = MOST_AT_ONCE
        for shape, run in groupby(items, _shape_of):
            writer = self.writers.get(shape)
            if writer is None and left and (writer := self._generate(shape)):
                left -= 1
            if writer:
                texts += writer.write(run, suffix, record, clean=clean and SECRET not in shape)
            else:
                texts += [self.form.interpret(item.fields, suffix, record) for item in run]
        return texts

    def _write_rows(self, rows: Rows, suffix: str, record: Record, *, clean: bool) -> list[str]:
        """Block by block; one in which anything is unusual item by item."""
        writer = self.writers.get(rows.names) or self._generate(rows.names)
        texts: list[str] = []
        for block in rows.blocks:
            written = _write_block(self.form, writer, rows.names, block, suffix, clean=clean) if writer else None
            if written is None:
                one_by_one = [Resource(rows.kind, fields) for fields in block.each(rows.names)]
                texts += self.write(one_by_one, suffix, record, clean=clean)
            else:
                texts.append(written)
        return texts

    def _generate(self, shape: Shape) -> Writer | None:
        if len(self.writers) >= MOST_SHAPES or not 0 < len(shape) <= MOST_FIELDS or max(map(len, shape)) > LONGEST_NAME:
            return None
        shown = self._arrange(shape)
        if shown is None:
            return None
        writer = compile_shape(self._name, self.form, shape, shown)
        self.writers[shape] = writer
        return writer


def _write_block(form: ItemForm, writer: Writer, names: Names, block: Block, suffix: str, *, clean: bool) -> str | None:
    columns = dict(zip(names, block.columns, strict=True))
    fields = [(cell.form, columns.get(cell.name)) for cell in writer.cells]
    try:
        return write_columns(form, fields, suffix, block.size, clean=clean)
    except (Unusual, TypeError, RecursionError):
        return None


def _shape_of(item: Resource) -> Shape:
    return tuple(item.fields)


def compile_shape(name: str, form: ItemForm, shape: Shape, shown: Sequence[str]) -> Writer:
    """The writer of items that have the fields of a shape and show these; one they lack is null."""
    code = Code("write", "items, suffix, record, *, clean")
    code.constant("Unusual", Unusual)
    code.constant("Link", Link)
    code.constant("interpret", form.interpret)
    variables = {own: f"v{place}" for place, own in enumerate(shape)}
    lacking = {own: f"n{place}" for place, own in enumerate(shown) if own not in variables}
    code.add(0, f"{f'{name}: {len(shape)} fields'!r}", "out = []", "add = out.append", "for item in items:")
    code.add(1, "f = item.fields", "try:", f"    {unpacked(variables.values())} = f.values()")
    if lacking:
        code.add(2, f"{' = '.join(lacking.values())} = None")
    places = variables | lacking
    cells = [Cell(own, form.field(own, typed=False), places[own]) for own in shown]
    for cell in cells:
        if isinstance(cell.form, LinksForm):
            write = code.constant(f"links_{cell.variable}", cell.form.write)
            code.add(2, f"if {cell.variable} is not None:", f"    {cell.variable} = {write}({cell.variable}, clean=clean)")
    write_texts(code, form, cells)
    code.add(1, "except (Unusual, TypeError, RecursionError):", "    add(interpret(f, suffix, record))")
    code.add(0, "return out")
    generated = code.finish()
    return Writer(cast("WriteItems", generated.function()), generated, cells)
