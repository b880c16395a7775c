"""What a value is judged by besides itself: the dialects there are, the environment, and the names the same file defines.

Handed to pydantic as its validation context, so that a wrong name is a fault of the very field that holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationInfo

from gateway.settings.known import KnownDialect
from gateway.settings.nodes import Place


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`base` is the folder relative file names start from; `accounts` the names of the accounts, `ids` their callers' ids.

    `files` fills while values are read: the SHA-256 of what each file held, by its absolute name.
    """

    dialects: Mapping[str, KnownDialect]
    environ: Mapping[str, str]
    base: Path
    backends: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    inline_secrets: bool = False
    files: dict[Path, bytes] = field(default_factory=dict)


def surroundings_of(root: Place, dialects: Mapping[str, KnownDialect], environ: Mapping[str, str], base: Path) -> Surroundings:
    """The surroundings of the values in this file, taken from as much of it as has the right shape."""
    accounts = tuple(root.at("accounts").items())
    callers = [account.below(("caller", "id")).text for account in accounts]
    callers += [pair.at("caller").text for account in accounts for pair in account.at("subaccounts").items()]
    return Surroundings(
        dialects=dialects,
        environ=environ,
        base=base,
        backends=root.at("backends").keys,
        accounts=tuple(name for account in accounts if (name := account.at("name").text)),
        ids=frozenset(caller for caller in callers if caller),
        inline_secrets=root.at("allow_inline_secrets").text == "true",
    )


def surroundings(info: ValidationInfo) -> Surroundings:
    """The surroundings a validator was given. Raises TypeError where the models are used without `parse_settings`."""
    if not isinstance(info.context, Surroundings):
        raise TypeError("the settings models read their input only through parse_settings")
    return info.context
