"""The text of a block of items, out of a column for each field: what stands in all of them alike is put together once.

A column is looked at as a whole: whether all of it is text, whether anything in it is to be escaped. What is in any way unusual
raises Unusual; then the items are written one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from gateway.codecs.pieces import PIECE
from gateway.dialects.compiled.forms import FieldForm, Holds, ItemForm
from gateway.dialects.compiled.link_maps import LinksForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.link_columns import LinkColumn, Paths
from gateway.dialects.links_below import MARK, Tails
from gateway.model import Link
from gateway.rows import NOTHING, OTHERS, Column, Values

_LINK, _OTHER = Holds.LINK, Holds.OTHER  # found once: to look up a member of an enum is a call
_LONGEST = 4 * PIECE
"""Characters of a column that are looked through in one call."""


class _Part(Struct, frozen=True):
    """What a field adds to each item: a text that is the same in all, or what stands around the values of a column."""

    before: str
    after: str = ""
    texts: Sequence[str] | None = None


def write_columns(
    form: ItemForm, fields: Sequence[tuple[FieldForm, Column | None]], suffix: str, size: int, *, clean: bool
) -> str:
    """So many items, of which each field has a form and its values; None for one that is null in all. Raises Unusual."""
    writer = _Cells(form, suffix, clean=clean)
    return _put_together(form, list(chain.from_iterable(writer.write(own, column) for own, column in fields)), size)


class _Cells:
    def __init__(self, form: ItemForm, suffix: str, *, clean: bool) -> None:
        self._form = form
        self._suffix = suffix
        self._clean = clean

    def write(self, own: FieldForm, column: Column | None) -> Sequence[_Part]:
        paths = column.paths if isinstance(column, LinkColumn) else None
        around = self._around_paths(own, paths) if paths else None
        if paths and around:
            return self._write_paths(paths, around)
        return (self._write_values(own, column),)

    def _write_values(self, own: FieldForm, column: Column | None) -> _Part:
        if column is None or column.holds is NOTHING:
            return _Part(own.null)
        if own.holds is _OTHER:
            return _Part("", "", self._write_others(own, column.values))
        if own.holds is _LINK and column.holds is OTHERS:
            link, suffix = self._form.link, self._suffix
            column = Column([link(value, suffix) if isinstance(value, Link) else value for value in column.values])
        if column.holds is OTHERS:
            raise Unusual
        texts, before, after = self._escape(column), own.before, own.after
        if all(texts):
            return _Part(before, after, cast("Sequence[str]", texts))
        null, empty = own.null, own.empty
        return _Part("", "", [f"{before}{text}{after}" if text else null if text is None else empty for text in texts])

    def _write_others(self, own: FieldForm, values: Values) -> Sequence[str]:
        other, null = own.other, own.null
        if other is None:
            raise Unusual
        if isinstance(own, LinksForm) and own.write is not None:
            write, clean = own.write, self._clean
            return [null if value is None else other(write(value, clean=clean)) for value in values]
        return [null if value is None else other(value) for value in values]

    def _around_paths(self, own: FieldForm, paths: Paths) -> Sequence[str] | None:
        """What stands before, between and behind the paths of each item; None where that is not the same for all."""
        if paths.tails:
            return self._around_tails(own, paths.tails) if isinstance(own, LinksForm) else None
        slashes = self._form.slashes
        texts = cast("Sequence[str]", paths.column.values)
        if own.holds is not _LINK or (slashes and min(map(str.count, texts, repeat("/"))) < slashes):
            return None
        link = self._form.link(Link(MARK, "", paths.absolute), self._suffix)
        return f"{own.before}{self._form.script.escape(link)}{own.after}".split(MARK)

    def _around_tails(self, own: LinksForm, tails: Tails) -> Sequence[str] | None:
        (written,) = self._write_others(own, [{name: Link(f"{MARK}{tail}") for name, tail in tails}])
        around = written.split(MARK)
        return around if len(around) == len(tails) + 1 else None

    def _write_paths(self, paths: Paths, around: Sequence[str]) -> Sequence[_Part]:
        texts = cast("Sequence[str]", self._escape(paths.column))
        *before, last, end = around
        return (*[_Part(text, "", texts) for text in before], _Part(last, end, texts))

    def _escape(self, column: Column) -> Sequence[str | None]:
        """The texts as the form carries them. Raises Unusual where it can't carry one."""
        texts, text = cast("Sequence[str | None]", column.values), column.text
        script = self._form.script
        if len(text) > _LONGEST:
            raise Unusual
        if not (self._clean and text.isascii()) and script.forbidden.search(text):
            raise Unusual
        if not any(map(text.__contains__, script.special)):
            return texts
        if script.forbidden.search(text):
            raise Unusual
        return [script.escape(one) if one else one for one in texts]


def _put_together(form: ItemForm, parts: Sequence[_Part], size: int) -> str:
    """The parts of each item, one behind the other, without the characters too many at the first; and what is between items."""
    there = [part for part in parts if part.texts is not None or part.before]
    if there and len(there[0].before) >= form.lead:  # the first of them is there in every item
        first = replace(there[0], before=form.head + there[0].before[form.lead :])
        pieces = _lay((first, *there[1:], _Part(form.tail + form.between)), size)
        return "".join(chain.from_iterable(pieces)).removesuffix(form.between)
    blank = form.head + form.tail if form.blank is None else form.blank
    texts = map("".join, _lay(there, size))
    return form.between.join([f"{form.head}{text[form.lead :]}{form.tail}" if text else blank for text in texts])


def _lay(parts: Sequence[_Part], size: int) -> Iterator[tuple[str, ...]]:
    """The pieces of each item; fixed texts that meet are one piece."""
    columns: list[Sequence[str] | repeat[str]] = []
    fixed = ""
    for part in parts:
        fixed += part.before
        if part.texts is not None:
            columns += (repeat(fixed, size), part.texts)
            fixed = part.after
    columns.append(repeat(fixed, size))
    return zip(*columns, strict=True)
