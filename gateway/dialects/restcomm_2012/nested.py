"""Objects inside items for the generated writers: the URIs below an item, and what a number can do.

An object with the same names as the last one differs in its values alone: each form keeps a template for those names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.links_below import LinksBelow, Templates
from gateway.model import Link, Value

LINKS, CAPABILITIES = "SubresourceUris", "Capabilities"
Template = Callable[[tuple[str, ...]], str]
"""All of a field whose object has members of these names, with `%s` for each value. Raises Unusual for names it can't write."""


class LinkWriter(Protocol):
    """Writes one link; no suffix that was asked for matters to it."""

    def __call__(self, link: Link, suffix: str = "") -> str: ...


_MOST = 64
"""Templates of one field; an object with other names than those is Unusual."""
_PLAIN = re.compile(r"[!#-%'-;=?-\[\]-~]*")
"""Printable ASCII that neither XML nor JSON escapes."""
_WORDS = {True: "true", False: "false"}


def link_writer(template: Template, link: LinkWriter) -> Callable[[Value], str]:
    """Writes an object of links, and nothing else."""
    templates = _Templates(template)

    def write(value: Value) -> str:
        if type(value) is LinksBelow and value.is_plain:
            return below.write(value)
        if not isinstance(value, Mapping):
            raise Unusual
        uris = tuple([link(one) for one in value.values() if type(one) is Link])
        if len(uris) != len(value) or not _PLAIN.fullmatch("".join(uris)):
            raise Unusual
        return templates[tuple(value)] % uris

    below = Templates(lambda links: templates[tuple(links)] % tuple(map(link, links.values())))
    return write


def switch_writer(template: Template) -> Callable[[Value], str]:
    """Writes an object of booleans, and nothing else."""
    templates = _Templates(template)

    def write(value: Value) -> str:
        if not isinstance(value, Mapping) or not all(isinstance(one, bool) for one in value.values()):
            raise Unusual
        return templates[tuple(value)] % tuple([_WORDS[bool(one)] for one in value.values()])

    return write


class _Templates(dict[tuple[str, ...], str]):
    __slots__ = ("_make",)

    def __init__(self, make: Template) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, names: tuple[str, ...]) -> str:
        if not names or len(self) >= _MOST:
            raise Unusual
        made = self[names] = self._make(names)
        return made
