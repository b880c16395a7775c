"""JSON read in one call of compiled code, wherever what comes out is sure to be what the strict reader would give.

msgspec, told a type, reads so many levels and no integer beyond 64 bits. orjson, for what has more levels, takes a thousand and
makes a float of such an integer: both are looked for afterwards. Of a key given twice either keeps the last value and tells
nothing, so that is looked for too. A document that may hold one of these is not read here, nor is one that is refused: the
strict reader decides, and says what is wrong.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, cast

import orjson
from msgspec import DecodeError, Meta, ValidationError
from msgspec.json import Decoder
from msgspec.json import format as reformat

if TYPE_CHECKING:
    from gateway.codecs.json_source import JsonValue

Tree: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"

_QUOTE, _ESCAPE, _ESCAPED_QUOTE = b'"', b"\\", rb"\u0022"
_NODES = (dict, list)
_INTEGERS_END = 2.0**63
_LEVELS = 6
"""Of nearly all answers. Each takes twice as long to make a reader for as the one before; six take a millisecond, once."""


def _make_reader() -> Decoder[JsonValue]:
    integer = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
    one: Any = Union[None, bool, integer, float, str]
    for _ in range(_LEVELS):
        one = Union[None, bool, integer, float, str, dict[str, one], list[one]]
    return cast("Decoder[JsonValue]", Decoder(one))


_SHALLOW = _make_reader()


def read_quickly(data: bytes, most: int) -> Tree | None:
    """The object or array that a document without a byte order mark is, nested `most` levels at most; None where not sure.

    It takes four milliseconds for a mebibyte, in which no other thread has its turn.
    """
    try:
        read = _SHALLOW.decode(data) if most >= _LEVELS else _read_deep(data, most)
    except ValidationError:
        read = _read_deep(data, most)
    except (DecodeError, ValueError):
        return None
    return read if isinstance(read, dict | list) and _has_all_keys(data, read) else None


def _read_deep(data: bytes, most: int) -> JsonValue:
    """The same of any number of levels; None too for what is no JSON, or may hold what is not to be read here."""
    try:
        read: JsonValue = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return read if fits(read, most, _INTEGERS_END) else None


def fits(tree: JsonValue, most: int, floats_below: float = math.inf) -> bool:
    """Whether it has no more levels than that, and no float so large, which may have been an integer.

    A level is gone through in one step: most of it is texts and nulls.
    """
    level: list[Tree] = [tree] if isinstance(tree, _NODES) else []
    for _ in range(most):
        members = [
            one
            for node in level
            for one in (node.values() if isinstance(node, dict) else node)
            if one.__class__ is not str and one is not None
        ]
        if not members:
            return True
        level = []
        for one in members:
            if isinstance(one, _NODES):
                level.append(one)
            elif isinstance(one, float) and not -floats_below < one < floats_below:
                return False
    return not level


def _has_all_keys(data: bytes, read: Tree) -> bool:
    """Whether no key was given twice: then what was read, written again, is what came, but for blanks.

    It may also be escaped or have its numbers written in another way. Then it must have as many quotation marks as what came.
    Each key and each text has two, and one more for each that stands in it, behind a backslash. A value that was lost took the
    two of its key along; only an escape by number, in place of which a mark is written, could make up for them.
    """
    written = orjson.dumps(read)
    if reformat(data, indent=-1) == written:
        return True
    if data.count(_QUOTE) != written.count(_QUOTE):
        return False
    return _ESCAPE not in data or _ESCAPED_QUOTE not in data
