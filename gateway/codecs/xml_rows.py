"""Rows: what an item of a list in XML is like, its elements by name and order, as one regular expression.

A backend writes all items of a list alike, so what was found out of one serves for the others, and for the next list. The
expression allows for one way to write an element and for one text in it; what else may stand there, it does not match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias
from xml.sax.saxutils import unescape

from gateway.codecs.errors import CodecError
from gateway.codecs.tree import Element
from gateway.codecs.xml_reading import MAX_DEPTH, read_xml

FlatFields: TypeAlias = dict[str, str | None | Element]
"""What an item holds: texts, None for an empty element, a tree for one with children."""
_Texts: TypeAlias = tuple[str | None, ...]

_ABOVE = 2  # elements around an item
_LONGEST = 65_536  # characters of an item that is to be an example
_MOST_ELEMENTS = 200  # of such an item
_KEPT = 8  # rows of items of one name
_NAME = re.compile(r"<([^\s<>/]+)")
_BLANKS = "[ \t\r\n]*+"
_QUOTES = {"&quot;": '"', "&apos;": "'"}


class Row:
    """Items like an example, which has no attributes, no text of its own, and each child but once."""

    __slots__ = ("_branches", "_match", "_names", "_places", "elements", "name")

    def __init__(self, example: Element) -> None:
        self._match = re.compile(_expression(example) + _BLANKS).match
        self.name = example.name
        self.elements = _count(example)
        """How many an item is made of."""
        places: list[int] = []
        self._branches: list[tuple[Element, int]] = []
        place = 0
        for child in example.children:
            places.append(place)
            if child.children:
                self._branches.append((child, place))
            place += _leaves(child)
        self._names = tuple(child.name for child in example.children)
        self._places = _getter(places) if self._branches else None

    def matches(self, text: str, at: int) -> bool:
        return self._match(text, at) is not None

    def read(self, text: str, at: int, *, escaped: bool) -> tuple[FlatFields, int] | None:
        """The item that begins there, and where the next one does; None where this is another one. `escaped` tells that an
        ampersand stands somewhere."""
        found = self._match(text, at)
        if found is None:
            return None
        texts: _Texts = found.groups()
        if escaped:
            texts = tuple([unescape(one, _QUOTES) if one and "&" in one else one for one in texts])
        fields: FlatFields = dict(zip(self._names, self._places(texts) if self._places else texts, strict=True))
        for branch, place in self._branches:
            fields[branch.name] = _grow(branch, texts, place)[0]
        return fields, found.end()


def find_row(text: str, at: int) -> Row | None:
    """The row that the item is of which begins there, among those of items of that name lately."""
    name = _name_at(text, at)
    kept = _kept(name)
    row = next((one for one in kept.rows if one.matches(text, at)), None)
    if row is not None:
        kept.put_first(row)
    return row


def make_row(text: str, at: int) -> Row | None:
    """A row of items like the one that begins there, to be kept; None where that is no example. It takes a millisecond."""
    name = _name_at(text, at)
    closing = f"</{name}>"
    end = text.find(closing, at, at + _LONGEST)
    try:
        example = read_xml(text[at : end + len(closing)].encode(), max_depth=MAX_DEPTH - _ABOVE, max_elements=_MOST_ELEMENTS)
    except CodecError:
        return None
    names = {child.name for child in example.children}
    plain = example.text is None and len(names) == len(example.children) and not _has_attributes(example)
    if not plain or not example.children:
        return None
    row = Row(example)
    _kept(name).put_first(row)
    return row


class _Kept:
    """The rows of items of one name, the last used first."""

    def __init__(self) -> None:
        self.rows: tuple[Row, ...] = ()

    def put_first(self, row: Row) -> None:
        self.rows = (row, *(one for one in self.rows if one is not row))[:_KEPT]


@lru_cache(256)
def _kept(name: str) -> _Kept:
    del name
    return _Kept()


def _name_at(text: str, at: int) -> str:
    """The name of the element that begins there; the empty text where none does."""
    found = _NAME.match(text, at)
    return found[1] if found else ""


def _has_attributes(element: Element) -> bool:
    return bool(element.attributes) or any(map(_has_attributes, element.children))


def _expression(element: Element) -> str:
    name = re.escape(element.name)
    if element.children:
        return f"<{name}>{_BLANKS}{_BLANKS.join(map(_expression, element.children))}{_BLANKS}</{name}>"
    return f"<{name}(?:>(?:([^<]++))?+</{name}>|{_BLANKS}/>)"


def _count(element: Element) -> int:
    return 1 + sum(map(_count, element.children))


def _leaves(element: Element) -> int:
    return sum(map(_leaves, element.children)) or 1


def _grow(branch: Element, texts: _Texts, place: int) -> tuple[Element, int]:
    """A tree like the branch with these texts in its leaves, and the place of the next text."""
    if not branch.children:
        return Element(branch.name, text=texts[place]), place + 1
    children: list[Element] = []
    for child in branch.children:
        grown, place = _grow(child, texts, place)
        children.append(grown)
    return Element(branch.name, children=tuple(children)), place


def _getter(places: Sequence[int]) -> Callable[[_Texts], _Texts]:
    """What stands at these places: `itemgetter` gives a tuple for two and more."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda texts: tuple([texts[place] for place in places])
