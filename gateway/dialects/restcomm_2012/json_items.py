"""The items of 2012-04-24 in JSON for the generated writers: each member a line of its own, at the depth of its document."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from json.encoder import encode_basestring

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.json import JsonForm, write_json
from gateway.dialects.change import Layout
from gateway.dialects.compiled.forms import JSON_TEXT, FieldForm, Holds, ItemForm
from gateway.dialects.compiled.link_maps import LinksForm
from gateway.dialects.compiled.memo import MOST, Unusual
from gateway.dialects.compiled.scalars import json_scalar
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012.json_form import list_name, read_number, shows_null, write_item
from gateway.dialects.restcomm_2012.layouts import JSON_ITEMS, JsonItem
from gateway.dialects.restcomm_2012.names import VERSION, json_key, write_uri
from gateway.dialects.restcomm_2012.nested import CAPABILITIES, LINKS, LinkWriter, link_writer, switch_writer
from gateway.dialects.restcomm_2012.paging import Keys
from gateway.model import Fields, Link, Resource, Value

_LONGEST = 32
"""Characters of a text that may stand for a number."""
_WORD = re.compile(r"\w+", re.ASCII)
_BELOW_AN_ACCOUNT = len(("Accounts", "{sid}", "Calls"))


def json_items(layout: Layout, face: Face, depth: int) -> ItemForm:
    """How an item stands in JSON, so many levels below the top of the document."""
    element, pad = layout.element, "  " * depth
    form = JSON_ITEMS.get(element, JsonItem())
    link = _link_writer(face)
    return ItemForm(
        head="{",
        tail=f"\n{pad}}}",
        between=f",\n{pad}",
        lead=len(","),
        field=lambda name, *, typed: _field(element, form, name, f"{pad}  ", link, typed=typed),
        script=JSON_TEXT,
        link=link,
        interpret=partial(_interpret, element, face, pad),
        order=form.order,
        blank="{}",
        slashes=_BELOW_AN_ACCOUNT,
    )


def json_frame(elements: str, told: Keys | None) -> tuple[str, str]:
    """What stands around the items of a list: the brackets alone, or an object with what it tells of itself."""
    if told is None:
        return "[\n  ", "\n]"
    members = {**told, list_name(elements): None}
    *before, last = [f'  "{key}": {_bare(value)}' for key, value in members.items()]
    return "{\n" + ",\n".join([*before, f"{last}[\n    "]), "\n  ]\n}"


def _bare(value: str | int | None) -> str:
    if value is None:
        return ""
    return replace_surrogates(encode_basestring(value)) if isinstance(value, str) else str(value)


def _link_writer(face: Face) -> LinkWriter:
    before = f"/{VERSION}"

    def write(link: Link, suffix: str = "") -> str:
        del suffix
        if link.absolute or link.query or link.path.count("/") < _BELOW_AN_ACCOUNT:
            return write_uri(link, face, VERSION, in_json=True)
        return f"{before}{link.path}.json"

    return write


def _field(element: str, form: JsonItem, name: str, pad: str, link: LinkWriter, *, typed: bool) -> FieldForm:
    before = f',\n{pad}"{json_key(element, name)}": '
    null = f"{before}null" if shows_null(form, name) else ""
    text = (f'{before}"', '"', null, f'{before}""')
    if name == LINKS:
        return LinksForm(*text, Holds.OTHER, link_writer(partial(_nested, before, pad, '"{}": "%s"'), link))
    if name == CAPABILITIES:
        return FieldForm(*text, Holds.OTHER, switch_writer(partial(_nested, before, pad, '"{}_capable": %s')))
    if name in form.numbers:
        return FieldForm(*text, Holds.OTHER, _number_writer(before))
    if typed or name.endswith("Capable"):
        return FieldForm(*text, Holds.OTHER, lambda value: f"{before}{json_scalar(value)}")
    return FieldForm(*text, Holds.LINK if name.endswith("Uri") else Holds.TEXT)


def _number_writer(before: str) -> Callable[[Value], str]:
    """Writes the number a text stands for."""

    @lru_cache(maxsize=MOST)
    def convert(text: str) -> str:
        number = read_number(text)
        return f"{before}{number!r}" if isinstance(number, float) else f"{before}{json_scalar(number)}"

    def write(value: Value) -> str:
        return convert(value) if type(value) is str and len(value) <= _LONGEST else f"{before}{json_scalar(value)}"

    return write


def _nested(before: str, pad: str, member: str, keys: tuple[str, ...]) -> str:
    if not all(map(_WORD.fullmatch, keys)):
        raise Unusual
    members = ",\n".join([f"{pad}  {member.format(key)}" for key in keys])
    return f"{before}{{\n{members}\n{pad}}}"


def _interpret(element: str, face: Face, pad: str, fields: Fields, suffix: str, record: Record) -> str:
    del suffix
    text = write_json(write_item(Resource(element, fields), face, VERSION, record), form=JsonForm.INDENTED).decode()
    return text.replace("\n", f"\n{pad}")
