"""The URIs of what lies below an item of 2012-04-24, made by the thousand: lists show them with every item.

They are what `gateway.dialects.remakes` makes. The links below an item are kept as its path and their tails, which a generated
writer puts together; to everybody else they are a mapping of links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from gateway.dialects.change import MakeField, Scene
from gateway.dialects.remakes import path_writer, tails_of
from gateway.model import Fields, Link, Value

Tails: TypeAlias = tuple[tuple[str, str], ...]
"""Names of links, and what stands behind the path of the item in each."""


class LinksBelow(Mapping[str, Value]):
    """A link for each of the tails. It is quiet about what they are."""

    __slots__ = ("path", "tails")

    def __init__(self, path: str, tails: Tails) -> None:
        self.path = path
        self.tails = tails

    def __getitem__(self, name: str) -> Value:
        return Link(f"{self.path}{dict(self.tails)[name]}")

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.tails)

    def __len__(self) -> int:
        return len(self.tails)


def subresources_of(names: str, *path: str) -> MakeField:
    """Makes `subresource_uris` of it, from `key=Segment` words."""
    write = path_writer((*path, "{sid}"))
    tails = tuple(tails_of(names).items())
    nothing = MappingProxyType(dict.fromkeys(key for key, _ in tails))

    def make(item: Fields, scene: Scene) -> Value:
        found = write(item, scene)
        return nothing if found is None else LinksBelow(found, tails)

    return make
