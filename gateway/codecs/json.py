"""JSON: bytes to plain values and back (RFC 8259), stricter than the standard library on the way in.

Refused: `NaN` and `Infinity`, a key given twice in an object, nesting over 64 levels, numbers no field of ours can hold. A lone
surrogate (`\\ud800`) is replaced by U+FFFD and not refused: backends that cut a text in the middle of an emoji send one, and a
refusal would turn the answer to a call that was placed into an error that invites placing it again.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias, Union

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.errors import CodecError

JsonValue: TypeAlias = Union[None, bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"]]
"""What `read_json` gives."""

JsonWritable: TypeAlias = Union[None, bool, int, float, str, Sequence["JsonWritable"], Mapping[str, "JsonWritable"]]
"""What `write_json` takes: any sequence and any mapping."""

MAX_DEPTH = 64
MAX_INTEGER_LENGTH = 40
"""In characters: room for 128 bits and a sign. Python needs quadratic time for more, and no field of a telephony API has it."""


class JsonForm(StrEnum):
    """The byte forms seen on the wire; in all of them characters beyond ASCII stand as UTF-8."""

    MODERN = "modern"
    """`{"page": 0, "uri": "/x"}`: as `json.dumps` writes it."""

    EARLY = "early"
    """`{"page":0,"uri":"\\/x"}`: to about 2012, no blanks and the solidus escaped."""

    INDENTED = "indented"
    """A line for each member, two blanks for each level: as Gson writes it."""


_SEPARATORS = {JsonForm.MODERN: (", ", ": "), JsonForm.EARLY: (",", ":"), JsonForm.INDENTED: (",", ": ")}

_ESCAPE = re.compile(
    r"""
    (?P<pair>  \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2} ) |
    (?P<lone>  \\u[dD][89a-fA-F][0-9a-fA-F]{2} ) |
    \\.   # any other escape: consumed, so that the second half of a \\ starts none
    """,
    re.VERBOSE | re.DOTALL,
)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(data: bytes) -> JsonValue:
    """The value of the document, which is UTF-8 with or without a byte order mark.

    Raises `CodecError` for everything the module's docstring lists and for what is no JSON at all.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodecError(f"the JSON is not UTF-8: byte {error.start} fits no character") from None
    if _SURROGATE_ESCAPE.search(text):
        text = _ESCAPE.sub(lambda escape: r"\ufffd" if escape["lone"] else escape[0], text)
    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_read_object,
            parse_int=_read_integer,
            parse_float=_read_float,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        # from None: that exception carries the whole document
        raise CodecError(f"JSON line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise CodecError(f"the JSON is nested deeper than {MAX_DEPTH} levels") from None
    _check_depth(value)
    return value


def _read_object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    read = dict(pairs)
    if len(read) != len(pairs):
        # RFC 8259 section 4: "the behavior of software that receives such an object is unpredictable"
        raise CodecError("a JSON object holds the same key twice")
    return read


def _read_integer(digits: str) -> int:
    if len(digits) > MAX_INTEGER_LENGTH:
        raise CodecError(f"the JSON holds an integer of more than {MAX_INTEGER_LENGTH} characters")
    return int(digits)


def _read_float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise CodecError("the JSON holds a number too large to be read")
    return number


def _refuse_constant(name: str) -> JsonValue:
    raise CodecError(f"the JSON holds {name}, which is not JSON (RFC 8259 section 6)")


def _check_depth(value: JsonValue) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _children(node) if isinstance(child, list | dict)]
        if not level:
            return
    raise CodecError(f"the JSON is nested deeper than {MAX_DEPTH} levels")


def _children(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def write_json(value: JsonWritable, *, form: JsonForm = JsonForm.MODERN) -> bytes:
    """The document in UTF-8, keys in their order. Lone surrogates become U+FFFD.

    Raises `CodecError` for NaN, an infinity, a value that is no JSON, or one nested too deep or in itself.
    """
    try:
        text = json.dumps(
            value,
            ensure_ascii=False,
            allow_nan=False,
            indent=2 if form is JsonForm.INDENTED else None,
            separators=_SEPARATORS[form],
            default=_to_plain,
        )
    except CodecError:
        raise
    except (TypeError, ValueError, RecursionError):
        raise CodecError("the value cannot be written as JSON: not a JSON type, not a finite number, or endless") from None
    if form is JsonForm.EARLY:
        text = text.replace("/", r"\/")  # a solidus stands inside strings only, and never behind an odd backslash
    return replace_surrogates(text).encode()


def _to_plain(value: object) -> object:
    """A mapping or sequence of another type as the one json knows; it calls this for no other value it could write."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    raise CodecError("a value that is no JSON type cannot be written as JSON")
