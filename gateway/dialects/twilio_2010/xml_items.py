"""The items of the 2010 XML as canonical fields.

Types are the schema's, not the document's: an empty element is null, `true` is a boolean only where the field is one.
`read_fields` goes by the rule, element by element. `reader_of` gives a reader of items of leaves that looks at the names of an
item once and then touches only what has to change; both give the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, cast

from gateway.codecs.tree import Element
from gateway.codecs.xml_rows import FlatFields
from gateway.dialects.compiled.by_names import ByNames, Names
from gateway.dialects.convert import coercion
from gateway.dialects.face import Face
from gateway.dialects.link_map import LinkMap
from gateway.dialects.links import WHOLE_URLS, read_link
from gateway.dialects.tables import Field, FieldType, Kind
from gateway.dialects.twilio_2010.names import capability_key, key_name, singular
from gateway.model import Fields, Value

Turn: TypeAlias = Callable[[Value], Value]
"""What the text of a leaf becomes, or the null of an empty one."""
ReadFields: TypeAlias = Callable[[FlatFields], Fields]
_CAPABILITIES = "capabilities"
_READERS = "readers of xml"
"""What distinguishes them among all that was generated for a face."""


def reader_of(kind: Kind | None, face: Face, version: str) -> ReadFields:
    """The reader of items of a kind at a place, made when it is first asked for."""
    key, made = (_READERS, kind.name if kind else ""), face.compiled
    if key not in made:
        made[key] = _ItemReader(kind, face, version).read
    return cast("ReadFields", made[key])


class _ItemReader:
    def __init__(self, kind: Kind | None, face: Face, version: str) -> None:
        self._face = face
        self._version = version
        self._types = {field.name: field for field in kind.fields} if kind else {}
        self._shapes = ByNames(self._look_at)
        self._links = ByNames(_link_keys)

    def _look_at(self, names: Names) -> tuple[Names, tuple[tuple[str, Turn], ...]]:
        """The keys of these elements, and what has to be turned."""
        keys = tuple(map(key_name, names))
        turns = ((key, self._turn_of(key, self._types.get(key))) for key in dict.fromkeys(keys))
        return keys, tuple((key, turn) for key, turn in turns if turn)

    def _turn_of(self, key: str, field: Field | None) -> Turn | None:
        kind = field.type if field else FieldType.TEXT
        if kind is FieldType.LIST:
            return lambda _: ()
        if key == _CAPABILITIES or kind is FieldType.LINKS:
            return lambda _: None
        if _is_link(key, field):
            return partial(self._read_link, whole=key in WHOLE_URLS)
        turn = coercion(kind)
        return (lambda text: text if text is None else turn(text)) if turn else None

    def _read_link(self, text: Value, *, whole: bool = False) -> Value:
        return read_link(text, self._face, self._version, whole=whole) if isinstance(text, str) and text else None

    def read(self, item: FlatFields) -> Fields:
        """The fields of an item of leaves; few of those are trees."""
        keys, turns = self._shapes[tuple(item)]
        read = dict(zip(keys, item.values(), strict=True))
        fields = cast("dict[str, Value]", read)
        grown = [key for key, leaf in read.items() if leaf.__class__ is Element]
        for key, turn in turns:
            if key not in grown:
                fields[key] = turn(fields[key])
        for key in grown:
            fields[key] = self._read_tree(key, cast("Element", read[key]))
        return fields

    def _read_tree(self, key: str, element: Element) -> Value:
        field = self._types.get(key)
        if field is not None and field.type is FieldType.LINKS and key != _CAPABILITIES:
            keys = self._links[tuple([child.name for child in element.children])]
            if keys is not None and not any(child.children for child in element.children):
                texts = [child.text for child in element.children]
                return LinkMap(dict(zip(keys, texts, strict=True)), self._read_link)
        return _read_value(element, key, field, self._face, self._version)


def _link_keys(names: Names) -> Names | None:
    """The keys of links that stand together; None where one of them is a whole URL."""
    keys = tuple(map(key_name, names))
    return keys if WHOLE_URLS.isdisjoint(keys) else None


def holds_items(body: Element) -> bool:
    """Whether the children are those of a list."""
    return bool(body.children) and all(child.name == singular(body.name) for child in body.children)


def read_fields(item: Element, kind: Kind | None, face: Face, version: str) -> Fields:
    """The fields of an item, whatever they are."""
    types = {field.name: field for field in kind.fields} if kind else {}
    fields: dict[str, Value] = {}
    for child in item.children:
        key = key_name(child.name)
        fields[key] = _read_value(child, key, types.get(key), face, version)
    return fields


def _is_link(key: str, field: Field | None) -> bool:
    return field.type in (FieldType.LINK, FieldType.URL) if field else key.endswith("uri")


def _read_value(element: Element, key: str, field: Field | None, face: Face, version: str) -> Value:
    kind = field.type if field else FieldType.TEXT
    if kind is FieldType.LIST or (element.children and field is None and holds_items(element)):
        return tuple(_read_structure(child, face, version) for child in element.children)
    if key == _CAPABILITIES:
        return {capability_key(child.name): _typed(child.text, FieldType.BOOLEAN) for child in element.children} or None
    if kind is FieldType.LINKS or element.children:
        return {key_name(child.name): _read_structure(child, face, version) for child in element.children} or None
    if _is_link(key, field):
        return read_link(element.text, face, version, whole=key in WHOLE_URLS) if element.text else None
    return _typed(element.text, kind)


def _read_structure(element: Element, face: Face, version: str) -> Value:
    """By the structural rule alone: a leaf is text or a URI, equal children under their plural a list, others an object."""
    if not element.children:
        whole = key_name(element.name) in WHOLE_URLS
        return read_link(element.text, face, version, whole=whole) if element.text else None
    if holds_items(element):
        return tuple(_read_structure(child, face, version) for child in element.children)
    return {key_name(child.name): _read_structure(child, face, version) for child in element.children}


def _typed(text: str | None, kind: FieldType) -> Value:
    turn = coercion(kind)
    return turn(text) if turn and text is not None else text
