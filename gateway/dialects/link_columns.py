"""Links in lists that are kept by columns: in most lists those of a field are paths alone that begin and end alike.

Such a column keeps the paths, and of links that stand together (`subresource_uris`) what they have in common and their tails:
whoever reads, turns or writes them looks at one text. To everybody else they are links, made when they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from posixpath import commonpath
from typing import cast

from msgspec import Struct

from gateway.dialects.link_map import LinkMap
from gateway.dialects.links_below import Tails
from gateway.model import Link, Value
from gateway.rows import BETWEEN, OTHERS, TEXTS, Column, Holds, Later, Values

MOST_LINKS = 32
LONGEST_TAIL = 64
"""In characters; names and tails come from backends."""
_SUFFIX = ".json"


class Paths(Struct, frozen=True):
    """Links of many items that have no query: a path for each item. With tails an item has the links below its path."""

    column: Column
    """Texts alone."""
    absolute: bool = False
    tails: Tails = ()

    def links(self) -> Values:
        """What each item has."""
        paths = cast("Sequence[str]", self.column.values)
        if self.tails:
            return [LinkMap({name: f"{path}{tail}" for name, tail in self.tails}, _link) for path in paths]
        return [Link(path, "", self.absolute) for path in paths]


def _link(path: Value) -> Value:
    return Link(str(path))


class LinkColumn(Later):
    """Links, or links that stand together. Where `find` finds no paths alone, `make` makes them one by one."""

    __slots__ = ("_find", "_paths")

    def __init__(self, raw: Column, make: Callable[[Values], Values], find: Callable[[], Paths | None]) -> None:
        super().__init__(raw, make)
        self._find: Callable[[], Paths | None] | None = find
        self._paths: Paths | None = None

    @property
    def paths(self) -> Paths | None:
        if self._find is not None:
            find, self._find = self._find, None
            self._paths = find()
        return self._paths

    @property
    def values(self) -> Values:
        if self._values is None and self.paths is not None:
            self._values = self.paths.links()
        return super().values

    @property
    def holds(self) -> Holds:
        return super().holds if self.paths is None else OTHERS


def links_at(paths: Paths) -> LinkColumn:
    """The links to paths that are known already."""
    return LinkColumn(paths.column, lambda _: paths.links(), lambda: paths)


def find_links(raw: Column, begin: str, *, absolute: bool) -> Paths | None:
    """What `read_link` makes of each text, if each begins so, ends as most do, and has no query."""
    text = _cut(raw, begin, _SUFFIX) if raw.holds is TEXTS else None
    return None if text is None else Paths(Column(text.split(BETWEEN), text), absolute)


def find_below(raw: Column, begin: str) -> Paths | None:
    """The same of objects of texts and nulls, if all have the same names, and the same tails behind what is each one's own."""
    objects = cast("Sequence[Mapping[str, Value]]", raw.values)
    names = tuple(objects[0])
    if not 0 < len(names) <= MOST_LINKS or set(map(tuple, objects)) != {names}:
        return None
    columns = [Column(values) for values in zip(*[one.values() for one in objects], strict=True)]
    if any(column.holds is not TEXTS for column in columns):
        return None
    firsts = [str(column.values[0]) for column in columns]
    if not all(one.startswith(begin) and one.endswith(_SUFFIX) for one in firsts):
        return None
    firsts = [one.removesuffix(_SUFFIX) for one in firsts]
    own = commonpath(firsts)
    tails = tuple((name, one[len(own) :]) for name, one in zip(names, firsts, strict=True))
    if any("." in tail or "?" in tail or len(name) + len(tail) > LONGEST_TAIL for name, tail in tails):
        return None
    found = {_cut(column, begin, f"{tail}{_SUFFIX}") for column, (_, tail) in zip(columns, tails, strict=True)}
    text = found.pop()
    return None if found or text is None else Paths(Column(text.split(BETWEEN), text), tails=tails)


def _cut(column: Column, begin: str, end: str) -> str | None:
    """Texts, BETWEEN two of them, from the last character of `begin` to where `end` begins: the paths of links, if each begins
    and ends so, and has no query and no other suffix. All of them are looked at at once."""
    text, size = column.text, len(column.values)
    if not (begin.startswith("/") and text.startswith(begin) and text.endswith(end)):
        return None
    cut = text[len(begin) - 1 : -len(end)].replace(f"{end}{BETWEEN}{begin}", f"{BETWEEN}/")
    each_begins_and_ends_so = len(text) - len(cut) == size * (len(begin) - 1 + len(end))
    if not each_begins_and_ends_so or cut.count(BETWEEN) != size - 1 or "." in cut or "?" in cut:
        return None
    return cut
