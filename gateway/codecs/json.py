"""JSON: bytes to plain values and back (RFC 8259), stricter than the standard library on the way in.

Refused: `NaN` and `Infinity`, a key given twice in an object, nesting over 64 levels, numbers no field of ours can hold. A lone
surrogate (`\\ud800`) is replaced by U+FFFD and not refused: backends that cut a text in the middle of an emoji send one, and a
refusal would turn the answer to a call that was placed into an error that invites placing it again.
"""

from __future__ import annotations

import codecs
import json
import math
import re

from gateway.codecs.errors import CodecError
from gateway.codecs.json_quick import read_quickly
from gateway.codecs.json_source import SAME_KEY, JsonSource, JsonValue
from gateway.codecs.json_writing import JsonForm, JsonWritable, write_json
from gateway.codecs.pieces import PIECE

__all__ = ["MAX_DEPTH", "MAX_INTEGER_LENGTH", "JsonForm", "JsonValue", "JsonWritable", "read_json", "write_json"]

MAX_DEPTH = 64
MAX_INTEGER_LENGTH = 40
"""In characters: room for 128 bits and a sign. Python needs quadratic time for more, and no field of a telephony API has it."""
_AT_ONCE = 262_144
"""In bytes. So much is read in one call, a millisecond for what answers hold, and a few for nothing but brackets."""

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
    """The value of the document, which is UTF-8 with or without a byte order mark. It is made anew, for its reader to change.

    Raises `CodecError` for everything the module's docstring lists and for what is no JSON at all.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    quick = read_quickly(data, MAX_DEPTH) if len(data) <= _AT_ONCE else None
    return read_strictly(data) if quick is None else quick


def read_strictly(data: bytes, window: int = PIECE) -> JsonValue:
    """The same of a document without a byte order mark, every rule being looked after on the way; see `JsonSource`."""
    source = JsonSource(data, _DECODER, _mend_surrogates, most=MAX_DEPTH, window=window)
    try:
        return source.read()
    except json.JSONDecodeError as error:
        line, column = source.place(error.pos)
        # from None: that exception carries a part of the document
        raise CodecError(f"JSON line {line}, column {column}: {error.msg}") from None
    except RecursionError:
        raise CodecError(f"the JSON is nested deeper than {MAX_DEPTH} levels") from None


def _mend_surrogates(text: str) -> str:
    if "\\" in text and _SURROGATE_ESCAPE.search(text):
        return _ESCAPE.sub(lambda escape: r"\ufffd" if escape["lone"] else escape[0], text)
    return text


def _read_object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    read = dict(pairs)
    if len(read) != len(pairs):
        # RFC 8259 section 4: "the behavior of software that receives such an object is unpredictable"
        raise CodecError(SAME_KEY)
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


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object, parse_int=_read_integer, parse_float=_read_float, parse_constant=_refuse_constant
)
