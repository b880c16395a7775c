"""The XML and the JSON of 2008, read: one item, or a list with its attributes, the fields of each as they stand.

XML of the common shape is read without its tree, and with the same result; `plain` asks for the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from gateway.codecs.json import JsonValue, read_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml
from gateway.codecs.xml_flat import FlatItem, read_flat, read_flat_item
from gateway.dialects.refusal import unreadable
from gateway.dialects.twilio_2008.envelopes import ERROR, ROOT
from gateway.model import Fields, Value

_TREES = frozenset({Element})
_SCALARS = frozenset({str, int, float, bool, type(None)})


def read_resource(data: bytes, *, plain: bool) -> Fields:
    """The fields of one item. Raises CodecError, and ProblemRaised for a document of another shape."""
    if _is_json(data):
        return _read_object(_read_json_body(data)[1])
    flat = None if plain else read_flat_item(data)
    if flat is not None and flat[0] == ROOT and flat[1][0] != ERROR:
        return _read_flat(flat[1])
    return _read_element(_read_xml_body(data))


def read_list(data: bytes, *, plain: bool) -> tuple[str, Mapping[str, str], list[Fields]]:
    """The name of a list, its attributes and the fields of its items. Raises as `read_resource` does."""
    if _is_json(data):
        name, value = _read_json_body(data)
        if not isinstance(value, list):
            raise unreadable(f"The backend's answer can't be read: {name} is no list.")
        return name, {}, list(map(_read_object, value))
    flat = None if plain else read_flat(data)
    if flat is not None and flat.root == ROOT and flat.name != ERROR:
        return flat.name, dict(flat.attributes), list(map(_read_flat, flat.items))
    element = _read_xml_body(data)
    return element.name, dict(element.attributes), list(map(_read_element, element.children))


def _is_json(data: bytes) -> bool:
    return data.lstrip().startswith(b"{")


def _read_xml_body(data: bytes) -> Element:
    """The one child of the root."""
    root = read_xml(data)
    if root.name != ROOT or not root.children:
        raise unreadable(f"The backend's answer can't be read: it is XML without a {ROOT} that holds something.")
    if root.children[0].name == ERROR:
        raise unreadable("The backend's answer can't be read: it is an error with the status of a success.")
    return root.children[0]


def _read_flat(item: FlatItem) -> Fields:
    _, read = item
    fields = cast("dict[str, Value]", read)
    if not _TREES.isdisjoint(map(type, read.values())):
        for name in [name for name, leaf in read.items() if leaf.__class__ is Element]:
            fields[name] = _read_element(cast("Element", read[name]))
    return fields


def _read_element(element: Element) -> Fields:
    return {child.name: _read_element(child) if child.children else child.text for child in element.children}


def _read_json_body(data: bytes) -> tuple[str, JsonValue]:
    """The one member of the envelope."""
    document = read_json(data)
    inner = document.get(ROOT) if isinstance(document, dict) else None
    if not isinstance(inner, dict) or len(inner) != 1:
        raise unreadable(f"The backend's answer can't be read: it is JSON without a {ROOT} that holds one thing.")
    return next(iter(inner.items()))


def _read_object(value: JsonValue) -> Fields:
    """The fields of one item; a wrapper like `{"Call": {…}}` is taken off."""
    if not isinstance(value, dict):
        raise unreadable("The backend's answer can't be read: a list holds something that is no object.")
    if len(value) == 1 and isinstance(wrapped := next(iter(value.values())), dict):
        return _read_object(wrapped)
    if _SCALARS.issuperset(map(type, value.values())):
        return cast("Fields", value)
    return {name: _read_object(inner) if isinstance(inner, dict) else _scalar(inner) for name, inner in value.items()}


def _scalar(value: JsonValue) -> Value:
    if isinstance(value, list | dict):
        raise unreadable("The backend's answer can't be read: a field holds a list.")
    return value
