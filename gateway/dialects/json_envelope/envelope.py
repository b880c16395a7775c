"""The envelope of the JSON-envelope API: `{"response": {"data": […]}}`, written, and read leniently.

"The body of a response for a valid request follows the following format: "response" : { <resource description>". Clients read
`data` as a list also where there is one thing. A backend may say `results`, or put the thing itself where the list belongs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, JsonWritable, read_json, write_json
from gateway.codecs.pieces import change_pieces, decode_pieces
from gateway.dialects.convert import read_whole
from gateway.dialects.json_envelope.content_type import LATIN_1
from gateway.model import Fields, Link, Value
from gateway.release import LongList

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_OUTER = ("response", "results")
_NESTED = frozenset({dict, list, LongList})
_PLANE = 0x10000


def write_document(document: Mapping[str, JsonWritable], charset: str) -> bytes:
    """The document's bytes in one of the two charsets."""
    return encode_document(write_json(document), charset)


def encode_document(data: bytes, charset: str) -> bytes:
    """A document in UTF-8 in the charset asked for.

    In Latin-1 what lies beyond ASCII is escaped, or a character above U+00FF could not be sent.
    """
    if charset != LATIN_1 or data.isascii():
        return data
    text = decode_pieces(data, "utf-8")
    return change_pieces(text, lambda piece: _BEYOND_ASCII.sub(_escape, piece)).encode("ascii")


def _escape(match: re.Match[str]) -> str:
    """JSON's escape of one character: UTF-16 code units (RFC 8259 section 7)."""
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))


def to_json(value: Value) -> JsonWritable:
    """A canonical value as JSON. A URI of another dialect's API is shown as its path: nothing of this API lives there."""
    if isinstance(value, Link):
        return value.path
    if isinstance(value, tuple):
        return [to_json(inner) for inner in value]
    return {key: to_json(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


def to_value(value: JsonValue) -> Value:
    """JSON as a canonical value."""
    if isinstance(value, list):
        return tuple(to_value(inner) for inner in value)
    return {key: to_value(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def to_fields(value: Mapping[str, JsonValue]) -> Fields:
    """The members of an object as canonical values."""
    fields = cast("dict[str, Value]", dict(value))
    for name in [name for name, inner in value.items() if inner.__class__ in _NESTED]:
        fields[name] = to_value(value[name])
    return fields


def read_number(value: Value | JsonValue) -> int | None:
    """A whole number, perhaps written as a text; None for anything else."""
    return read_whole(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None


def read_envelope(data: bytes) -> dict[str, JsonValue]:
    """What the envelope holds. Raises CodecError where there is none."""
    document = read_json(data)
    if not isinstance(document, dict):
        raise CodecError("the JSON is no object")
    inner = next((document[name] for name in _OUTER if name in document), None)
    if isinstance(inner, list):
        return {"data": inner}
    if not isinstance(inner, dict):
        raise CodecError("the JSON has no response in it")
    return inner


def read_items(inner: Mapping[str, JsonValue]) -> Sequence[Fields]:
    """The things in an envelope. Raises CodecError for a list of something else."""
    data = inner.get("data")
    if isinstance(data, list):
        if not all(isinstance(item, dict) for item in data):
            raise CodecError("the data holds something that is no object")
        return tuple(to_fields(item) for item in data if isinstance(item, dict))
    if isinstance(data, dict):
        return (to_fields(data),)
    objects = [value for value in inner.values() if isinstance(value, dict)]
    if len(inner) == 1 and objects:
        return (to_fields(objects[0]),)
    if not inner:
        raise CodecError("the response is empty")
    if "data" in inner and "resource_id" not in inner:
        raise CodecError("the data is neither a list nor an object")
    return (to_fields(inner),)
