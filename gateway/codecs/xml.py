"""XML: bytes to an `Element` and back.

Reading refuses every DOCTYPE and with it every entity, internal or external, and every document over the limits, before a tree
is built. Children keep their order, names of different kinds interleaved or not. Namespaces are not resolved: `xmlns` is an
attribute like any other. Writing replaces what XML 1.0 cannot carry and escapes the rest, so that reading gives the same tree.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from enum import StrEnum
from xml.parsers import expat

import xmltodict

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import PIECE, Encoder
from gateway.codecs.tree import Element

__all__ = ["XmlForm", "is_name", "read_xml", "replace_forbidden", "write_xml"]


class XmlForm(StrEnum):
    """The byte forms seen on the wire, in UTF-8, with `<X/>` for an empty element. But for the last they are one line."""

    MODERN = "modern"
    """As lxml writes it: a declaration in single quotes that names the encoding, no line end behind the document."""

    EARLY = "early"
    """2009 to 2011: a bare declaration, one line end behind the document."""

    INDENTED = "indented"
    """As XStream writes it: no declaration, a line for each element, two blanks for each level."""


_PROLOGUES = {
    XmlForm.MODERN: "<?xml version='1.0' encoding='UTF-8'?>\n",
    XmlForm.EARLY: '<?xml version="1.0"?>\n',
    XmlForm.INDENTED: "",
}
_EPILOGUES = {XmlForm.MODERN: "", XmlForm.EARLY: "\n", XmlForm.INDENTED: ""}

# Expat's own encodings and the one 8-bit code page that .NET and PHP backends still declare. Everything else would be looked
# up among Python's codecs, where "encoding" can mean rot13 or punycode.
_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii", "windows-1252"})
_UTF8_MARK = b"\xef\xbb\xbf"

_PARSED_AT_ONCE = 4 * PIECE
_WHITE = " \t\r\n"

# ASCII only, though XML allows more: its 4th and 5th editions disagree on the rest, and so do the parsers of callers.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_PREFIXED_NAME = re.compile(rf"(?:{_NAME.pattern}:)?{_NAME.pattern}")


def is_name(text: str) -> bool:
    """Whether the text may be made an element or attribute name: a name in ASCII without a colon.

    For a dialect that turns JSON keys into names; `write_xml` raises where it does not ask.
    """
    return _NAME.fullmatch(text) is not None


def read_xml(data: bytes, *, max_depth: int = 32, max_elements: int = 200_000) -> Element:
    """The root element of the document.

    A leaf keeps its text as it stands, blanks included; white space around children is dropped. Raises `CodecError` for
    anything but one well-formed document without DOCTYPE, in a known encoding, within `max_depth` levels (the root is the
    first) and `max_elements` elements, without text beside child elements.
    """
    try:
        _inspect(data, max_depth, max_elements)
        build = _Builder().build
        # The stubs know only the values xmltodict makes itself.
        document = xmltodict.parse(_cut(data), strip_whitespace=False, postprocessor=build)  # type: ignore[arg-type]
    except CodecError:
        raise
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise CodecError(f"XML line {error.lineno}, column {error.offset + 1}: {reason}") from None
    except (LookupError, ValueError):
        raise CodecError("the XML is in an encoding that cannot be read") from None
    root: Element
    (root,) = document.values()
    return root


def _inspect(data: bytes, max_depth: int, max_elements: int) -> None:
    """Refuse a document we do not want, at the earliest byte that tells and with nothing kept in memory.

    A pass of its own, because xmltodict has no place for limits or for a DOCTYPE handler.
    """
    depth = elements = 0
    marked_utf8 = data.startswith(_UTF8_MARK)

    def declare(_version: str, encoding: str | None, _standalone: int) -> None:
        name = (encoding or "utf-8").lower()
        if encoding and name not in _ENCODINGS:
            raise CodecError("the XML declares an encoding that is not supported")
        if marked_utf8 and name != "utf-8":
            raise CodecError("the XML declares another encoding than its byte order mark says")

    def refuse_doctype(*_declaration: object) -> None:
        raise CodecError("the XML holds a DOCTYPE, which is not accepted")

    def open_element(_name: str, _attributes: list[str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > max_depth:
            raise CodecError(f"the XML is nested deeper than {max_depth} levels")
        if elements > max_elements:
            raise CodecError(f"the XML holds more than {max_elements} elements")

    def close_element(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.XmlDeclHandler = declare
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    for piece in _cut(data):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _cut(data: bytes) -> Iterator[bytes]:
    """In pieces, for the sake of other threads; large ones, because the parser begins an unfinished token anew each time."""
    for start in range(0, len(data), _PARSED_AT_ONCE):
        yield data[start : start + _PARSED_AT_ONCE]


class _Builder:
    """Makes an `Element` of each element xmltodict closes.

    xmltodict keys children by name: one gives a value, two give a list, and interleaved ones are regrouped. A key of its own
    for every child, in one running count, undoes all three.
    """

    def __init__(self) -> None:
        self._keys: Iterator[int] = itertools.count()

    def build(self, _path: object, key: str, value: str | dict[str, str | Element] | None) -> tuple[str, str | Element]:
        if key[0] in "@#" and isinstance(value, str):  # an attribute or text, as xmltodict marks them; no XML name starts so
            return key, value
        if not isinstance(value, dict):
            return self._take_key(), Element(key, text=value)
        children = tuple(node for node in value.values() if isinstance(node, Element))
        attributes = tuple((name[1:], node) for name, node in value.items() if isinstance(node, str) and name[0] == "@")
        text = value.get("#text")
        if not isinstance(text, str) or (children and not text.strip(_WHITE)):
            text = None
        return self._take_key(), Element(key, attributes, children, text)

    def _take_key(self) -> str:
        return str(next(self._keys))


def write_xml(root: Element, *, form: XmlForm = XmlForm.MODERN) -> bytes:
    """The document in UTF-8. Characters XML 1.0 forbids become U+FFFD (ask `replace_forbidden` to know whether there are any).

    Raises `CodecError` for a name that is none, an attribute given twice, or a tree too deep to write.
    """
    encoder = Encoder(_escape_returns)
    encoder.write(_PROLOGUES[form])
    try:
        xmltodict.unparse(
            {"0": root},
            output=encoder,
            full_document=False,
            short_empty_elements=True,
            pretty=form is XmlForm.INDENTED,
            indent="  ",
            preprocessor=_lay_open,
        )
    except RecursionError:
        raise CodecError("the tree is nested too deep to be written as XML") from None
    return encoder.take_all([_EPILOGUES[form]])


def _escape_returns(text: str) -> str:
    """A reader turns a bare carriage return into a line feed (XML 1.0 section 2.11). In attributes it is escaped already."""
    return text.replace("\r", "&#13;")


def _lay_open(_key: str, element: Element) -> tuple[str, dict[str, Element | str]]:
    """One element as xmltodict wants it, its children under running numbers as in `_Builder`."""
    _check_name(element.name)
    node: dict[str, Element | str] = {}
    for name, value in element.attributes:
        _check_name(name)
        if f"@{name}" in node:
            raise CodecError("an attribute is given twice on one element")
        node[f"@{name}"] = replace_forbidden(value)[0]
    node.update((str(number), child) for number, child in enumerate(element.children))
    if element.text is not None:
        node["#text"] = replace_forbidden(element.text)[0]
    return element.name, node


def _check_name(name: str) -> None:
    if not _PREFIXED_NAME.fullmatch(name):
        raise CodecError("an element or attribute name holds a character XML names cannot have, or one beyond ASCII")
