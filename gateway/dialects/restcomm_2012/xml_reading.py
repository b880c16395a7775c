"""The XML of 2012-04-24, read as servers really send it: a class name for the root, an object around conferences, underscores
twice.

A document of the common shape is read without its tree, and with the same result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias, cast

from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml
from gateway.codecs.xml_flat import read_flat, read_flat_item
from gateway.dialects.compiled.by_names import renamed
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.refusal import unreadable
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.names import BARE, ROOT, VERBATIM, field_name, json_key, read_uri
from gateway.dialects.restcomm_2012.xml_form import ATTRIBUTES, WRAPPER
from gateway.dialects.tables import Operation, Shape
from gateway.model import ApiRequest, Fields, Page, Resource, Value

_NAMES = renamed(field_name)
_NESTED_NAMES = renamed(lambda name: json_key("", field_name(name)))
_PAGE = "html"
Leaf: TypeAlias = str | None | Element
"""What is in a child of an item: a text, nothing, or further elements."""


def read_body(data: bytes, operation: Operation, asked: ApiRequest, face: Face) -> Resource | Page:
    """A resource or a page. Raises CodecError for what is no XML, ProblemRaised for XML of another shape."""
    if operation.kind not in VERBATIM and not face.plain:
        flat = _read_flat(data, operation, asked, face)
        if flat is not None:
            return flat
    root = read_xml(data)
    if operation.kind in VERBATIM:
        return Resource(operation.kind, _read_verbatim(root))
    if len(root.children) == 1 and root.children[0].name == WRAPPER:
        root = root.children[0]
    if len(root.children) != 1 or root.name == _PAGE:
        raise unreadable(f"The backend's answer can't be read: it is XML without a {ROOT} that holds one thing.")
    body = root.children[0]
    if operation.shape is not Shape.LIST:
        return Resource(operation.kind, _read_element(body, face))
    items = tuple([Resource(operation.kind, _read_element(item, face)) for item in body.children])
    return paging.read_page(items, _told(dict(body.attributes), len(items)), operation, asked)


def _read_flat(data: bytes, operation: Operation, asked: ApiRequest, face: Face) -> Resource | Page | None:
    """The same of an item of leaves, or a list of such; None for a document of any other shape."""
    if operation.shape is not Shape.LIST:
        root, (name, fields) = read_flat_item(data) or (_PAGE, ("", {}))
        if root == _PAGE or name == WRAPPER:
            return None
        return Resource(operation.kind, _read_item(name, tuple(fields), fields.values(), face))
    flat = read_flat(data)
    if flat is None or flat.root == _PAGE or flat.name == WRAPPER:
        return None
    items = [Resource(operation.kind, _read_item(name, tuple(one), one.values(), face)) for name, one in flat.items]
    return paging.read_page(tuple(items), _told(dict(flat.attributes), len(items)), operation, asked)


def _told(attributes: Mapping[str, str], count: int) -> paging.Told:
    """The numbers in the attributes. The total of many servers repeats the number of pages: it is believed where it fits."""
    number, pages, size, total = (read_whole(attributes.get(name, "")) for name in ATTRIBUTES[:4])
    if number is None or size is None:
        return paging.Told()
    seen = number * size + count
    fits = total is not None and total >= seen and total // max(size, 1) == pages
    following = attributes.get("nextpageuri")
    return paging.Told(number, size, total if fits else None, following not in (None, "", paging.NOBODY))


def _read_element(item: Element, face: Face) -> Fields:
    """The fields of one item by the names of the layouts."""
    if not item.children and item.text is not None:
        return {"IsoCountry": item.text}
    names = tuple([child.name for child in item.children])
    return _read_item(item.name, names, [child if child.children else child.text for child in item.children], face)


def _read_item(element: str, names: tuple[str, ...], leaves: Collection[Leaf], face: Face) -> Fields:
    """The same of the children's names and what is in them: an element, or the text of a leaf."""
    read = dict(zip(_NAMES[names], leaves, strict=True))
    if "Error" in read or "Capabilities" in read:
        return _unfold(element, _NAMES[names], leaves, face)
    fields = cast("dict[str, Value]", read)
    for name in [name for name, leaf in read.items() if leaf.__class__ is Element]:
        fields[name] = _read_value(read[name])
    uri = read.get("Uri")
    if isinstance(uri, str):
        fields["Uri"] = read_uri(uri, face)
    return fields


def _unfold(element: str, names: Iterable[str], leaves: Iterable[Leaf], face: Face) -> Fields:
    """An item two of whose elements may hold fields that stand beside the others."""
    fields: dict[str, Value] = {}
    for name, leaf in zip(names, leaves, strict=True):
        inside = leaf.children if isinstance(leaf, Element) else ()
        if name == "Error":
            fields.update({field_name(inner.name): inner.text for inner in inside})
        elif name == "Capabilities" and element == "AvailablePhoneNumber":
            fields.update({f"{field_name(inner.name)}Capable": inner.text for inner in inside})
        elif name == "Uri" and isinstance(leaf, str):
            fields[name] = read_uri(leaf, face)
        else:
            fields[name] = _read_value(leaf)
    return fields


def _read_value(leaf: Leaf) -> Value:
    """A leaf is text or null, several children of one name are a list, others an object."""
    if not isinstance(leaf, Element):
        return leaf
    names = tuple([child.name for child in leaf.children])
    values = [_read_value(child if child.children else child.text) for child in leaf.children]
    if set(names) == {leaf.name.removesuffix("s")}:
        return tuple(values)
    return dict(zip(_NESTED_NAMES[names], values, strict=True))


def _read_verbatim(element: Element) -> dict[str, Value]:
    """What a server says of itself: a bare text, pairs of strings, or whatever else there is."""
    if not element.children:
        return {BARE: element.text}
    if all(child.name == "entry" and len(child.children) == len(("key", "value")) for child in element.children):
        return {(entry.children[0].text or ""): entry.children[1].text for entry in element.children}
    return {child.name: _read_value(child if child.children else child.text) for child in element.children}
