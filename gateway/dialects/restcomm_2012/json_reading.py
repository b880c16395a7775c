"""The JSON of 2012-04-24, read: arrays and objects, keys in snake_case and camelCase, numbers and texts.

Every generation of servers is taken. Nearly all items of a list have the same keys, so their names are looked for once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from gateway.codecs.json import JsonValue, read_json
from gateway.dialects.compiled.by_names import renamed
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.refusal import unreadable
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.names import BARE, VERBATIM, field_name, json_key, read_uri
from gateway.dialects.tables import Operation, Shape
from gateway.model import ApiRequest, Fields, Page, Resource, Value

_MANIFOLD = "call"
_NAMES = renamed(field_name)
_NESTED_NAMES = renamed(lambda key: json_key("", field_name(key)))
_AS_THEY_ARE = frozenset({str, bool, type(None)})


def read_body(data: bytes, operation: Operation, asked: ApiRequest, face: Face) -> Resource | Page:
    """A resource or a page. Raises CodecError for what is no JSON, ProblemRaised for JSON of another shape."""
    document = read_json(data)
    if operation.kind in VERBATIM:
        read = _plain(document)
        return Resource(operation.kind, read if isinstance(read, Mapping) else {BARE: read})
    if operation.shape is not Shape.LIST:
        return Resource(operation.kind, _read_one(document, operation, face))
    if isinstance(document, list):
        return paging.read_page(_read_items(document, operation, face), paging.Told(whole=True), operation, asked)
    if not isinstance(document, dict):
        raise unreadable("The backend's answer can't be read: it is JSON of another shape.")
    lists = [value for key, value in document.items() if isinstance(value, list) and key not in paging.KEYS]
    if len(lists) != 1:
        raise unreadable("The backend's answer can't be read: it holds no list.")
    number, size, total = (_whole(document.get(key)) for key in ("page", "page_size", "total"))
    told = paging.Told(number, size, total)
    return paging.read_page(_read_items(lists[0], operation, face), told, operation, asked)


def _whole(value: JsonValue) -> int | None:
    if isinstance(value, str):
        return read_whole(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _read_one(document: JsonValue, operation: Operation, face: Face) -> Fields:
    """The one object, or the first of several: a call that went out to several clients comes as an array."""
    if (
        operation.kind == _MANIFOLD
        and isinstance(document, list)
        and document
        and all(isinstance(one, dict) for one in document)
    ):
        several = [read_object(one, face) for one in document if isinstance(one, dict)]
        return {**several[0], "Sid": tuple(one.get("Sid") for one in several)}
    if not isinstance(document, dict):
        raise unreadable("The backend's answer can't be read: it is no object.")
    return read_object(document, face)


def _read_items(items: Sequence[JsonValue], operation: Operation, face: Face) -> tuple[Resource, ...]:
    if operation.kind == "available_country":
        items = [{"IsoCountry": one} if isinstance(one, str) else one for one in items]
    kind = operation.kind
    read = [Resource(kind, read_object(one, face)) for one in items if isinstance(one, dict)]
    if len(read) != len(items):
        raise unreadable("The backend's answer can't be read: its list holds something that is no object.")
    return tuple(read)


def read_object(document: Mapping[str, JsonValue], face: Face) -> Fields:
    """The fields of one item by the names of the layouts; every number is a text, as it is in XML."""
    read = dict(zip(_NAMES[tuple(document)], document.values(), strict=True))
    fields = cast("dict[str, Value]", read)
    for name in [name for name, value in read.items() if value.__class__ not in _AS_THEY_ARE]:
        fields[name] = _read_value(read[name])
    uri = fields.get("Uri")
    if isinstance(uri, str):
        fields["Uri"] = read_uri(uri, face)
    return fields


def _read_value(value: JsonValue) -> Value:
    if isinstance(value, dict):
        return dict(zip(_NESTED_NAMES[tuple(value)], map(_read_value, value.values()), strict=True))
    if isinstance(value, list):
        return tuple(map(_read_value, value))
    return value if value is None or isinstance(value, str | bool) else str(value)


def _plain(value: JsonValue) -> Value:
    if isinstance(value, list):
        return tuple(_plain(inner) for inner in value)
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else value
