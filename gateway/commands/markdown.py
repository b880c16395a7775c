"""Markdown as this program writes it, laid out for people at a terminal: headings, tables, links as their text.

A table that fits is put in columns. In one that doesn't each row becomes a few lines, its first cell above the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from gateway.commands.terminal import Role, align, paint

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ESCAPED = re.compile(r"\\([|<>])")
_BETWEEN = re.compile(r"(?<!\\)\|")
_GAP = "  "


def lay_out_markdown(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines, without line ends, for a terminal of so many columns."""
    single = (line for several in lines for line in several.split("\n"))
    for is_table, group in groupby(single, key=lambda line: line.startswith("|")):
        if is_table:
            head, _, *rows = [_cells(line) for line in group]
            yield from _table(head, rows, width)
        else:
            yield from map(_line, group)


def _line(line: str) -> str:
    if line.startswith("#"):
        return paint(_plain(line.lstrip("# ")), Role.HEADING)
    return _plain(line)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _BOLD.sub(r"\1", _LINK.sub(r"\1", text)))


def _cells(line: str) -> list[str]:
    return [_plain(cell.strip()) for cell in _BETWEEN.split(line)[1:-1]]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    aligned = [_GAP.join(cells).rstrip() for cells in align([head, *rows])]
    if max(map(len, aligned)) <= width:
        first, *others = aligned
        yield paint(first, Role.ASIDE)
        yield from others
        return
    for name, *cells in rows:
        yield paint(name, Role.NAME)
        for label, cell in zip(head[1:], cells, strict=True):
            if cell:
                yield from _entry(f"{label}: ", cell, width)


def _entry(label: str, cell: str, width: int) -> Iterator[str]:
    first, *others = wrap(label + cell, width, initial_indent=_GAP, subsequent_indent=_GAP * 2, break_on_hyphens=False)
    yield _GAP + paint(label, Role.ASIDE) + first.removeprefix(_GAP + label)
    yield from others
