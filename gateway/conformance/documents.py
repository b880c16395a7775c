"""Answers of any representation as one kind of tree, so that one comparison serves XML, JSON and CSV.

Read with expat and the standard library and never with the gateway's own codecs: what judges the gateway must not share its
mistakes. A document that declares a DOCTYPE is refused, since the answers of a stranger are read here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

_MAX_DEPTH = 64


class Unreadable(ValueError):
    """A body is not what its Content-Type says. The text names the fault and holds nothing of the body."""


class Sort(StrEnum):
    """What a node is; the value is how reports call it."""

    OBJECT = "an object"
    LIST = "a list"
    TEXT = "text"
    INTEGER = "an integer"
    NUMBER = "a number with a fraction"
    BOOLEAN = "a boolean"
    NULL = "null"


@dataclass(slots=True)
class Node:
    """One value and the name it stands under: an XML element or attribute (`@page`), a JSON member, a CSV cell.

    An object holds its members in document order, a list its items. `text` is that of a leaf, empty for null.
    """

    name: str
    sort: Sort
    text: str = ""
    members: list[Node] = field(default_factory=list)

    def member(self, name: str) -> Node | None:
        """The first member of that name, or None."""
        return next((node for node in self.members if node.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members in order, each once."""
        return tuple(dict.fromkeys(node.name for node in self.members))

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, from the top down."""
        yield self
        for node in self.members:
            yield from node.walk()


def is_ordered(media_type: str) -> bool:
    """Whether the order of names is part of the form: in XML, HTML and CSV; JSON objects have none (RFC 8259 section 1)."""
    return "json" not in media_type


def read_document(media_type: str, body: bytes) -> Node | None:
    """The tree of a body; None for a media type that holds no tree (audio, plain text). Raises Unreadable."""
    if "json" in media_type:
        return _read_json(body)
    if "xml" in media_type or "html" in media_type:
        return _read_xml(body)
    return _read_csv(body) if "csv" in media_type else None


def _read_json(body: bytes) -> Node:
    try:
        return _json_node("", json.loads(body))
    except RecursionError as error:
        raise Unreadable("the JSON is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"no JSON: {error}") from error


def _json_node(name: str, value: object) -> Node:
    match value:
        case None:
            return Node(name, Sort.NULL)
        case dict():
            return Node(name, Sort.OBJECT, members=[_json_node(str(key), inner) for key, inner in value.items()])
        case list():
            return Node(name, Sort.LIST, members=[_json_node("", inner) for inner in value])
        case bool():
            return Node(name, Sort.BOOLEAN, str(value).lower())
        case int():
            return Node(name, Sort.INTEGER, str(value))
        case float():
            return Node(name, Sort.NUMBER, str(value))
        case _:
            return Node(name, Sort.TEXT, str(value))


def _read_xml(body: bytes) -> Node:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    top = Node("", Sort.OBJECT)
    above = [top]

    def start(name: str, flat: list[str]) -> None:
        if len(above) > _MAX_DEPTH:
            raise Unreadable(f"the XML is nested deeper than {_MAX_DEPTH} levels")
        pairs = dict(zip(flat[::2], flat[1::2], strict=True))
        kind = pairs.pop("class", "")  # in HTML the class is what the name is elsewhere
        attributes = [_leaf(f"@{key}", value) for key, value in pairs.items()]
        node = Node(f"{name}.{kind}" if kind else name, Sort.OBJECT if attributes else Sort.NULL, members=attributes)
        above[-1].members.append(node)
        above[-1].sort = Sort.OBJECT
        above.append(node)

    def text(data: str) -> None:
        above[-1].text += data

    def end(_name: str) -> None:
        node = above.pop()
        node.text = node.text if node.sort is Sort.NULL else node.text.strip()
        if node.text and node.sort is Sort.NULL:
            node.sort = Sort.TEXT

    def refuse_doctype(*_: object) -> None:
        raise Unreadable("the XML declares a DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse_doctype
    whole = True
    try:
        parser.Parse(re.sub(rb"^\s*<!DOCTYPE html>", b"", body, count=1, flags=re.IGNORECASE), whole)
    except expat.ExpatError as error:
        raise Unreadable(f"no well-formed XML: {error}") from error
    return top.members[0]


def _read_csv(body: bytes) -> Node:
    """A table: its header row as an object of nulls, so that the columns are compared without a row, and the rows."""
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"no CSV: {error}") from error
    if not rows:
        raise Unreadable("no CSV: there is no header row")
    header, *lines = rows
    if any(len(line) != len(header) for line in lines):
        raise Unreadable("no CSV: a row has another number of cells than the header row")
    columns = Node("columns", Sort.OBJECT, members=[Node(name, Sort.NULL) for name in header])
    cells = [[_leaf(name, cell) for name, cell in zip(header, line, strict=True)] for line in lines]
    items = [Node("", Sort.OBJECT, members=row) for row in cells]
    return Node("table", Sort.OBJECT, members=[columns, Node("rows", Sort.LIST, members=items)])


def _leaf(name: str, text: str) -> Node:
    return Node(name, Sort.TEXT if text else Sort.NULL, text)
