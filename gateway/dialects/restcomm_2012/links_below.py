"""The URIs of an item of 2012-04-24 and of what lies below it, made by the thousand: lists show both with every item.

Both are what `gateway.dialects.remakes` makes. The links below an item are kept as its path and their tails, which a generated
writer puts together; to everybody else they are a mapping of links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from gateway.dialects.change import MakeField, Scene
from gateway.dialects.remakes import link_below_account
from gateway.dialects.target import write_path
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


def uri_of(*path: str) -> MakeField:
    """Makes `uri` of an item with a sid below this path, which lies below its account."""
    find = _path_finder(path)

    def make(item: Fields, scene: Scene) -> Value:
        found = find(item, scene)
        return None if found is None else Link(found)

    return make


def subresources_of(names: str, *path: str) -> MakeField:
    """Makes `subresource_uris` of it, from `key=Segment` words."""
    find = _path_finder(path)
    pairs = (word.partition("=")[::2] for word in names.split())
    tails = tuple((key, write_path(segment.split("/"))) for key, segment in pairs)
    nothing = MappingProxyType(dict.fromkeys(key for key, _ in tails))

    def make(item: Fields, scene: Scene) -> Value:
        found = find(item, scene)
        return nothing if found is None else LinksBelow(found, tails)

    return make


def _path_finder(path: tuple[str, ...]) -> Callable[[Fields, Scene], str | None]:
    """The path of an item; None where neither it nor the request tells enough."""
    middle = f"{write_path(path)}/"
    segments = (*path, "{sid}")

    def find(item: Fields, scene: Scene) -> str | None:
        account, sid = item.get("account_sid") or scene.asked.account, item.get("sid")
        if type(account) is str and type(sid) is str and account.isalnum() and sid.isalnum():
            found = f"/Accounts/{account}{middle}{sid}"
            if found.isascii():  # nothing in it is quoted
                return found
        link = link_below_account(segments, item, scene)
        return link.path if link else None

    return find
