"""Every dialect there is, and the toy of tests/toy as if its folder stood beside theirs: whom the properties are asked of.

Discovery itself finds the toy: its folder is put on the path of `gateway.dialects` for as long as that takes, and nothing else
is done for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gateway.dialects
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, OptionValue, complete_options
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Representation

TOYS = Path(__file__).parents[1] / "toy"
ACCOUNT = "AC00000000000000000000000000000001"
_SUFFIXES = {Representation.XML: ".xml", Representation.JSON: ".json", Representation.CSV: ".csv", Representation.HTML: ".html"}


def discover_with_toys() -> Mapping[str, Dialect]:
    """What discovery finds with one more folder, leaving discovery as it was."""
    discover.cache_clear()
    gateway.dialects.__path__.append(str(TOYS))
    try:
        return discover()
    finally:
        gateway.dialects.__path__.remove(str(TOYS))
        discover.cache_clear()


DIALECTS = discover_with_toys()


@dataclass(frozen=True)
class Speaker:
    """One dialect spoken in one place."""

    dialect: Dialect
    face: Face

    def ask(self, operation: Operation, representation: Representation) -> ApiRequest:
        """The canonical request for one operation, every identifier of its path filled in."""
        names = [segment[1:-1] for segment in operation.path if segment.startswith("{")]
        return ApiRequest(
            operation=operation.name,
            method=operation.method,
            account=ACCOUNT if "account_sid" in names else None,
            ids=tuple((name, f"XX{index:032}") for index, name in enumerate(names) if name != "account_sid"),
            representation=representation,
            suffix=_SUFFIXES[representation],
        )


def speaker(name: str, representation: Representation | None = None, **options: OptionValue) -> Speaker:
    """The dialect of that name, its options at their defaults but those given, towards a host that is nobody's."""
    dialect = DIALECTS[name]
    face = Face(
        base_url="https://api.example.com",
        base_path=dialect.root,
        representation=representation or dialect.prefers,
        options=complete_options(dialect.options, options),
    )
    return Speaker(dialect, face)


SPEAKERS = tuple(speaker(name, representation) for name, dialect in DIALECTS.items() for representation in dialect.readable)


def name_of(value: object) -> str:
    """What stands for a parameter in a test's name."""
    if isinstance(value, Speaker):
        return f"{value.dialect.name}-{value.face.representation}"
    return value.name if isinstance(value, Operation) else str(value)
