"""Lists in XML read without a tree: a root, one child, items in it, and in those leaves, of which each name stands once.

The items are matched one by one against what their like looked like (`xml_rows`), and from the first tag to the last nothing
is passed over. What a match leaves open of being well-formed, which characters and references stand in the texts, is looked
for in all of them at once; expat reads what is around the items, and refuses what is no XML.

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
_START_TAG = re.compile(r"<([^\s<>/!?]++)[^<>]*+>[ \t\r\n]*+")
_CONTROLS = tuple(sorted({*range(0x20)} - set(b"\t\n\r")))
_NONCHARACTERS = ("\ufffe", "\uffff")
"""With the controls and the surrogates, of which UTF-8 has none, all that XML 1.0 section 2.2 forbids."""
_OTHER_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
"""One by number or by a name XML does not have, or an ampersand that stands for itself."""


class FlatDocument(Struct, frozen=True):
    """A list: the name of the root, and of its one child, the attributes of that, and the items."""

    root: str
    name: str
    attributes: Attributes
    items: list[FlatItem]


def read_flat(data: bytes) -> FlatDocument | None:
    """The list that the document is; None where `read_xml` has to look at it."""
    read = _read_inside(data, _LIST)
    if read is None:
        return None
    ((root, _), (name, attributes)), items = read
    return FlatDocument(root, name, attributes, items)


def read_flat_item(data: bytes) -> tuple[str, FlatItem] | None:
    """The name of the root, and the one item in it; None where `read_xml` has to look at it."""
    read = _read_inside(data, _ROOT)
    if read is None or len(read[1]) != 1:
        return None
    (((root, _),), (item,)) = read
    return root, item


def _read_inside(data: bytes, depth: int) -> tuple[_Opened, list[FlatItem]] | None:
    """So many elements, each the one child of the one before, and what stands in the last if it is nothing but items."""
    if any(control in data for control in _CONTROLS):  # no `map`: between two of these other threads have their turns
        return None
    try:
        text = decode_pieces(data.removeprefix(UTF8_MARK), "utf-8")
    except UnicodeDecodeError:  # UTF-16, by its mark
        return None
    if "\r" in text:
        # XML 1.0 section 2.11: each end of a line is a line feed "before parsing"
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    names, begin = _after_tags(text, depth)
    end = _before_end_tags(text, names)
    if len(names) != depth or end is None or not _has_plain_texts(text, begin, end):
        return None
    opened = _read_frame((text[:begin] + text[end:]).encode())
    if [name for name, _ in opened] != names:
        return None
    items = _read_items(text, begin, end, depth)
    return None if items is None else (opened, items)


def _read_frame(frame: bytes) -> _Opened:
    """The elements of a document without its items; none where it is no well-formed UTF-8.

    It ends in as many end tags as it has elements. In a comment, in a quoted value or behind a list that has ended already no
    such tag could stand, so where the frame is well-formed, the items did stand in the last element.
    """
    opened: _Opened = []
    parser = expat.ParserCreate()
    parser.ordered_attributes = True

    def note(name: str, attributes: list[str]) -> None:
        opened.append((name, tuple(zip(attributes[::2], attributes[1::2], strict=True))))

    parser.StartElementHandler = note
    try:
        return opened if parse(parser, frame) == "utf-8" else []
    except CodecError:
        return []
    finally:
        parser.StartElementHandler = None  # which holds the parser, which holds it


def _has_plain_texts(text: str, begin: int, end: int) -> bool:
    """Whether no text there holds what XML 1.0 forbids in one (sections 2.2 and 2.4), or a reference that is not one of five.

    One character is found many times faster than a pattern, so each pattern is looked for where its first one stands.
    """
    if text.find("&", begin, end) >= 0 and _OTHER_REFERENCE.search(text, begin, end):
        return False
    if text.find("]", begin, end) >= 0 and text.find("]]>", begin, end) >= 0:
        return False
    return text.isascii() or not any(map(text.__contains__, _NONCHARACTERS))


def _after_tags(text: str, depth: int) -> tuple[list[str], int]:
    """The names in the tags the document begins with, so many, and the place behind them; fewer where others stand there."""
    at = _skip_blanks(text, text.find(">") + 1 if text.startswith("<?xml") else 0)
    names: list[str] = []
    while len(names) < depth and (found := _START_TAG.match(text, at)):
        names.append(found[1])
        at = found.end()
    return names, at


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
    return items if at == end else None  # an end tag behind the items may have been taken for one of theirs
