"""The items of the 2010 JSON as canonical fields: as they stand, but that URIs of the API become links, and arrays tuples.

A list of items with the same names is read by columns; `ItemReader` reads others, and touches only what has to change.
`read_fields` goes by the rule alone, name by name. All three give the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import cast

from gateway.codecs.json import JsonValue
from gateway.codecs.json_rows import JsonRows
from gateway.dialects.face import Face
from gateway.dialects.link_columns import LinkColumn, find_below, find_links
from gateway.dialects.link_map import LinkMap
from gateway.dialects.links import WHOLE_URLS, is_link_name, read_link
from gateway.dialects.refusal import unreadable
from gateway.model import Fields, Resource, Value
from gateway.rows import OTHERS, SOME_TEXTS, TEXTS, Block, Column, Names, Rows, Values, columns_of

_LINKS = "subresource_uris"
_OBJECTS = frozenset({dict})
_NESTED = frozenset({dict, list})
_OF_LINKS = frozenset({str, type(None)})


def read_items(items: Sequence[JsonValue], kind: str, face: Face, version: str) -> Sequence[Resource]:
    """The items of a list, which are the reader's to change. Raises ProblemRaised for what is no object."""
    if not _OBJECTS.issuperset(map(type, items)):
        raise unreadable("The backend's answer can't be read: its list holds something that is no object.")
    objects = cast("Sequence[dict[str, JsonValue]]", items)
    reader = ItemReader(face, version)
    found = None if face.plain else columns_of(cast("Sequence[dict[str, Value]]", items))
    if found is None:
        return tuple([Resource(kind, reader.read(item)) for item in objects])
    names, blocks = found
    return reader.read_rows(kind, names, blocks)


def read_columns(rows: JsonRows, kind: str, face: Face, version: str) -> Rows:
    """The items of a list that was read by rows."""
    reader = ItemReader(face, version)
    blocks = [Block(list(map(Column, cast("Sequence[Values]", block))), len(block[0])) for block in rows.blocks]
    return reader.read_rows(kind, rows.names, blocks)


class ItemReader:
    """Reads the items of one document. Most have the same names in the same order, so those are looked at once."""

    def __init__(self, face: Face, version: str) -> None:
        self._face = face
        self._version = version
        self._begin = f"{face.base_path}/{version}/"
        self._read_one = self._read_link
        self._names: tuple[str, ...] = ()
        self._links: tuple[str, ...] = ()
        """Which of those names mean links."""

    def read(self, item: dict[str, JsonValue]) -> Fields:
        """The fields of an item: the item itself, changed."""
        if self._face.plain:
            return read_fields(item, self._face, self._version)
        names = tuple(item)
        if names != self._names:
            self._names, self._links = names, _links_among(names)
        fields: dict[str, Value] = item  # type: ignore[assignment] # the same dictionary, from here on holding links and tuples
        for name in self._links:
            value = item[name]
            if type(value) is str:
                fields[name] = read_link(value, self._face, self._version, whole=name in WHOLE_URLS)
        links = item.get(_LINKS)
        if type(links) is dict and _OF_LINKS.issuperset(map(type, links.values())):
            fields[_LINKS] = LinkMap(links, self._read_one)  # type: ignore[arg-type] # texts and nulls
        if not _NESTED.isdisjoint(map(type, item.values())):
            for name in [name for name, value in item.items() if value.__class__ in _NESTED]:
                fields[name] = _read_field(name, item[name], self._face, self._version)
        return fields

    def read_rows(self, kind: str, names: Names, blocks: Sequence[Block]) -> Rows:
        """A list whose columns are still as they stand."""
        return Rows(kind, names, [Block(list(map(self._read_column, names, block.columns)), block.size) for block in blocks])

    def _read_column(self, name: str, column: Column) -> Column:
        """One field of many items. Links are read when somebody looks at them."""
        holds = column.holds
        if is_link_name(name) and holds in (TEXTS, SOME_TEXTS):
            whole = name in WHOLE_URLS
            read = partial(_read_links, face=self._face, version=self._version, whole=whole)
            return LinkColumn(column, read, partial(find_links, column, self._begin, absolute=whole))
        if holds is not OTHERS:
            return column
        kinds = set(map(type, column.values))
        if name == _LINKS and kinds == _OBJECTS and _are_texts(column.values):
            return LinkColumn(column, self._read_maps, partial(find_below, column, self._begin))
        if kinds.isdisjoint(_NESTED) and not is_link_name(name):
            return column
        return Column([_read_field(name, cast("JsonValue", value), self._face, self._version) for value in column.values])

    def _read_maps(self, values: Values) -> Values:
        return [LinkMap(cast("Fields", links), self._read_one) for links in values]

    def _read_link(self, value: Value) -> Value:
        """One of the links that stand together, whatever its name."""
        return _read_field("uri", cast("JsonValue", value), self._face, self._version)


def _read_links(values: Values, *, face: Face, version: str, whole: bool) -> Values:
    return [read_link(value, face, version, whole=whole) if isinstance(value, str) else value for value in values]


def _are_texts(maps: Values) -> bool:
    """Whether objects hold texts and nulls alone."""
    return _OF_LINKS.issuperset(map(type, chain.from_iterable(map(dict.values, cast("Sequence[dict[str, Value]]", maps)))))


@lru_cache(maxsize=256)
def _links_among(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if is_link_name(name))


def read_fields(document: Mapping[str, JsonValue], face: Face, version: str) -> Fields:
    """The fields of an object, whatever they are."""
    return {key: _read_field(key, value, face, version) for key, value in document.items()}


def _read_field(key: str, value: JsonValue, face: Face, version: str) -> Value:
    if isinstance(value, str):
        return read_link(value, face, version, whole=key in WHOLE_URLS) if is_link_name(key) else value
    if isinstance(value, dict):
        names = value.keys() if key != _LINKS else ["uri"] * len(value)
        return {name: _read_field(rule, inner, face, version) for (name, inner), rule in zip(value.items(), names, strict=True)}
    if isinstance(value, list):
        return tuple(_read_field("", inner, face, version) for inner in value)
    return value
