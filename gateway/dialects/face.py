"""How a dialect is spoken in one place, and the switches that decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from gateway.model import Representation

OptionValue: TypeAlias = str | bool | int


@dataclass(frozen=True, slots=True)
class Option:
    """A switch of a dialect, set per route or backend. `choices` lists the words a text option may hold, if it is bound."""

    name: str
    default: OptionValue
    tells: str
    source: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """How a dialect is spoken in one place: towards callers on a route, or towards a backend.

    `base_url` is `scheme://host[:port]` of whole URLs, `base_path` what stands before the version. `representation` is what
    a backend is asked for. `options` holds every switch of the dialect, defaults filled in.
    """

    base_url: str = ""
    base_path: str = ""
    representation: Representation = Representation.JSON
    options: Mapping[str, OptionValue] = field(default_factory=dict)

    def switch(self, name: str) -> bool:
        return bool(self.options[name])

    def count(self, name: str) -> int:
        return int(self.options[name])

    def text(self, name: str) -> str:
        return str(self.options[name])


def complete_options(options: Sequence[Option], given: Mapping[str, OptionValue]) -> Mapping[str, OptionValue]:
    """The given switches over the defaults. The settings have refused unknown names before."""
    return MappingProxyType({option.name: given.get(option.name, option.default) for option in options})
