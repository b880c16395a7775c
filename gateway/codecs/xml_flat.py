"""Lists in XML read without a tree: a root, one child, items in it, and in those leaves, of which each name stands once.

Expat goes through the document first and refuses what is no XML. In what it has taken the items are then matched one by one
against what their like looked like (`xml_rows`); from the first tag to the last nothing is passed over.

What is not of this shape, is wrong, or only unusual, is not read here: `read_xml` reads it, or says what is wrong with it.
"""

from __future__ import annotations

import re
from typing import TypeAlias
from xml.parsers import expat

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import decode_pieces
from gateway.codecs.xml_reading import MAX_ELEMENTS, UTF8_MARK, WHITE, parse
from gateway.codecs.xml_rows import FlatFields, Row, find_row, make_row
from gateway.release import LongList

FlatItem: TypeAlias = tuple[str, FlatFields]
"""The name of an item, and its children's names in order, each with its text, None where it is empty, or a tree."""
Attributes: TypeAlias = tuple[tuple[str, str], ...]
_Opened: TypeAlias = list[tuple[str, Attributes]]

_ROOT, _LIST = 1, 2  # tags around the items
_EXAMPLES = 4
"""Of a document. Where so many of its items are each unlike all others, they have no rows."""
_BLANKS = re.compile(r"[ \t\r\n]*+")


class FlatDocument(Struct, frozen=True):
    """A list: the name of the root, and of its one child, the attributes of that, and the items."""

    root: str
    name: str
    attributes: Attributes
    items: list[FlatItem]


def read_flat(data: bytes) -> FlatDocument | None:
    """The list that the document is; None where `read_xml` has to look at it."""
    opened = _look_through(data, _LIST)
    items = _read_inside(data, opened) if len(opened) == _LIST else None
    if items is None:
        return None
    (root, _), (name, attributes) = opened
    return FlatDocument(root, name, attributes, items)


def read_flat_item(data: bytes) -> tuple[str, FlatItem] | None:
    """The name of the root, and the one item in it; None where `read_xml` has to look at it."""
    opened = _look_through(data, _ROOT)
    items = _read_inside(data, opened) if opened else None
    return (opened[0][0], items[0]) if items is not None and len(items) == 1 else None


def _look_through(data: bytes, most: int) -> _Opened:
    """The first elements that are opened, so many; none where the document is no well-formed UTF-8."""
    opened: _Opened = []
    parser = expat.ParserCreate()
    parser.ordered_attributes = True

    def note(name: str, attributes: list[str]) -> None:
        opened.append((name, tuple(zip(attributes[::2], attributes[1::2], strict=True))))
        if len(opened) == most:
            parser.StartElementHandler = None

    parser.StartElementHandler = note
    try:
        return opened if parse(parser, data) == "utf-8" else []
    except CodecError:
        return []
    finally:
        parser.StartElementHandler = None  # which holds the parser, which holds it


def _read_inside(data: bytes, opened: _Opened) -> list[FlatItem] | None:
    """What stands in these elements, each the one child of the one before, if it is nothing but items."""
    try:
        text = decode_pieces(data.removeprefix(UTF8_MARK), "utf-8")
    except UnicodeDecodeError:  # UTF-16, by its mark
        return None
    if "\r" in text:
        # XML 1.0 section 2.11: each end of a line is a line feed "before parsing"
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    names = [name for name, _ in opened]
    begin, end = _after_tags(text, names), _before_end_tags(text, names)
    if begin is None or end is None or text.find("&#", begin, end) >= 0:
        return None
    return _read_items(text, begin, end, len(opened))


def _after_tags(text: str, names: list[str]) -> int | None:
    """The place behind the tags the document begins with, and the blanks there; None where something else stands between."""
    at = text.index(">") + 1 if text.startswith("<?xml") else 0
    for name in names:
        at = _skip_blanks(text, at)
        after = text.find(">", at) + 1
        if not text.startswith(f"<{name}", at) or text[after - 2] == "/":
            return None
        at = after
    return _skip_blanks(text, at)


def _before_end_tags(text: str, names: list[str]) -> int | None:
    """The place of the end tags the document ends with."""
    end = len(text)
    for name in names:
        tag = text.rfind("</", 0, end)
        told, _, rest = text[tag:end].partition(">")
        if told != f"</{name}" or rest.strip(WHITE):
            return None
        end = tag
    return end


def _skip_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _read_items(text: str, at: int, end: int, elements: int) -> list[FlatItem] | None:
    """The items from here to there, `elements` having been opened before."""
    items: LongList[FlatItem] = LongList()
    escaped = text.find("&", at, end) >= 0
    row: Row | None = None
    examples = 0
    while at < end:
        read = row.read(text, at, escaped=escaped) if row else None
        if read is None:
            row = find_row(text, at)
            if row is None and examples < _EXAMPLES:
                row = make_row(text, at)
                examples += 1
            read = row.read(text, at, escaped=escaped) if row else None
        if row is None or read is None:
            return None
        fields, at = read
        items.append((row.name, fields))
        elements += row.elements
        if elements > MAX_ELEMENTS:
            return None
    return items
