"""The items of 2012-04-24 in XML for the generated writers: each field a line of its own, at the depth of its document.

A message that tells an error is left to the interpreter, for two fields become one element there.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TypeAlias

from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name
from gateway.dialects.change import Layout
from gateway.dialects.compiled.forms import XML_TEXT, FieldForm, Holds, ItemForm
from gateway.dialects.compiled.link_maps import LinksForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.scalars import xml_scalar
from gateway.dialects.compiled.xml_frames import Place, cut_frame, give_attributes, write_inside
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012.names import VERSION, write_uri, xml_element
from gateway.dialects.restcomm_2012.nested import CAPABILITIES, LINKS, LinkWriter, link_writer, switch_writer
from gateway.dialects.restcomm_2012.xml_form import (
    CAPABLE,
    ERROR,
    NOT_IN_XML,
    ElementWriter,
    is_left_out,
    member_name,
    wrap,
)
from gateway.model import Fields, Link, Resource, Value

_MESSAGE, _OFFER = "SMSMessage", "AvailablePhoneNumber"
Attributes: TypeAlias = tuple[tuple[str, str], ...]


def xml_items(layout: Layout, face: Face, operation: str, *, in_list: bool) -> ItemForm:
    """How an item stands in the XML of that operation."""
    element, as_server = layout.element, face.switch("server_xml")
    elements = layout.elements if in_list else ""
    pad = _bare_frame(elements, operation, as_server=as_server)[0].rpartition("\n")[2]
    link = _link_writer(face)
    return ItemForm(
        head=f"<{element}>\n",
        tail=f"{pad}</{element}>",
        between=f"\n{pad}",
        lead=0,
        field=lambda name, *, typed: _field(element, name, f"{pad}  ", link, typed=typed),
        script=XML_TEXT,
        link=link,
        interpret=partial(_interpret, element, face, _document(elements, operation, as_server=as_server)),
    )


def xml_frame(elements: str, told: Attributes, operation: str, *, as_server: bool) -> tuple[str, str]:
    """What stands around the items of a list with these attributes or, where that has no name, around the one item."""
    before, after = _bare_frame(elements, operation, as_server=as_server)
    return (give_attributes(before, told) if told else before), after


@lru_cache(maxsize=256)
def _bare_frame(elements: str, operation: str, *, as_server: bool) -> tuple[str, str]:
    return cut_frame(_document(elements, operation, as_server=as_server), XmlForm.INDENTED)


def _document(elements: str, operation: str, *, as_server: bool) -> Place:
    def place(item: Element) -> Element:
        return wrap(Element(elements, children=(item,)) if elements else item, operation, as_server=as_server)

    return place


def _link_writer(face: Face) -> LinkWriter:
    before = f"/{VERSION}"

    def write(link: Link, suffix: str = "") -> str:
        del suffix
        if link.absolute or link.query:
            return write_uri(link, face, VERSION, in_json=False)
        return f"{before}{link.path}"

    return write


def _field(element: str, name: str, pad: str, link: LinkWriter, *, typed: bool) -> FieldForm:
    """One field; those that share an element with others write their own part of it."""
    if element == _MESSAGE and name in ERROR:
        return FieldForm("", "", "", "", Holds.OTHER, _leave)
    if element == _OFFER and name in CAPABLE:
        return _offered(name, pad)
    if element == _OFFER and name in NOT_IN_XML:
        return FieldForm("", "", "", "", Holds.OTHER, lambda _: "")
    own = xml_element(element, name)
    before, after, empty = f"{pad}<{own}>", f"</{own}>\n", f"{pad}<{own}/>\n"
    null = "" if is_left_out(name, None) else empty
    if name == LINKS:
        return LinksForm(before, after, null, empty, Holds.OTHER, link_writer(partial(_nested, own, pad), link))
    if name == CAPABILITIES:
        return FieldForm(before, after, null, empty, Holds.OTHER, switch_writer(partial(_nested, own, pad)))
    if typed:
        return FieldForm(before, after, null, empty, Holds.OTHER, partial(_write_typed, before, after, empty))
    return FieldForm(before, after, null, empty, Holds.LINK if name.endswith("Uri") else Holds.TEXT)


def _leave(value: Value) -> str:
    del value
    raise Unusual


def _offered(name: str, pad: str) -> FieldForm:
    """One line of what a number to buy can do, the first and the last with the element around them all."""
    own = member_name(name.removesuffix("Capable"))
    opening = f"{pad}<{CAPABILITIES}>\n" if name == CAPABLE[0] else ""
    closing = f"{pad}</{CAPABILITIES}>\n" if name == CAPABLE[-1] else ""

    def write(value: Value) -> str:
        return f"{opening}{pad}  <{own}>{'true' if value else 'false'}</{own}>\n{closing}"

    return FieldForm("", "", write(None), "", Holds.OTHER, write)


def _write_typed(before: str, after: str, empty: str, value: Value) -> str:
    text = xml_scalar(value)
    return f"{before}{text}{after}" if text else empty


def _nested(own: str, pad: str, keys: tuple[str, ...]) -> str:
    names = [member_name(key) for key in keys]
    if not all(map(is_name, names)):
        raise Unusual
    return "".join([f"{pad}<{own}>\n", *(f"{pad}  <{name}>%s</{name}>\n" for name in names), f"{pad}</{own}>\n"])


def _interpret(element: str, face: Face, place: Place, fields: Fields, suffix: str, record: Record) -> str:
    del suffix
    return write_inside(place, ElementWriter(face, VERSION, record).item(Resource(element, fields)), XmlForm.INDENTED)
