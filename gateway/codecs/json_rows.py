"""A long list in JSON by rows: what an item is like, its members by name and order, as one regular expression.

A backend writes all items of a list alike, so what was found out of one serves for the others, and for the next list. Where all
of a list matches, its values are there without a tree, and no key can stand twice. It is given up for anything else: an escape,
a line feed, an array in an item, an item unlike the others. Then the document is for `read_json`, which says what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias, Union, cast

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, read_json
from gateway.codecs.pieces import decode_pieces

AT_ONCE = 128
"""Items of a block."""
_LEAST = 8_192  # bytes of a document that is worth it
_MOST = 4 * 1024 * 1024
"""Bytes of a document. Its text is put together in one call, in which no other thread has its turn; longer ones are read
through a window."""
_LONGEST = 65_536  # characters of an item that is to be an example
_MOST_VALUES = 200  # of such an item
_KEPT = 8  # rows of lists of one name
_MOST_MADE = 64
"""Rows of lists of one name: each takes milliseconds to make, and a backend may write every list in another way."""

_ESCAPE = b"\\"
_UNTIL_LIST = 4_096  # characters
_LIST = re.compile(r'"(\w{1,64})": ?\[(?=\{)', re.ASCII)
_MARK = "\ue000"
"""Stands for the items while what is around them is read."""
_CONTROLS = tuple(bytes([code]) for code in range(32))
"""What no text may hold as it is (RFC 8259 section 7)."""
_TOKEN = re.compile(r'(?P<key>"[^"]*+" ?:)|(?P<text>"[^"]*+"|null)|(?P<other>true|false|[-+.0-9eE]++)|(?P<between>[^"]|\Z)')
_TEXT = '(?:"([^"]*+)"|null)'
_OTHER = "(true|false|null|0|-?[1-9][0-9]{0,17})"
_NEXT = r"(?:, ?(?=\{)|(?=\]))"
Shape: TypeAlias = Mapping[str, Union[int, "Shape"]]
"""An item: behind each name the place of its value among all, or an object's own."""


class JsonRows(Struct, frozen=True):
    """A document without the items of the list at `key`, which is empty in `frame`, and those: a column of values for each of
    their `names`, in blocks of at most `AT_ONCE`."""

    frame: dict[str, JsonValue]
    key: str
    names: tuple[str, ...]
    blocks: list[list[Sequence[JsonValue]]]

    def __repr__(self) -> str:
        return f"JsonRows({self.key!r})"


def read_rows(data: bytes) -> JsonRows | None:
    """The document, an object that holds a list of objects; None where that must be found out in another way."""
    if not _LEAST <= len(data) <= _MOST or _ESCAPE in data or any(one in data for one in _CONTROLS):
        return None
    try:
        text = decode_pieces(data, "utf-8")
    except UnicodeDecodeError:
        return None
    found = _LIST.search(text, 0, _UNTIL_LIST)
    row = _find_row(found[1], text, found.end()) if found else None
    if found is None or row is None:
        return None
    blocks, end = row.read(text, found.end())
    frame = _read_frame(text[: found.end()], text[end:], found[1]) if blocks and text[end : end + 1] == "]" else None
    return None if frame is None else JsonRows(frame, found[1], tuple(row.shape), blocks)


def _read_frame(before: str, after: str, key: str) -> dict[str, JsonValue] | None:
    """What stands around the items, if they are those of the list at that key."""
    if _MARK in before or _MARK in after:
        return None
    try:
        frame = read_json(f'{before}"{_MARK}"{after}'.encode())
    except CodecError:
        return None
    if not isinstance(frame, dict) or frame.get(key) != [_MARK]:
        return None
    frame[key] = []
    return frame


class _Row:
    """Items like an example."""

    __slots__ = ("_match", "_others", "shape")

    def __init__(self, expression: str, shape: Shape, others: Sequence[int]) -> None:
        self._match = re.compile(expression + _NEXT).match
        self._others = others
        """The places of values that are no texts."""
        self.shape = shape

    def matches(self, text: str, at: int) -> bool:
        return self._match(text, at) is not None

    def read(self, text: str, at: int) -> tuple[list[list[Sequence[JsonValue]]], int]:
        """The items that begin there as blocks of columns, and where the first begins that is none of this row."""
        blocks: list[list[Sequence[JsonValue]]] = []
        match = self._match
        rows: list[tuple[str | None, ...]] = []
        add = rows.append
        while found := match(text, at):
            add(found.groups())
            at = found.end()
            if len(rows) == AT_ONCE:
                blocks.append(self._turn(rows))
                rows.clear()
        if rows:
            blocks.append(self._turn(rows))
        return blocks, at

    def _turn(self, rows: Sequence[tuple[str | None, ...]]) -> list[Sequence[JsonValue]]:
        columns: list[Sequence[JsonValue]] = list(zip(*rows, strict=True))
        for place in self._others:
            told = cast("Sequence[str]", columns[place])
            known: dict[str, JsonValue] = {one: json.loads(one) for one in set(told)}
            columns[place] = [known[one] for one in told]
        return [_put_together(one, columns) for one in self.shape.values()]


def _put_together(one: int | Shape, columns: Sequence[Sequence[JsonValue]]) -> Sequence[JsonValue]:
    """The values of one member of the items."""
    if isinstance(one, int):
        return columns[one]
    names = tuple(one)
    members = zip(*[_put_together(inner, columns) for inner in one.values()], strict=True)
    return [dict(zip(names, values, strict=True)) for values in members]


class _Kept:
    """The rows of lists of one name, the last used first."""

    def __init__(self) -> None:
        self.rows: tuple[_Row, ...] = ()
        self.made = 0

    def put_first(self, row: _Row) -> None:
        self.rows = (row, *(one for one in self.rows if one is not row))[:_KEPT]


@lru_cache(64)
def _kept(key: str) -> _Kept:
    del key
    return _Kept()


def _find_row(key: str, text: str, at: int) -> _Row | None:
    """The row that the item is of which begins there."""
    kept = _kept(key)
    row = next((one for one in kept.rows if one.matches(text, at)), None)
    if row is None and kept.made < _MOST_MADE:
        kept.made += 1
        row = _make_row(text, at)
    if row is not None:
        kept.put_first(row)
    return row


def _shape_of(item: Mapping[str, JsonValue], places: Iterator[int]) -> Shape:
    return {name: _shape_of(value, places) if isinstance(value, dict) else next(places) for name, value in item.items()}


def _holds_nothing(item: Mapping[str, JsonValue]) -> bool:
    """Whether it, or an object in it, is empty: then no value stands for it."""
    return not item or any(_holds_nothing(one) for one in item.values() if isinstance(one, dict))


def _make_row(text: str, at: int) -> _Row | None:
    """A row of items like the one that begins there; None where that is no example."""
    piece = text[at : at + _LONGEST]
    try:
        _, end = json.JSONDecoder().raw_decode(piece)
        item = read_json(piece[:end].encode())
    except (json.JSONDecodeError, RecursionError, CodecError):
        return None
    expression, values = "", 0
    others: list[int] = []
    for token in _TOKEN.finditer(piece, 0, end):
        if token["text"] or token["other"]:
            if token["other"]:
                others.append(values)
            expression += _OTHER if token["other"] else _TEXT
            values += 1
        elif token["between"] == "[":
            return None
        else:
            expression += re.escape(token[0])
    if not isinstance(item, dict) or _holds_nothing(item) or values > _MOST_VALUES:
        return None
    row = _Row(expression, _shape_of(item, iter(range(values))), others)
    return row if row.matches(text, at) else None
