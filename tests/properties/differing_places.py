"""Where two documents or two canonical values differ, as short names of places: what a table of excuses can list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.codecs.tree import Element
from gateway.model import Link, Media, Page, Resource, Value

Body = Resource | Page | Media | None
_PAGE = ("kind", "number", "size", "start", "end", "total", "pages", "paged")


def json_places(one: object, other: object, place: str = "") -> Iterator[str]:
    """`calls.price`: the keys on the way, without the numbers of a list's members."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            inner = f"{place}.{key}".lstrip(".")
            if key in one and key in other:
                yield from json_places(one[key], other[key], inner)
            else:
                yield inner
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from json_places(mine, theirs, place)
    elif one != other or type(one) is not type(other):
        yield place or "all"


def xml_places(one: Element, other: Element, place: str = "") -> Iterator[str]:
    """`Call/Price`, `Calls@uri`, `Call:order`: an element below its parent, an attribute, the order of the children."""
    name = f"{place}{one.name}"
    if one.name != other.name:
        yield f"{one.name}|{other.name}"
        return
    mine, theirs = dict(one.attributes), dict(other.attributes)
    yield from (f"{one.name}@{key}" for key in sorted({*mine, *theirs}) if mine.get(key) != theirs.get(key))
    if (one.text or None) != (other.text or None):
        yield name
    yield from _children(one, other)


def _children(one: Element, other: Element) -> Iterator[str]:
    mine, theirs = [child.name for child in one.children], [child.name for child in other.children]
    if mine != theirs and sorted(mine) == sorted(theirs):
        yield f"{one.name}:order"
    for name in sorted({*mine, *theirs}):
        left, right = ([child for child in parent.children if child.name == name] for parent in (one, other))
        if len(left) != len(right):
            yield f"{one.name}/{name}"
        for mine_of_it, theirs_of_it in zip(left, right, strict=False):
            yield from xml_places(mine_of_it, theirs_of_it, f"{one.name}/")


def value_places(one: Body, other: Body) -> Iterator[str]:
    """The same for canonical bodies read from two forms, of which XML says less.

    Null, the empty text and the empty list are one there, and a capability's name may be in capitals (3.2, 3.7).
    """
    yield from json_places(_plain_body(one), _plain_body(other))


def _plain_body(body: Body) -> object:
    if isinstance(body, Resource):
        return plain_value(body.fields)
    if not isinstance(body, Page):
        return body
    links = {name: plain_value(link) for name, link in body.links.items() if link}
    items = [plain_value(item.fields) for item in body.items]
    return {name: getattr(body, name) for name in _PAGE} | {"links": links, "items": items, "extra": plain_value(body.extra)}


def plain_value(value: Value, name: str = "") -> object:
    """A canonical value of which XML says as much: null, the empty text and the empty list are one."""
    if isinstance(value, Link):
        return (value.path, value.query, value.absolute)
    if isinstance(value, Mapping):
        return {key.lower() if name == "capabilities" else key: plain_value(inner, key) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain_value(inner) for inner in value] or None
    return None if value == "" else value
