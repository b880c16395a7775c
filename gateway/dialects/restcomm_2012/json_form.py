"""The JSON of 2012-04-24: bare objects, lists as bare arrays or as objects with their paging, null mostly left out.

Reading takes every generation: arrays and objects, keys in snake_case and camelCase, numbers and texts. Writing puts the keys
in the order of the original converters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gateway.codecs.json import JsonForm, JsonValue, JsonWritable, read_json, write_json
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.layouts import JSON_ITEMS, JsonItem
from gateway.dialects.restcomm_2012.names import BARE, VERBATIM, field_name, json_key, read_uri, write_uri
from gateway.dialects.tables import Operation, Shape
from gateway.model import ApiRequest, Fields, Link, Page, Resource, Value
from gateway.release import LongList

PRICELESS = "json-calls-have-no-price"
_MANIFOLD = "call"
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}", re.ASCII)


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
    bare = operation.kind == "available_country"
    made = [{"IsoCountry": one} if bare and isinstance(one, str) else one for one in items]
    if not all(isinstance(one, dict) for one in made):
        raise unreadable("The backend's answer can't be read: its list holds something that is no object.")
    return tuple(Resource(operation.kind, read_object(one, face)) for one in made if isinstance(one, dict))


def read_object(document: Mapping[str, JsonValue], face: Face) -> Fields:
    """The fields of one item by the names of the layouts; every number is a text, as it is in XML."""
    fields: dict[str, Value] = {}
    for key, value in document.items():
        name = field_name(key)
        fields[name] = read_uri(value, face) if name == "Uri" and isinstance(value, str) else _read_value(value)
    return fields


def _read_value(value: JsonValue) -> Value:
    if isinstance(value, dict):
        return {_snake(key): _read_value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_read_value(inner) for inner in value)
    return value if value is None or isinstance(value, str | bool) else str(value)


def _snake(key: str) -> str:
    return json_key("", field_name(key))


def _plain(value: JsonValue) -> Value:
    if isinstance(value, list):
        return tuple(_plain(inner) for inner in value)
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def write_body(body: Resource | Page, asked: ApiRequest, face: Face, version: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    if isinstance(body, Resource):
        return write_json(_write_item(body, face, version, record), form=JsonForm.INDENTED)
    items = LongList(_write_item(item, face, version, record) for item in body.items)
    if not paging.is_paged(asked.operation):
        paging.record_cut_off(body, record)
        return write_json(items, form=JsonForm.INDENTED)
    told = paging.write_page(body, asked, face, version, record)
    return write_json({**told, _LIST_KEYS.get(body.list_key) or _snake(body.list_key): items}, form=JsonForm.INDENTED)


_LIST_KEYS = {"IncomingPhoneNumbers": "incomingPhoneNumbers", "SMSMessages": "messages"}


def _write_item(item: Resource, face: Face, version: str, record: Record) -> JsonWritable:
    if item.kind == "AvailableCountry":
        return _write_value(item.fields.get("IsoCountry"), face, version)
    if item.kind in VERBATIM:
        return _verbatim(item.fields.get(BARE, item.fields))
    form = JSON_ITEMS.get(item.kind, JsonItem())
    order = [name for name in form.order if name in item.fields] or list(item.fields)
    if item.kind == "Call" and item.fields.get("Price") is not None:
        record.lose(PRICELESS, "price", "the JSON of a call has no price")
    written: dict[str, JsonWritable] = {}
    for name in order:
        value = item.fields[name]
        if value is None and not (form.nulls and not name.endswith("ApplicationName")):
            continue
        key = json_key(item.kind, name)
        if name == "Capabilities" and isinstance(value, Mapping):
            written[key] = {f"{inner}_capable": bool(can) for inner, can in value.items()}
        else:
            written[key] = _write_value(value, face, version, form.numbers, name)
    return written


def _write_value(value: Value, face: Face, version: str, numbers: frozenset[str] = frozenset(), name: str = "") -> JsonWritable:
    if isinstance(value, Link):
        return write_uri(value, face, version, in_json=True)
    if isinstance(value, Mapping):
        return {
            key: _write_value(inner, face, version, numbers, field_name(key))
            for key, inner in value.items()
            if inner is not None
        }
    if isinstance(value, tuple):
        return [_write_value(inner, face, version) for inner in value]
    return _number(value) if name in numbers and isinstance(value, str) else value


def _verbatim(value: Value) -> JsonWritable:
    if isinstance(value, Mapping):
        return {key: _verbatim(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_verbatim(inner) for inner in value]
    return value.path if isinstance(value, Link) else value


def _number(text: str) -> JsonWritable:
    """The number a text stands for; a text that stands for none, or has zeros in front, stays one."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
