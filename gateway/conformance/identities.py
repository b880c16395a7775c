"""As whom the golden exchanges ask, in each dialect's own way of naming an account. Data: no dialect is named in code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from gateway.conformance.nodes import read_file

_FILE = Path(__file__).with_name("identities.yaml")
_HEX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """How a dialect names the caller. `alias` is a second header field for the credentials, empty where there is none."""

    keyed: bool = False
    host: str = "gateway.example"
    alias: str = ""

    def name_account(self, account: str) -> str:
        """An account id as this dialect writes it: a sid, or an API key of the same digits. Any other id stays."""
        digits = account.removeprefix("AC").replace("-", "").lower()
        if len(digits) != _HEX_DIGITS or not set(digits) <= set("0123456789abcdef"):
            return account
        return str(UUID(digits)) if self.keyed else f"AC{digits}"


@cache
def _known() -> dict[str, Identity]:
    found: dict[str, Identity] = {}
    for dialect, node in read_file(_FILE).mapping().items():
        entries = node.record(required=("keyed", "host", "alias"))
        found[dialect] = Identity(entries["keyed"].text() == "true", entries["host"].text(), entries["alias"].text())
    return found


def identity_of(dialect: str) -> Identity:
    """The identity a dialect's exchanges use."""
    return _known().get(dialect, Identity())
