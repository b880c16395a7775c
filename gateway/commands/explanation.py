"""What `gateway explain` shows at a terminal: the lines of the explanation in columns and colours, bodies indented.

What is said is what stands in the plain text. What would steer the terminal is made visible: calls are pasted from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from gateway.commands.indentation import indent
from gateway.commands.terminal import Role, align, paint
from gateway.explaining import Line, LineKind
from gateway.visible import make_visible

_ROLES: Mapping[LineKind, Role] = {
    "heading": Role.HEADING,
    "start": Role.PLACE,
    "operation": Role.PLACE,
    "phase": Role.ASIDE,
    "change": Role.NAME,
    "loss": Role.WRONG,
    "problem": Role.WRONG,
}
_SEPARATORS: Mapping[LineKind, str] = {"field": ": ", "parameter": " = "}
_BODY = re.compile(r"(?P<body>.*?)(?P<notice>… \(\d+ bytes\))?", re.DOTALL)


def lay_out(lines: Iterable[Line]) -> Iterator[str]:
    """The lines, without line ends."""
    for kind, group in groupby(lines, key=lambda line: line.kind):
        texts = [make_visible(line.text, keep="\n\t") for line in group]
        if kind in _SEPARATORS:
            yield from _columns(texts, _SEPARATORS[kind])
        elif kind == "body":
            yield from map(_indented, texts)
        else:
            yield from (paint(text, _ROLES[kind]) if kind in _ROLES else text for text in texts)


def _columns(texts: Iterable[str], separator: str) -> Iterator[str]:
    rows = [text.partition(separator) for text in texts]
    for name, value in align([(f"{name}{separator.rstrip()}", value) for name, _, value in rows]):
        yield f"{paint(name, Role.ASIDE)} {value}"


def _indented(text: str) -> str:
    match = _BODY.fullmatch(text)
    return indent(match["body"]) + paint(match["notice"] or "", Role.NOTE) if match else text
