"""How a dialect is spoken in one place, and the switches that decide it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import Struct

from gateway.dialects.option_values import Allowed, OptionValue
from gateway.model import Representation

__all__ = ["Face", "Option", "OptionValue", "complete_options"]
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^\]/?#@]*\]|[^:/?#@\[\]]+)(?::(?P<port>\d+))?", re.ASCII | re.IGNORECASE
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class Option(Struct, frozen=True):
    """A switch of a dialect, set per route or backend.

    `choices` lists the words a text option may hold, if it is bound; `allowed` says what else a value must be.
    """

    name: str
    default: OptionValue
    tells: str
    source: str
    choices: tuple[str, ...] = ()
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """How a dialect is spoken in one place: towards callers on a route, or towards a backend.

    `base_url` is `scheme://host[:port]` of whole URLs, `base_path` what stands before the version; `other_urls` are the
    further endpoints of a backend, which its answers may name too. `representation` is what a backend is asked for.
    `options` holds every switch of the dialect, defaults filled in. `plain` leaves everything to the interpreters of the
    tables, as `explain` does; else what was generated for this place is kept in `compiled`.
    """

    base_url: str = ""
    other_urls: tuple[str, ...] = ()
    base_path: str = ""
    representation: Representation = Representation.JSON
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    plain: bool = False
    compiled: dict[Hashable, object] = field(default_factory=dict, compare=False, repr=False)

    def without_host(self, url: str) -> str | None:
        """The path and query of a whole URL of this place; None for a URL of another place, or no whole URL."""
        match = _ORIGIN.match(url)
        if match is None or url[match.end() : match.end() + 1] != "/":
            return None
        own = (_ORIGIN.match(base) for base in (self.base_url, *self.other_urls))
        return url[match.end() :] if _place(match) in {_place(base) for base in own if base} else None

    def switch(self, name: str) -> bool:
        return bool(self.options[name])

    def count(self, name: str) -> int:
        return int(self.options[name])

    def text(self, name: str) -> str:
        return str(self.options[name])


def _place(origin: re.Match[str]) -> str:
    """Host and port, the default port of either scheme left out: backends write both schemes, and hosts in any case."""
    host, port = origin["host"].lower(), origin["port"]
    return host if port in (None, _DEFAULT_PORTS[origin["scheme"].lower()]) else f"{host}:{port}"


def complete_options(options: Sequence[Option], given: Mapping[str, OptionValue]) -> Mapping[str, OptionValue]:
    """The given switches over the defaults. The settings have refused unknown names before."""
    return MappingProxyType({option.name: given.get(option.name, option.default) for option in options})
