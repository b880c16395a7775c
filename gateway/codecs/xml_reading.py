"""XML to an `Element`, in one pass of expat: the tree grows as the parser goes, and every refusal is its handlers'.

Every DOCTYPE is refused, and with it every entity, internal or external, and every document over the limits, at the first byte
that tells. Children keep their order. Namespaces are not resolved: `xmlns` is an attribute like any other.
"""

from __future__ import annotations

from xml.parsers import expat

from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import PIECE
from gateway.codecs.tree import Element

# Expat's own encodings and the one 8-bit code page that .NET and PHP backends still declare. Everything else would be looked
# up among Python's codecs, where "encoding" can mean rot13 or punycode.
_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii", "windows-1252"})
UTF8_MARK = b"\xef\xbb\xbf"
WHITE = " \t\r\n"
MAX_DEPTH, MAX_ELEMENTS = 32, 200_000
_PARSED_AT_ONCE = 4 * PIECE
"""In pieces, for the sake of other threads; large ones, because the parser begins an unfinished token anew each time."""


def read_xml(data: bytes, *, max_depth: int = MAX_DEPTH, max_elements: int = MAX_ELEMENTS) -> Element:
    """The root element of the document.

    A leaf keeps its text as it stands, blanks included; white space around children is dropped. Raises `CodecError` for
    anything but one well-formed document without DOCTYPE, in a known encoding, within `max_depth` levels (the root is the
    first) and `max_elements` elements, without text beside child elements.
    """
    tree = _Tree(max_depth, max_elements)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = tree.open
    parser.CharacterDataHandler = tree.texts.append
    parser.EndElementHandler = tree.close
    parse(parser, data)
    return tree.root()


def parse(parser: expat.XMLParserType, data: bytes) -> str:
    """Have the parser go through the document, and tell the encoding it declares; where it declares none, that is `utf-8`.

    Raises CodecError for what is no XML, a DOCTYPE, or an encoding that is not known.
    """
    marked_utf8 = data.startswith(UTF8_MARK)
    name = "utf-8"

    def declare(_version: str, encoding: str | None, _standalone: int) -> None:
        nonlocal name
        name = (encoding or "utf-8").lower()
        if encoding and name not in _ENCODINGS:
            raise CodecError("the XML declares an encoding that is not supported")
        if marked_utf8 and name != "utf-8":
            raise CodecError("the XML declares another encoding than its byte order mark says")

    parser.XmlDeclHandler = declare
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for start in range(0, max(len(data), 1), _PARSED_AT_ONCE):
            end = start + _PARSED_AT_ONCE
            parser.Parse(data[start:end], end >= len(data))
    except CodecError:
        raise
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise CodecError(f"XML line {error.lineno}, column {error.offset + 1}: {reason}") from None
    except (LookupError, ValueError):
        raise CodecError("the XML is in an encoding that cannot be read") from None
    return name


def _refuse_doctype(*_declaration: object) -> None:
    raise CodecError("the XML holds a DOCTYPE, which is not accepted")


class _Tree:
    """What the parser has been through: elements that are open, each with the children that stand before it, and its own."""

    def __init__(self, max_depth: int, max_elements: int) -> None:
        self.texts: list[str] = []
        self._max_depth = max_depth
        self._max_elements = max_elements
        self._elements = 0
        self._open: list[tuple[list[str], list[Element]]] = []
        self._children: list[Element] = []
        self._mixed = False

    def open(self, _name: str, attributes: list[str]) -> None:
        if self.texts:
            self._look_beside_children()
        self._open.append((attributes, self._children))
        self._children = []
        self._elements += 1
        if len(self._open) > self._max_depth:
            raise CodecError(f"the XML is nested deeper than {self._max_depth} levels")
        if self._elements > self._max_elements:
            raise CodecError(f"the XML holds more than {self._max_elements} elements")

    def close(self, name: str) -> None:
        if self._children and self.texts:
            self._look_beside_children()
        attributes, siblings = self._open.pop()
        told = tuple(zip(attributes[::2], attributes[1::2], strict=True)) if attributes else ()
        siblings.append(Element(name, told, tuple(self._children), "".join(self.texts) or None))
        self.texts.clear()
        self._children = siblings

    def root(self) -> Element:
        """The whole. Raises CodecError for text beside children: what is no XML at all has been refused for that before."""
        if self._mixed:
            raise CodecError("mixed content: an element holds text beside its child elements")
        return self._children[0]

    def _look_beside_children(self) -> None:
        self._mixed = self._mixed or bool("".join(self.texts).strip(WHITE))
        self.texts.clear()
