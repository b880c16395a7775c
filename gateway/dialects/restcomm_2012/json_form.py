"""The JSON of 2012-04-24: bare objects, lists as bare arrays or as objects with their paging, null mostly left out.

The keys are in the order of the original converters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.codecs.json import JsonForm, JsonWritable, write_json
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.layouts import JSON_ITEMS, JsonItem
from gateway.dialects.restcomm_2012.names import BARE, VERBATIM, field_name, json_key, write_uri
from gateway.model import ApiRequest, Link, Page, Resource, Value
from gateway.release import LongList

PRICELESS = "json-calls-have-no-price"
PRICELESS_TEXT = "the JSON of a call has no price"
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}", re.ASCII)


def _snake(key: str) -> str:
    return json_key("", field_name(key))


def write_body(body: Resource | Page, asked: ApiRequest, face: Face, version: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    if isinstance(body, Resource):
        return write_json(write_item(body, face, version, record), form=JsonForm.INDENTED)
    items = LongList(write_item(item, face, version, record) for item in body.items)
    if not paging.is_paged(asked.operation):
        paging.record_cut_off(body, record)
        return write_json(items, form=JsonForm.INDENTED)
    told = paging.write_page(body, asked, face, version, record)
    return write_json({**told, list_name(body.list_key): items}, form=JsonForm.INDENTED)


_LIST_KEYS = {"IncomingPhoneNumbers": "incomingPhoneNumbers", "SMSMessages": "messages"}


def list_name(elements: str) -> str:
    """The key of a list beside its paging."""
    return _LIST_KEYS.get(elements) or _snake(elements)


def write_item(item: Resource, face: Face, version: str, record: Record) -> JsonWritable:
    """One item, or what stands for one: a country is its code."""
    if item.kind == "AvailableCountry":
        return _write_value(item.fields.get("IsoCountry"), face, version)
    if item.kind in VERBATIM:
        return _verbatim(item.fields.get(BARE, item.fields))
    form = JSON_ITEMS.get(item.kind, JsonItem())
    order = [name for name in form.order if name in item.fields] or list(item.fields)
    if item.kind == "Call" and item.fields.get("Price") is not None:
        record.lose(PRICELESS, "price", PRICELESS_TEXT)
    written: dict[str, JsonWritable] = {}
    for name in order:
        value = item.fields[name]
        if value is None and not shows_null(form, name):
            continue
        key = json_key(item.kind, name)
        if name == "Capabilities" and isinstance(value, Mapping):
            written[key] = {f"{inner}_capable": bool(can) for inner, can in value.items()}
        else:
            written[key] = _write_value(value, face, version, form.numbers, name)
    return written


def shows_null(form: JsonItem, name: str) -> bool:
    """Whether a field with nothing in it is there."""
    return form.nulls and not name.endswith("ApplicationName")


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
    return read_number(value) if name in numbers and isinstance(value, str) else value


def _verbatim(value: Value) -> JsonWritable:
    if isinstance(value, Mapping):
        return {key: _verbatim(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_verbatim(inner) for inner in value]
    return value.path if isinstance(value, Link) else value


def read_number(text: str) -> int | float | str:
    """The number a text stands for; a text that stands for none, or has zeros in front, stays one."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
