"""JSON read in one call of orjson, wherever what comes out is sure to be what the strict reader would give.

orjson is laxer in three things: of a key given twice it keeps the last value, an integer beyond 64 bits becomes a float, and it
takes a thousand levels. It tells of none of them, so each is looked for afterwards. A document that may hold one is not read
here, nor is one that orjson refuses: the strict reader decides, and says what is wrong.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import orjson

if TYPE_CHECKING:
    from gateway.codecs.json_source import JsonValue

Tree: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"

_QUOTE, _ESCAPE, _ESCAPED_QUOTE = b'"', b"\\", rb"\u0022"
_NODES = (dict, list)
_INTEGERS_END = 2.0**63


def read_quickly(data: bytes, most: int) -> Tree | None:
    """The object or array that a document without a byte order mark is, nested `most` levels at most; None where not sure.

    It takes three milliseconds for a mebibyte, in which no other thread has its turn.
    """
    try:
        read = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if isinstance(read, dict | list) and fits(read, most, _INTEGERS_END) and _has_all_keys(data, read):
        return read
    return None


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
    """Whether no key was given twice: then what was read, written again, has as many quotation marks as what came.

    Each key and each text has two, and one more for each that stands in it, behind a backslash. A value that was lost took the
    two of its key along; only an escape by number, in place of which a mark is written, could make up for them.
    """
    if data.count(_QUOTE) != orjson.dumps(read).count(_QUOTE):
        return False
    return _ESCAPE not in data or _ESCAPED_QUOTE not in data
