"""A YAML document as a tree of text with marks.

Scalars stay the text that stands in the file: nothing has been made a date, a number or a boolean. `Place` is a node
together with the way to it, so that any check can say where it found what.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias, Union

from msgspec import Struct

from gateway.settings.faults import NOTHING, Fault, Path, is_secret, may_hold_password, path_text, quote


class Mark(Struct, frozen=True):
    """A position in the file, counted from 1 as editors do."""

    line: int
    column: int


class Scalar(Struct, frozen=True):
    """One text. `plain` tells that it stood there without quotes; a plain empty text is a key with nothing behind it."""

    text: str
    plain: bool
    mark: Mark

    @property
    def is_nothing(self) -> bool:
        return self.plain and not self.text


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


class Entry(Struct, frozen=True):
    """Where a key of a mapping stands, and its value."""

    mark: Mark
    value: Node


class Mapping(Struct, frozen=True):
    """A mapping, in the order of the file."""

    entries: MappingProxyType[str, Entry]
    mark: Mark


Node: TypeAlias = Scalar | Sequence | Mapping


class Absent(Enum):
    """What a key with nothing behind it holds. Not None: pydantic takes None for "not given"."""

    ABSENT = NOTHING


Plain: TypeAlias = Union[str, Absent, list["Plain"], dict[str, "Plain"]]
"""A tree without marks, in the shape pydantic reads."""


def plain(node: Node) -> Plain:
    """The node without its marks. The depth of a document is bounded, so this recursion is too."""
    match node:
        case Scalar():
            return Absent.ABSENT if node.is_nothing else node.text
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(entries):
            return {key: plain(entry.value) for key, entry in entries.items()}


def describe(node: Node, path: Path) -> str:
    """What stands there, for the `found` of a fault; the text itself only where it may be shown."""
    match node:
        case Scalar() if node.is_nothing:
            return NOTHING
        case Scalar(text) if is_secret(path):
            return "a plain text secret"
        case Scalar(text):
            return "text with what may be a password in it" if may_hold_password(text) else quote(text)
        case Sequence(items):
            return "a list" if items else "an empty list"
        case Mapping(entries):
            return "a mapping" if entries else "an empty mapping"


class Place(Struct, frozen=True):
    """A spot in the file, whether or not anything stands there: `node` is None where nothing does."""

    file: str
    node: Node | None
    mark: Mark
    path: Path = ()

    def at(self, step: str | int) -> Place:
        """The place one step further down. Where it does not exist, its mark is that of the nearest thing above it."""
        match self.node, step:
            case Mapping() as mapping, str() if entry := mapping.entries.get(step):
                return Place(self.file, entry.value, entry.value.mark, (*self.path, step))
            case Sequence(items), int() if 0 <= step < len(items):
                return Place(self.file, items[step], items[step].mark, (*self.path, step))
            case _:
                return Place(self.file, None, self.mark, (*self.path, step))

    def below(self, steps: Path) -> Place:
        """The place several steps further down."""
        place = self
        for step in steps:
            place = place.at(step)
        return place

    def of_key(self, key: str) -> Place:
        """This mapping, marked where that key of it is written."""
        entry = self.node.entries.get(key) if isinstance(self.node, Mapping) else None
        return Place(self.file, self.node, entry.mark if entry else self.mark, self.path)

    def items(self) -> Iterator[Place]:
        """The places of a list's items; none for anything that is no list."""
        if isinstance(self.node, Sequence):
            yield from (self.at(index) for index in range(len(self.node.items)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping; none for anything that is no mapping."""
        return tuple(self.node.entries) if isinstance(self.node, Mapping) else ()

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for anything else and for a key with nothing behind it."""
        return self.node.text if isinstance(self.node, Scalar) and not self.node.is_nothing else None

    @property
    def found(self) -> str:
        return describe(self.node, self.path) if self.node else NOTHING

    def fault(self, *, expected: str, found: str = "", nearest: str = "") -> Fault:
        """A fault of this place. Without `found` it tells what stands here."""
        return Fault(
            file=self.file,
            line=self.mark.line,
            column=self.mark.column,
            path=path_text(self.path),
            found=found or self.found,
            expected=expected,
            nearest="" if not found and may_hold_password(self.text or "") else nearest,
        )
