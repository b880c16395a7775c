"""The four envelopes of 2008: XML with its attributes, JSON with every item wrapped in its name, CSV and HTML.

All four show the same fields by the same names; the plans have put them in order. Every scalar is text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.csv import write_csv
from gateway.codecs.html import dash_case, write_html
from gateway.codecs.json import JsonForm, JsonWritable, write_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name
from gateway.codecs.xml import write_xml as write_document
from gateway.dialects.compiled.xml_frames import cut_frame, give_attributes
from gateway.dialects.record import Record
from gateway.model import Fields, Link, Page, Resource, Value
from gateway.release import LongList

ROOT, ERROR = "TwilioResponse", "RestException"
EMPTY_TEXTS = frozenset({"CallSegmentSid"})
"""The one field whose emptiness is an empty text in JSON; all others are null."""

Attributes = tuple[tuple[str, str], ...]


def value_text(value: Value) -> str | None:
    """A value as 2008 writes it in every representation; None for nothing. It has no lists: one becomes its members' text."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value_text(inner) or "" for inner in value)
    if isinstance(value, Mapping):
        return " ".join(f"{name}={value_text(inner) or ''}" for name, inner in value.items())
    return value.path if isinstance(value, Link) else str(value)


def make_element(body: Resource | Page, attributes: Attributes, record: Record) -> Element:
    """The one child of the root."""
    if isinstance(body, Resource):
        return _item(body, record)
    return Element(body.list_key, attributes, tuple(_item(item, record) for item in body.items))


def _item(item: Resource, record: Record) -> Element:
    return Element(item.kind, children=tuple(_fields(item.fields, record)))


def _fields(fields: Fields, record: Record) -> Iterator[Element]:
    """An element for each field, but for those of a nested object whose name XML can't carry."""
    for name, value in fields.items():
        if is_name(name):
            yield _field(name, value, record)
        else:
            record.lose("xml-can-not-carry-the-name", name, "XML has no element of such a name; the field was left out")


def _field(name: str, value: Value, record: Record) -> Element:
    if isinstance(value, Mapping):
        return Element(name, children=tuple(_fields(value, record)))
    text = value_text(value)
    if text is None:
        return Element(name)
    text, replaced = replace_forbidden(text)
    if replaced:
        record.lose("xml-can-not-carry-the-character", name, "a control character became U+FFFD")
    return Element(name, text=text)


def write_xml(children: tuple[Element, ...]) -> bytes:
    """`<TwilioResponse>` around the children, in the byte form of 2009."""
    return write_document(Element(ROOT, children=children), form=XmlForm.EARLY)


def xml_frame(list_key: str, attributes: Attributes) -> tuple[str, str]:
    """What `write_xml` puts before and behind the items of a list, or before and behind the one item where that has no name."""
    before, after = _bare_frame(list_key)
    return (give_attributes(before, attributes) if attributes else before), after


@lru_cache(maxsize=64)
def _bare_frame(list_key: str) -> tuple[str, str]:
    def place(items: Element) -> Element:
        return Element(ROOT, children=(Element(list_key, children=(items,)) if list_key else items,))

    return cut_frame(place, XmlForm.EARLY)


def json_frame(list_key: str) -> tuple[str, str]:
    """Likewise in JSON."""
    return (f'{{"{ROOT}": {{"{list_key}": [', "]}}") if list_key else (f'{{"{ROOT}": ', "}")


def write_empty_json() -> bytes:
    """The envelope around nothing, for a delete that is answered with a body."""
    return write_json({ROOT: {}})


def write_json_body(body: Resource | Page) -> bytes:
    """`{"TwilioResponse": {"Calls": [{"Call": {…}}, …]}}`: there is no place for paging."""
    inner: JsonWritable
    if isinstance(body, Resource):
        inner = {body.kind: write_object(body.fields)}
    else:
        inner = {body.list_key: LongList({item.kind: write_object(item.fields)} for item in body.items)}
    return write_json({ROOT: inner}, form=JsonForm.MODERN)


def write_object(fields: Fields) -> JsonWritable:
    """The members of an item."""
    return {name: _json_value(name, value) for name, value in fields.items()}


def _json_value(name: str, value: Value) -> JsonWritable:
    if isinstance(value, Mapping):
        return write_object(value)
    text = value_text(value)
    return "" if text is None and name in EMPTY_TEXTS else text


def write_rows(body: Resource | Page, header: tuple[str, ...]) -> bytes:
    """CSV: a header row with the names in XML order, null empty, only fields that hold a comma in quotes."""
    items = body.items if isinstance(body, Page) else (body,)
    rows = ([_cell(item.fields.get(name)) for name in header] for item in items)
    return write_csv(header, rows, quote_blank=False)


def _cell(value: Value) -> str:
    return value_text(value) or ""


def write_html_page(element: Element, status: int) -> bytes:
    """HTML: an element is a `div`, its class the dashed name."""
    return write_html(str(status), dash_case(ROOT), (element,))
