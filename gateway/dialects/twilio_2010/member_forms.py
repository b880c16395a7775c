"""How items of 2010 stand in JSON, for the generated writers: each field a member, in its own order.

The early form escapes the solidus: that is done to an item when it is complete (`finish`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

from gateway.codecs.json import JsonForm, write_json
from gateway.dialects.compiled.as_they_are import Shape
from gateway.dialects.compiled.forms import JSON_TEXT, FieldForm, Holds, ItemForm
from gateway.dialects.compiled.link_maps import LinkMaps, LinksForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.record import Record
from gateway.dialects.tables import Kind
from gateway.dialects.twilio_2010 import json_form
from gateway.dialects.twilio_2010.place import Place, has_links, holds
from gateway.model import Fields, Link, Value

_LARGEST = 10**40


def item_form(kind: Kind, place: Place) -> ItemForm:
    """How an item of the kind stands there."""
    writer = _Members(kind, place)
    return ItemForm(
        head="{",
        tail="}",
        between=writer.comma,
        lead=len(writer.comma),
        field=writer.field,
        script=JSON_TEXT,
        link=place.write_link,
        interpret=partial(_interpret, kind, place),
    )


def arrange(kind: Kind, names: Sequence[str]) -> Shape | None:
    """The fields as they are; None where UTF-8 can't carry a name."""
    del kind
    return None if JSON_TEXT.forbidden.search("".join(names)) else tuple(names)


def finish(text: str) -> str:
    """An item or a list in the early form."""
    return text.replace("/", r"\/")


def _interpret(kind: Kind, place: Place, fields: Fields, suffix: str, record: Record) -> str:
    del record
    plain = json_form.plain(place.fill(fields, kind), place.face, place.version, suffix)
    text = write_json(plain, form=JsonForm.EARLY if place.early else JsonForm.MODERN).decode()
    return text.replace(r"\/", "/") if place.early else text  # `finish` escapes it again


class _Members:
    """Writes the fields of one kind."""

    def __init__(self, kind: Kind, place: Place) -> None:
        self._kind, self._place = kind, place
        self.comma, self._colon = (",", ":") if place.early else (", ", ": ")
        self._maps = LinkMaps(JSON_TEXT, self._frame_links)

    def field(self, name: str, *, typed: bool) -> FieldForm:
        del typed
        before = f"{self.comma}{_text(name)}{self._colon}"
        kept = holds(name, self._kind)
        if kept is not Holds.OTHER:
            return FieldForm(f'{before}"', '"', f"{before}null", f'{before}""', kept)
        if has_links(name, self._kind):
            return LinksForm(before, "", f"{before}null", f'{before}""', kept, str, partial(self._write_links, before))
        return FieldForm(before, "", f"{before}null", f'{before}""', kept, partial(self._write_member, before))

    def _write_links(self, before: str, value: Value, *, clean: bool) -> str:
        """A field whose value should be an object of links."""
        quick = self._maps.write(value, clean=clean) if isinstance(value, Mapping) else None
        return before + (self._write(value) if quick is None else f"{{{quick}}}")

    def _write_member(self, before: str, value: Value) -> str:
        return before + self._write(value)

    def _write(self, value: Value) -> str:
        """Any value."""
        if value is None:
            return "null"
        if type(value) is bool:
            return "true" if value else "false"
        if type(value) is str:
            return _text(value)
        if type(value) is int and -_LARGEST < value < _LARGEST:
            return int.__repr__(value)
        if type(value) is float and math.isfinite(value):
            return float.__repr__(value)
        if isinstance(value, Link):
            return _text(self._place.write_link(value, self._place.suffix))
        if isinstance(value, Mapping):
            members = [f"{_text(key)}{self._colon}{self._write(one)}" for key, one in value.items()]
            return f"{{{self.comma.join(members)}}}"
        if isinstance(value, tuple):
            return f"[{self.comma.join([self._write(one) for one in value])}]"
        raise Unusual

    def _frame_links(self, keys: Sequence[str]) -> Sequence[tuple[str, str]] | None:
        if JSON_TEXT.forbidden.search("".join(keys)):
            return None
        before, after = JSON_TEXT.escape(self._place.root), JSON_TEXT.escape(self._place.suffix)
        commas = ("", *[self.comma] * (len(keys) - 1))
        return [(f'{comma}{_text(key)}{self._colon}"{before}', f'{after}"') for comma, key in zip(commas, keys, strict=True)]


def _text(text: str) -> str:
    if JSON_TEXT.forbidden.search(text):
        raise Unusual
    return f'"{JSON_TEXT.escape(text)}"'
