"""The XML of 2010: `<TwilioResponse>` around one item, or around a list with its paging in attributes.

Fields go out in the order captured answers have; a field no table knows goes before `Uri`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name, write_xml
from gateway.dialects.face import Face
from gateway.dialects.links import write_link
from gateway.dialects.record import Record
from gateway.dialects.tables import Kind
from gateway.dialects.twilio_2010.json_form import LINK_KEYS, page_numbers
from gateway.dialects.twilio_2010.names import capability_element, element_name, singular
from gateway.model import Fields, Link, Page, Resource, Value

ROOT, ERROR = "TwilioResponse", "RestException"
NAMELESS = "xml-can-not-carry-the-name"
NAMELESS_TEXT = "XML has no element of such a name; the field was left out"
NUMBERS = ("page", "numpages", "pagesize", "total", "start", "end")
LINKS = {key.replace("_", ""): key for key in LINK_KEYS}


def write_body(body: Resource | Page, kind: Kind | None, face: Face, version: str, suffix: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    root = Element(ROOT, children=(make_element(body, kind, face, version, suffix, record),))
    return write_xml(root, form=form_of(face))


def form_of(face: Face) -> XmlForm:
    """The byte form of a place."""
    return XmlForm.EARLY if face.options.get("form") == "early" else XmlForm.MODERN


def make_item(item: Resource, kind: Kind, face: Face, version: str, suffix: str, record: Record) -> Element:
    """One item of a kind whose element a table names."""
    return _Writer(face, version, suffix, record).item(item, kind, kind.element)


def make_element(body: Resource | Page, kind: Kind | None, face: Face, version: str, suffix: str, record: Record) -> Element:
    """The one child of the root: an item, or a list with its items."""
    write = _Writer(face, version, suffix, record)
    if isinstance(body, Resource):
        return write.item(body, kind, kind.element if kind else "Resource")
    named = element_name(body.list_key)
    elements = (kind.elements if kind else "") or (named if is_name(named) else "Resources")
    one = kind.element if kind and kind.elements else singular(elements)
    for key in body.extra:
        record.lose("xml-lists-have-no-place-for-it", key, "only JSON lists can hold something beside their items")
    items = tuple(write.item(item, kind, one) for item in body.items)
    return Element(elements, tuple(_attributes(body, face, version, suffix)), items)


def _attributes(page: Page, face: Face, version: str, suffix: str) -> Iterable[tuple[str, str]]:
    if page.paged:
        numbers = page_numbers(page, face)
        yield from ((name, str(number)) for name, number in zip(NUMBERS, numbers, strict=True) if number is not None)
    for name, key in LINKS.items():
        if key in page.links:
            link = page.links[key]
            yield name, write_link(link, face, version, suffix) if link else ""


class _Writer:
    """Writes the items of one answer; what every call of it needs is the same."""

    def __init__(self, face: Face, version: str, suffix: str, record: Record) -> None:
        self._face, self._version, self._suffix, self._record = face, version, suffix, record

    def item(self, item: Resource, kind: Kind | None, name: str) -> Element:
        order = ordered_keys(item.fields, kind)
        return Element(name, children=tuple(self._fields(((key, item.fields[key]) for key in order), element_name)))

    def _fields(self, fields: Iterable[tuple[str, Value]], name_of: Callable[[str], str]) -> Iterator[Element]:
        """An element for each field, but for those whose name XML can't carry."""
        for key, value in fields:
            name = name_of(key)
            if not is_name(name):
                self._record.lose(NAMELESS, key, NAMELESS_TEXT)
            elif key == "capabilities" and isinstance(value, Mapping):
                yield Element(name, children=tuple(self._fields(value.items(), capability_element)))
            else:
                yield self._named(name, value)

    def _named(self, name: str, value: Value) -> Element:
        if isinstance(value, Mapping):
            return Element(name, children=tuple(self._fields(value.items(), element_name)))
        if isinstance(value, tuple):
            return Element(name, children=tuple(self._named(singular(name), inner) for inner in value))
        if isinstance(value, Link):
            return Element(name, text=write_link(value, self._face, self._version, self._suffix))
        text = value_text(value)
        if isinstance(value, str):
            text, replaced = replace_forbidden(value)
            if replaced:
                self._record.lose("xml-can-not-carry-the-character", name, "a control character became U+FFFD")
        return Element(name, text=text or None)


def ordered_keys(fields: Fields, kind: Kind | None) -> list[str]:
    """The keys of an item in the order of XML: the table's, unknown ones before `uri`."""
    known = [field.name for field in kind.fields if field.name in fields] if kind else []
    found = frozenset(known)
    unknown = [key for key in fields if key not in found]
    place = next((index for index, key in enumerate(known) if key in ("uri", "subresource_uris")), len(known))
    return known[:place] + unknown + known[place:]


def value_text(value: Value) -> str:
    """A scalar as text; null is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
