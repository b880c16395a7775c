"""The XML of 2010: `<TwilioResponse>` around one item, or around a list with its paging in attributes.

Types are the schema's, not the document's: an empty element is null, `true` is a boolean only where the field is one. Fields go
out in the order captured answers have; a field no table knows goes before `Uri`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name, write_xml
from gateway.dialects.convert import coercion, read_whole
from gateway.dialects.face import Face
from gateway.dialects.links import WHOLE_URLS, read_link, write_link
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.tables import Field, FieldType, Kind, Operation, Shape
from gateway.dialects.twilio_2010.json_form import LINK_KEYS, page_numbers
from gateway.dialects.twilio_2010.names import capability_element, capability_key, element_name, key_name, singular
from gateway.model import Fields, Link, Page, Resource, Value

ROOT, ERROR = "TwilioResponse", "RestException"
NAMELESS = "xml-can-not-carry-the-name"
NAMELESS_TEXT = "XML has no element of such a name; the field was left out"
_NUMBERS = ("page", "numpages", "pagesize", "total", "start", "end")
_LINKS = {key.replace("_", ""): key for key in LINK_KEYS}


def read_body(root: Element, operation: Operation | None, kind: Kind | None, face: Face, version: str) -> Resource | Page:
    """A resource or a page. Raises ProblemRaised for XML of another shape."""
    if root.name != ROOT or not root.children:
        raise unreadable(f"The backend's answer can't be read: it is XML without a {ROOT} that holds something.")
    body = root.children[0]
    if body.name == ERROR:
        raise unreadable("The backend's answer can't be read: it is an error with the status of a success.")
    is_list = operation.shape is Shape.LIST if operation else body.attribute("page") is not None or _holds_items(body)
    if not is_list:
        return Resource(kind.name if kind else "", _read_fields(body, kind, face, version))
    items = tuple(Resource(kind.name if kind else "", _read_fields(item, kind, face, version)) for item in body.children)
    numbers = {name: _whole(body.attribute(name)) for name in _NUMBERS}
    links = {_LINKS[name]: _read_page_link(value, face, version) for name, value in body.attributes if name in _LINKS}
    return Page(
        kind=kind.name if kind else "",
        items=items,
        number=numbers["page"] or 0,
        size=len(items) if numbers["pagesize"] is None else numbers["pagesize"],
        start=numbers["start"],
        end=numbers["end"],
        total=numbers["total"],
        pages=numbers["numpages"],
        links=MappingProxyType(links),
        paged=body.attribute("page") is not None,
        list_key=(kind.list_key if kind else "") or key_name(body.name),
    )


def _holds_items(body: Element) -> bool:
    return bool(body.children) and all(child.name == singular(body.name) for child in body.children)


def _whole(text: str | None) -> int | None:
    return read_whole(text or "")


def _read_page_link(text: str, face: Face, version: str) -> Link | None:
    link = read_link(text, face, version) if text else None
    return link if isinstance(link, Link) else None


def _read_fields(item: Element, kind: Kind | None, face: Face, version: str) -> Fields:
    types = {field.name: field for field in kind.fields} if kind else {}
    fields: dict[str, Value] = {}
    for child in item.children:
        key = key_name(child.name)
        fields[key] = _read_value(child, key, types.get(key), face, version)
    return fields


def _read_value(element: Element, key: str, field: Field | None, face: Face, version: str) -> Value:
    kind = field.type if field else FieldType.TEXT
    if kind is FieldType.LIST or (element.children and field is None and _holds_items(element)):
        return tuple(_read_structure(child, face, version) for child in element.children)
    if key == "capabilities":
        return {capability_key(child.name): _typed(child.text, FieldType.BOOLEAN) for child in element.children} or None
    if kind is FieldType.LINKS or element.children:
        return {key_name(child.name): _read_structure(child, face, version) for child in element.children} or None
    if kind in (FieldType.LINK, FieldType.URL) or (field is None and key.endswith("uri")):
        return read_link(element.text, face, version, whole=key in WHOLE_URLS) if element.text else None
    return _typed(element.text, kind)


def _read_structure(element: Element, face: Face, version: str) -> Value:
    """By the structural rule alone: a leaf is text or a URI, equal children under their plural a list, others an object."""
    if not element.children:
        whole = key_name(element.name) in WHOLE_URLS
        return read_link(element.text, face, version, whole=whole) if element.text else None
    if _holds_items(element):
        return tuple(_read_structure(child, face, version) for child in element.children)
    return {key_name(child.name): _read_structure(child, face, version) for child in element.children}


def _typed(text: str | None, kind: FieldType) -> Value:
    turn = coercion(kind)
    return turn(text) if turn and text is not None else text


def write_body(body: Resource | Page, kind: Kind | None, face: Face, version: str, suffix: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    form = XmlForm.EARLY if face.options.get("form") == "early" else XmlForm.MODERN
    return write_xml(Element(ROOT, children=(make_element(body, kind, face, version, suffix, record),)), form=form)


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
        yield from ((name, str(number)) for name, number in zip(_NUMBERS, numbers, strict=True) if number is not None)
    for name, key in _LINKS.items():
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
                self._record.lose(
                    "xml-can-not-carry-the-name", key, "XML has no element of such a name; the field was left out"
                )
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
    unknown = [key for key in fields if key not in set(known)]
    place = next((index for index, key in enumerate(known) if key in ("uri", "subresource_uris")), len(known))
    return known[:place] + unknown + known[place:]


def value_text(value: Value) -> str:
    """A scalar as text; null is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
