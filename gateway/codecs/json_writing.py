"""JSON: plain values to bytes, in the forms seen on the wire, a large value a member at a time (see `pieces`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias, Union

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import PIECE, Encoder, cut

JsonWritable: TypeAlias = Union[None, bool, int, float, str, Sequence["JsonWritable"], Mapping[str, "JsonWritable"]]
"""What `write_json` takes: any sequence and any mapping."""

_AT_ONCE = 2_000  # values, or so many dozen characters, given to the compiled encoder in one call


class JsonForm(StrEnum):
    """The byte forms seen on the wire; in all of them characters beyond ASCII stand as UTF-8."""

    MODERN = "modern"
    """`{"page": 0, "uri": "/x"}`: as `json.dumps` writes it."""

    EARLY = "early"
    """`{"page":0,"uri":"\\/x"}`: to about 2012, no blanks and the solidus escaped."""

    INDENTED = "indented"
    """A line for each member, two blanks for each level: as Gson writes it."""


_SEPARATORS = {JsonForm.MODERN: (", ", ": "), JsonForm.EARLY: (",", ":"), JsonForm.INDENTED: (",", ": ")}


def write_json(value: JsonWritable, *, form: JsonForm = JsonForm.MODERN) -> bytes:
    """The document in UTF-8, keys in their order. Lone surrogates become U+FFFD.

    Raises `CodecError` for NaN, an infinity, a value that is no JSON, or one nested too deep or in itself.
    """
    encoder = json.JSONEncoder(
        ensure_ascii=False,
        allow_nan=False,
        indent=2 if form is JsonForm.INDENTED else None,
        separators=_SEPARATORS[form],
        default=_to_plain,
    )
    # With an indentation the standard library's encoder is Python, and goes on piece by piece by itself.
    pieces = encoder.iterencode(value) if form is JsonForm.INDENTED else _Members(encoder, form).write(value)
    try:
        return Encoder(_escape_solidus if form is JsonForm.EARLY else replace_surrogates).take_all(pieces)
    except CodecError:
        raise
    except (TypeError, ValueError, RecursionError):
        raise CodecError("the value cannot be written as JSON: not a JSON type, not a finite number, or endless") from None


class _Members:
    """Writes what is small in one call of the compiled encoder, and of what is large the members."""

    def __init__(self, encoder: json.JSONEncoder, form: JsonForm) -> None:
        self._encode = encoder.encode
        self._comma, self._colon = _SEPARATORS[form]

    def write(self, value: JsonWritable) -> Iterator[str]:
        if not _is_large(value):
            yield self._encode(value)
        elif isinstance(value, str):
            yield '"'
            for piece in cut(value):
                yield self._encode(piece)[1:-1]
            yield '"'
        elif isinstance(value, Mapping):
            yield from self._mapping(value)
        elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
            yield "["
            for number, item in enumerate(value):
                if number:
                    yield self._comma
                yield from self.write(item)
            yield "]"
        else:
            yield self._encode(value)

    def _mapping(self, value: Mapping[str, JsonWritable]) -> Iterator[str]:
        before = "{"
        for key, member in value.items():
            # As the encoder writes it, which takes numbers for keys too.
            yield before + self._encode({key: None})[1 : -len("null}")]
            yield from self.write(member)
            before = self._comma
        yield "}"


def _is_large(value: JsonWritable) -> bool:
    """Whether it holds more than goes into one call."""
    weight = 0
    waiting = [value]
    while waiting:
        node = waiting.pop()
        weight += 1
        if isinstance(node, str):
            weight += len(node) * _AT_ONCE // PIECE
        elif isinstance(node, Mapping | Sequence):
            weight += len(node)
            if weight <= _AT_ONCE:
                waiting.extend(node.values() if isinstance(node, Mapping) else node)
        if weight > _AT_ONCE:
            return True
    return False


def _escape_solidus(text: str) -> str:
    # A solidus stands inside strings only, and never behind an odd backslash.
    return replace_surrogates(text.replace("/", r"\/"))


def _to_plain(value: object) -> object:
    """A mapping or sequence of another type as the one json knows; it calls this for no other value it could write."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    raise CodecError("a value that is no JSON type cannot be written as JSON")
