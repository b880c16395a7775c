"""How items of 2010 stand in XML, for the generated writers: each field an element, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name
from gateway.dialects.compiled.as_they_are import Shape
from gateway.dialects.compiled.forms import XML_TEXT, FieldForm, Holds, ItemForm
from gateway.dialects.compiled.link_maps import LinkMaps, LinksForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.xml_frames import write_inside
from gateway.dialects.record import Record
from gateway.dialects.tables import Kind
from gateway.dialects.twilio_2010 import xml_form
from gateway.dialects.twilio_2010.names import capability_element, element_name, singular
from gateway.dialects.twilio_2010.place import Place, has_links, holds
from gateway.model import Fields, Link, Resource, Value


def item_form(kind: Kind, place: Place) -> ItemForm:
    """How an item of the kind stands there."""
    writer = _Elements(kind, place)
    return ItemForm(
        head=f"<{kind.element}>",
        tail=f"</{kind.element}>",
        between="",
        lead=0,
        field=writer.field,
        script=XML_TEXT,
        link=place.write_link,
        interpret=partial(_interpret, kind, place),
    )


def arrange(kind: Kind, names: Sequence[str]) -> Shape | None:
    """The fields in their order here; None where XML can't carry a name."""
    ordered = xml_form.ordered_keys(dict.fromkeys(names), kind)
    return tuple(ordered) if all(is_name(element_name(name)) for name in ordered) else None


def _interpret(kind: Kind, place: Place, fields: Fields, suffix: str, record: Record) -> str:
    item = xml_form.make_item(Resource(kind.name, place.fill(fields, kind)), kind, place.face, place.version, suffix, record)
    return write_inside(_in_root, item, XmlForm.MODERN)


def _in_root(item: Element) -> Element:
    return Element(xml_form.ROOT, children=(item,))


class _Elements:
    """Writes the fields of one kind. What makes a loss is Unusual, so that the interpreter records it."""

    def __init__(self, kind: Kind, place: Place) -> None:
        self._kind, self._place = kind, place
        self._maps = LinkMaps(XML_TEXT, self._frame_links)

    def field(self, name: str, *, typed: bool) -> FieldForm:
        del typed
        element = element_name(name)
        before, after, nothing = f"<{element}>", f"</{element}>", f"<{element}/>"
        kept = holds(name, self._kind)
        if kept is not Holds.OTHER:
            return FieldForm(before, after, nothing, nothing, kept)
        if has_links(name, self._kind):
            return LinksForm(before, after, nothing, nothing, kept, str, partial(self._write_links, element))
        name_of = capability_element if name == "capabilities" else element_name
        return FieldForm(before, after, nothing, nothing, kept, partial(self._write, element, name_of))

    def _write_links(self, element: str, value: Value, *, clean: bool) -> str:
        """A field whose value should be an object of links."""
        quick = self._maps.write(value, clean=clean) if isinstance(value, Mapping) else None
        return self._write(element, element_name, value) if quick is None else f"<{element}>{quick}</{element}>"

    def _write(self, element: str, name_of: Callable[[str], str], value: Value) -> str:
        """A field whose value may be anything; `name_of` names the members of an object."""
        kind = type(value)
        if kind is str or value is None:
            inside = _text(str(value or ""))
        elif kind is bool:
            inside = "true" if value else "false"
        elif isinstance(value, int | float):
            inside = str(value)
        elif isinstance(value, Link):
            inside = _text(self._place.write_link(value, self._place.suffix))
        elif isinstance(value, Mapping):
            inside = "".join([self._member(key, one, name_of) for key, one in value.items()])
        elif isinstance(value, tuple):
            inside = "".join([self._write(singular(element), element_name, one) for one in value])
        else:
            raise Unusual
        return f"<{element}>{inside}</{element}>" if inside else f"<{element}/>"

    def _member(self, key: str, value: Value, name_of: Callable[[str], str]) -> str:
        element = name_of(key)
        if not is_name(element):
            raise Unusual
        return self._write(element, capability_element if key == "capabilities" else element_name, value)

    def _frame_links(self, keys: Sequence[str]) -> Sequence[tuple[str, str]] | None:
        before, after = XML_TEXT.escape(self._place.root), XML_TEXT.escape(self._place.suffix)
        names = [element_name(key) for key in keys]
        return [(f"<{name}>{before}", f"{after}</{name}>") for name in names] if all(map(is_name, names)) else None


def _text(text: str) -> str:
    if XML_TEXT.forbidden.search(text):
        raise Unusual
    return XML_TEXT.escape(text)
