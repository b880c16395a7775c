"""How what is printed looks: colours and columns for people at a terminal, plain text for everything else.

Whether there are colours is decided in `gateway.colours`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum

import click


class Role(StrEnum):
    """What a piece of text is, as far as it shows."""

    HEADING = "heading"
    PLACE = "place"
    NAME = "name"
    RIGHT = "right"
    WRONG = "wrong"
    NOTE = "note"
    ASIDE = "aside"


def is_for_people(*, err: bool = False) -> bool:
    """Whether what is printed there, to standard output or else standard error, is to be laid out for people."""
    context = click.get_current_context(silent=True)
    forced = context is not None and context.color is True
    return forced or (sys.stderr if err else sys.stdout).isatty()


def paint(text: str, role: Role) -> str:
    """The text in the colours of its role. `click.echo` takes them out again where there are to be none."""
    match role:
        case Role.HEADING:
            return click.style(text, bold=True, underline=True)
        case Role.PLACE:
            return click.style(text, bold=True)
        case Role.NAME:
            return click.style(text, fg="cyan")
        case Role.RIGHT:
            return click.style(text, fg="green")
        case Role.WRONG:
            return click.style(text, fg="red")
        case Role.NOTE:
            return click.style(text, fg="yellow")
        case Role.ASIDE:
            return click.style(text, dim=True)


def align(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The rows with each cell but the last as wide as its column. Before they are painted: colours have no width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield (*(cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)), row[-1])


def count(number: int, noun: str) -> str:
    """`1 route`, `2 routes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
