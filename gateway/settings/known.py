"""What the settings need to know of a dialect: its name, its representations, its switches.

No dialect is named in this package. The caller of `load_settings` passes these in, made from the dialects it discovered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct

OptionValue: TypeAlias = bool | int | str
OptionType: TypeAlias = Literal["bool", "int", "text", "choice"]


class KnownOption(Struct, frozen=True):
    """One switch of a dialect.

    `choices` belong to the type `choice`; `tells` is its one-line description, a noun phrase. Where a value must be more than
    of its type `allows` decides, and `expected` is what a fault calls such a value.
    """

    name: str
    type: OptionType
    choices: tuple[str, ...] = ()
    default: OptionValue = False
    tells: str = ""
    expected: str = ""
    allows: Callable[[OptionValue], bool] | None = None

    @property
    def chooses_numbers(self) -> bool:
        """Whether the choices are numbers, as the default is."""
        return self.type == "choice" and isinstance(self.default, int)


class KnownDialect(Struct, frozen=True):
    """One dialect. `representations` are those a backend of it can be asked for; `prefers` is the one asked for by default."""

    name: str
    prefers: str
    representations: tuple[str, ...]
    options: tuple[KnownOption, ...] = ()

    def option(self, name: str) -> KnownOption | None:
        """The option of that name, or None."""
        return next((option for option in self.options if option.name == name), None)
