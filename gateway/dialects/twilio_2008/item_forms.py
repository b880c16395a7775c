"""The items of 2008 for the generated writers: each field an element or a member, every scalar a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from gateway.codecs.json import write_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm
from gateway.dialects.compiled.forms import JSON_TEXT, XML_TEXT, FieldForm, Holds, ItemForm, Script
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.xml_frames import write_inside
from gateway.dialects.record import Record
from gateway.dialects.twilio_2008 import envelopes
from gateway.model import Fields, Link, Representation, Resource, Value


def item_form(representation: Representation, element: str) -> ItemForm | None:
    """How an item of that name stands in XML or JSON; None for the forms people look at."""
    if representation is Representation.XML:
        return ItemForm(
            head=f"<{element}>",
            tail=f"</{element}>",
            between="",
            lead=0,
            field=_element,
            script=XML_TEXT,
            link=_link,
            interpret=partial(_interpret_xml, element),
        )
    if representation is Representation.JSON:
        return ItemForm(
            head=f'{{"{element}": {{',
            tail="}}",
            between=", ",
            lead=len(", "),
            field=_member,
            script=JSON_TEXT,
            link=_link,
            interpret=partial(_interpret_json, element),
        )
    return None


def _link(link: Link, suffix: str) -> str:
    del suffix
    return link.path


def _element(name: str, *, typed: bool) -> FieldForm:
    before, after, empty = f"<{name}>", f"</{name}>", f"<{name}/>"
    if typed:
        other = partial(_write_other, XML_TEXT, before, after, empty)
        return FieldForm(before, after, empty, empty, Holds.OTHER, other)
    return FieldForm(before, after, empty, empty)


def _member(name: str, *, typed: bool) -> FieldForm:
    nothing = f', "{name}": ""' if name in envelopes.EMPTY_TEXTS else f', "{name}": null'
    before, after = f', "{name}": "', '"'
    if typed:
        return FieldForm(before, after, nothing, nothing, Holds.OTHER, partial(_write_other, JSON_TEXT, before, after, nothing))
    return FieldForm(before, after, nothing, nothing)


def _write_other(script: Script, before: str, after: str, nothing: str, value: Value) -> str:
    """A field that is a number or a boolean by the tables, whatever a backend put there."""
    if isinstance(value, Mapping):
        raise Unusual
    text = envelopes.value_text(value)
    if text is None:
        return nothing
    if not text or script.forbidden.search(text):
        raise Unusual
    return f"{before}{script.escape(text)}{after}"


def _interpret_xml(element: str, fields: Fields, suffix: str, record: Record) -> str:
    del suffix
    item = envelopes.make_element(Resource(element, fields), (), record)
    return write_inside(_in_root, item, XmlForm.EARLY)


def _in_root(item: Element) -> Element:
    return Element(envelopes.ROOT, children=(item,))


def _interpret_json(element: str, fields: Fields, suffix: str, record: Record) -> str:
    del suffix, record
    return write_json({element: envelopes.write_object(fields)}).decode()
