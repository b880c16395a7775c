"""Items of a list that all have the same fields, kept by columns: most lists are like that, and long.

What holds for a field of one item mostly holds for all, so whoever reads, turns or writes such a list asks once for a column
where it would ask for each item. To everybody else it is a sequence of resources like any other, made when they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import TypeAlias, cast, overload

from gateway.model import Resource, Value
from gateway.release import Piecemeal

Names: TypeAlias = tuple[str, ...]
Values: TypeAlias = Sequence[Value]

FEWEST = 8
"""Items worth it."""
AT_ONCE = 128
"""Items of a block: no call into compiled code goes through more of them."""
BETWEEN = "\x7f"
"""A character that no form escapes or forbids."""
_NOTHING = type(None)


class Holds(Enum):
    """What the values of a column are."""

    NOTHING = auto()
    """Nulls."""
    TEXTS = auto()
    SOME_TEXTS = auto()
    """Texts and nulls."""
    OTHERS = auto()
    """Something else among them."""


NOTHING, TEXTS, SOME_TEXTS, OTHERS = Holds  # found once: to look up a member of an enum is a call


class Column:
    """The values of one field, an item after the other. What they are is found out once, when it is first asked for."""

    __slots__ = ("_holds", "_text", "_values")

    def __init__(self, values: Values, text: str | None = None) -> None:
        """`text` is that of texts alone, where somebody has it already."""
        self._values: Values | None = values
        self._holds = None if text is None else TEXTS
        self._text = text or ""

    @property
    def values(self) -> Values:
        return cast("Values", self._values)

    @property
    def told(self) -> Values:
        """Values that are null, or empty, where the column's own are."""
        return self.values

    @property
    def holds(self) -> Holds:
        if self._holds is None:
            self._holds = self._look()
        return self._holds

    @property
    def text(self) -> str:
        """All of the texts in one, `BETWEEN` two of them; only where it holds nothing else but nulls."""
        _ = self.holds
        return self._text

    def _look(self) -> Holds:
        values = self.values
        try:
            self._text = BETWEEN.join(cast("Sequence[str]", values))
        except TypeError:
            kinds = set(map(type, values))
        else:
            return TEXTS
        if kinds == {_NOTHING}:
            return NOTHING
        if kinds != {_NOTHING, str}:
            return OTHERS
        self._text = BETWEEN.join(cast("Iterator[str]", filter(None, values)))
        return SOME_TEXTS


class Later(Column):
    """A column made of another one when somebody looks at it. Where that one has nothing, there is nothing here either."""

    __slots__ = ("_make", "_raw")

    def __init__(self, raw: Column, make: Callable[[Values], Values]) -> None:
        super().__init__(())
        self._values = None
        self._raw = raw
        self._make = make

    @property
    def values(self) -> Values:
        if self._values is None:
            self._values = self._make(self._raw.values)
        return self._values

    @property
    def told(self) -> Values:
        return self._raw.told


class Block(Piecemeal):
    """Some items: a column for each of the names, all of one length."""

    __slots__ = ("columns", "size")

    def __init__(self, columns: Sequence[Column], size: int) -> None:
        self.columns = columns
        self.size = size

    def each(self, names: Names) -> Iterator[dict[str, Value]]:
        """The fields of each item."""
        return (dict(zip(names, values, strict=True)) for values in zip(*[one.values for one in self.columns], strict=True))


class Rows(Sequence[Resource]):
    """Items of one kind with the same names, one at least, in the same order."""

    __slots__ = ("_size", "blocks", "kind", "names")

    def __init__(self, kind: str, names: Names, blocks: Sequence[Block]) -> None:
        self.kind = kind
        self.names = names
        self.blocks = blocks
        self._size = sum(block.size for block in blocks)

    def columns(self, name: str) -> Sequence[Column]:
        """Those of one field, a block after the other; none where no item has it."""
        place = self.names.index(name) if name in self.names else -1
        return [block.columns[place] for block in self.blocks] if place >= 0 else []

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Resource]:
        return (Resource(self.kind, fields) for block in self.blocks for fields in block.each(self.names))

    @overload
    def __getitem__(self, at: int) -> Resource: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Resource, ...]: ...
    def __getitem__(self, at: int | slice) -> Resource | tuple[Resource, ...]:
        if isinstance(at, slice):
            return tuple(self)[at]
        place = range(self._size)[at]
        for block in self.blocks:
            if place < block.size:
                values = [column.values[place] for column in block.columns]
                return Resource(self.kind, dict(zip(self.names, values, strict=True)))
            place -= block.size
        raise IndexError(at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # it may hold what has no hash

    def __repr__(self) -> str:
        return f"Rows({self.kind!r}, {self._size})"


def columns_of(items: Sequence[Mapping[str, Value]]) -> tuple[Names, list[Block]] | None:
    """The names of all of them, and their values by blocks of columns; None where they are few or have not the same names."""
    if len(items) < FEWEST:
        return None
    names = tuple(items[0])
    if not names:
        return None
    blocks: list[Block] = []
    for start in range(0, len(items), AT_ONCE):
        part = items[start : start + AT_ONCE]
        if any(map(names.__ne__, map(tuple, part))):
            return None
        values = zip(*[item.values() for item in part], strict=True)
        blocks.append(Block(list(map(Column, values)), len(part)))
    return names, blocks
