"""Bodies with a line for each thing in them, as people read them. White space is all that is put in or taken out.

They are cut into the pieces of their language and not parsed: a body that is cut off, or is not what it says, stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEP = "  "
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+')
_XML = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[^>]*>?|[^<]+", re.DOTALL)


def indent(text: str) -> str:
    """JSON and XML indented, anything else as it is."""
    start = text.lstrip()[:1]
    if start in {"{", "["}:
        return "".join(_json(text))
    return "".join(_xml(text)).lstrip("\n") if start == "<" else text


def _json(text: str) -> Iterator[str]:
    depth = 0
    before = ""
    for piece in _JSON.findall(text):
        closes = piece in {"}", "]"}
        depth -= closes
        if (before in {"{", "["} and not closes) or before == "," or (closes and before not in {"{", "["}):
            yield "\n" + _STEP * max(depth, 0)
        yield ": " if piece == ":" else piece
        depth += piece in {"{", "["}
        before = piece


def _xml(text: str) -> Iterator[str]:
    """A line for each element, those that hold text alone on one."""
    depth = 0
    before = "<"
    for piece in _XML.findall(text):
        if not piece.strip():
            continue
        closes = piece.startswith("</")
        depth -= closes
        if _is_markup(piece) and _is_markup(before) and not (closes and _opens(before)):
            yield "\n" + _STEP * max(depth, 0)
        yield piece
        depth += _opens(piece)
        before = piece


def _is_markup(piece: str) -> bool:
    return piece.startswith("<") and not piece.startswith("<![CDATA[")


def _opens(piece: str) -> bool:
    return _is_markup(piece) and piece[1:2] not in {"/", "!", "?"} and not piece.endswith("/>")
