"""XML: bytes to an `Element` (see `xml_reading`) and back.

Writing replaces what XML 1.0 cannot carry and escapes the rest, so that reading gives the same tree.
"""

from __future__ import annotations

import re
from enum import StrEnum

import xmltodict

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import Encoder
from gateway.codecs.tree import Element
from gateway.codecs.xml_reading import read_xml

__all__ = ["XmlForm", "is_name", "read_xml", "replace_forbidden", "write_xml"]


class XmlForm(StrEnum):
    """The byte forms seen on the wire, in UTF-8, with `<X/>` for an empty element. But for the last they are one line."""

    MODERN = "modern"
    """As lxml writes it: a declaration in single quotes that names the encoding, no line end behind the document."""

    EARLY = "early"
    """2009 to 2011: a bare declaration, one line end behind the document."""

    INDENTED = "indented"
    """As XStream writes it: no declaration, a line for each element, two blanks for each level."""


PROLOGUES = {
    XmlForm.MODERN: "<?xml version='1.0' encoding='UTF-8'?>\n",
    XmlForm.EARLY: '<?xml version="1.0"?>\n',
    XmlForm.INDENTED: "",
}
EPILOGUES = {XmlForm.MODERN: "", XmlForm.EARLY: "\n", XmlForm.INDENTED: ""}

# ASCII only, though XML allows more: its 4th and 5th editions disagree on the rest, and so do the parsers of callers.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_PREFIXED_NAME = re.compile(rf"(?:{_NAME.pattern}:)?{_NAME.pattern}")


def is_name(text: str) -> bool:
    """Whether the text may be made an element or attribute name: a name in ASCII without a colon.

    For a dialect that turns JSON keys into names; `write_xml` raises where it does not ask.
    """
    return _NAME.fullmatch(text) is not None


def write_xml(root: Element, *, form: XmlForm = XmlForm.MODERN) -> bytes:
    """The document in UTF-8. Characters XML 1.0 forbids become U+FFFD (ask `replace_forbidden` to know whether there are any).

    Raises `CodecError` for a name that is none, an attribute given twice, or a tree too deep to write.
    """
    encoder = Encoder(_escape_returns)
    encoder.write(PROLOGUES[form])
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
    return encoder.take_all([EPILOGUES[form]])


def _escape_returns(text: str) -> str:
    """A reader turns a bare carriage return into a line feed (XML 1.0 section 2.11). In attributes it is escaped already."""
    return text.replace("\r", "&#13;")


def _lay_open(_key: str, element: Element) -> tuple[str, dict[str, Element | str]]:
    """One element as xmltodict wants it, its children under running numbers: xmltodict would take equal names together."""
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
