"""The byte forms of 2012-04-24: two blanks for each level, as Gson and XStream write; XML without a declaration."""

from __future__ import annotations

import json
import re

from gateway.codecs.json import JsonWritable, write_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, write_xml

_STEP = "  "
_PIECE = re.compile(r"<(?P<name>[^\s/>]+)[^>]*>[^<]*</(?P=name)>|<[^>]*>", re.DOTALL)
"""A leaf with its text, or a tag. Between them stands nothing, and no value holds a `<` or `>` that is not escaped."""


def write_indented_json(value: JsonWritable) -> bytes:
    """The document. Raises CodecError for what is no JSON."""
    return json.dumps(json.loads(write_json(value)), indent=len(_STEP), ensure_ascii=False).encode()


def write_indented_xml(root: Element) -> bytes:
    """The document. Raises CodecError for a name that is none."""
    text = write_xml(root, form=XmlForm.MODERN).decode().partition("?>\n")[2]
    lines: list[str] = []
    depth = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.startswith("</"):
            depth -= 1
        lines.append(f"{_STEP * depth}{piece}")
        if not (match["name"] or piece.startswith("</") or piece.endswith("/>")):
            depth += 1
    return "\n".join(lines).encode()
