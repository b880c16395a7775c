"""The links to what lies below an item (`subresource_uris`), made by the thousand: lists show them with every item.

They are kept as the item's path and the tails behind it, so that whoever turns or writes them has one path to look at. To
everybody else they are a mapping of links, and quiet about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from gateway.model import Link, Value

Tails: TypeAlias = tuple[tuple[str, str], ...]
"""Names of links, and what stands behind the path of the item in each, from the tables."""

_PLAIN = re.compile(r"[!#-%'-;=?-\[\]-~]*")
"""Printable ASCII that neither XML nor JSON escapes."""
MARK = "/Accounts/*/*/*"
"""Stands for the path of an item; no name and no tail of the tables holds it."""


class LinksBelow(Mapping[str, Value]):
    """A link for each of the tails."""

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

    @property
    def is_plain(self) -> bool:
        """Whether the path stands in a document as it is."""
        return _PLAIN.fullmatch(self.path) is not None


class Templates:
    """How the links below an item are written: what differs between two items of the same tails is their path alone."""

    def __init__(self, write: Callable[[Mapping[str, Link]], str]) -> None:
        self._write = write
        self._known: dict[Tails, str] = {}  # there are as many tails as the tables have

    def write(self, links: LinksBelow) -> str:
        """What the function given makes of these links, whose path is plain. Raises what it raises."""
        tails = links.tails
        template = self._known.get(tails)
        if template is None:
            template = self._known[tails] = self._write({name: Link(f"{MARK}{tail}") for name, tail in tails})
        return template.replace(MARK, links.path)
