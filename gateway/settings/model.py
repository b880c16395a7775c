"""The whole configuration as one immutable, typed value.

Made by `parse_settings` and `load_settings` alone: what is here has been checked, including against the rest of the file.
Durations are seconds, sizes are bytes, file names are absolute, secrets are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, PrivateAttr, ValidationInfo, model_validator

from gateway.settings.scalars.numbers import Between
from gateway.settings.scalars.quantities import Switch
from gateway.settings.scalars.text import Name, Pseudonym
from gateway.settings.sections.accounts import Account, CredentialsPolicy, Policy
from gateway.settings.sections.backends import Backend
from gateway.settings.sections.base import FrozenMapping, Section
from gateway.settings.sections.limits import Limits
from gateway.settings.sections.listen import Admin, Listen
from gateway.settings.sections.log import Log
from gateway.settings.sections.process import Shutdown
from gateway.settings.sections.routes import Route
from gateway.settings.sections.tracing import Tracing
from gateway.settings.surroundings import surroundings


def derived_name(index: int) -> str:
    """The name of a route that gives itself none: `route-1` for the first."""
    return f"route-{index + 1}"


def _name_routes(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    return tuple(
        route if route.name else route.model_copy(update={"name": derived_name(index)}) for index, route in enumerate(routes)
    )


Routes: TypeAlias = Annotated[tuple[Route, ...], AfterValidator(_name_routes)]


class Settings(Section):
    """The configuration of a gateway."""

    listen: tuple[Listen, ...] = Field(
        default_factory=lambda: (Listen(),), min_length=1, description="where callers reach the gateway"
    )
    admin: Admin | None = Field(default=None, description="the operator's own listener; none by default")
    backends: FrozenMapping[Name, Backend] = Field(min_length=1, description="the backends, by name")
    credentials: Policy = Field(
        default=CredentialsPolicy.MAPPED, description="whether callers are checked here or their credentials sent on"
    )
    accounts: tuple[Account, ...] = Field(default=(), description="who may call, and as whom the backend knows them")
    routes: Routes = Field(min_length=1, description="the routes: which call goes where, the first match wins")
    limits: Limits = Field(default=Limits(), description="the most the gateway takes")
    workers: Annotated[int, Between(1, 64)] = Field(default=1, description="the processes that share the addresses")
    via: Pseudonym | None = Field(default=None, description="the gateway's name in Via fields; by default a derived one")
    log: Log = Field(default=Log(), description="what the gateway tells of itself on standard output")
    shutdown: Shutdown = Field(default=Shutdown(), description="how the gateway ends")
    tracing: Tracing | None = Field(default=None, description="where spans of the calls are sent; by default there are none")
    allow_inline_secrets: Switch = Field(default=False, description="whether a secret may stand in this file as plain text")

    _files: frozenset[Path] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def note_files(self, info: ValidationInfo) -> Self:
        self._files = frozenset(surroundings(info).files)
        return self

    def files(self) -> frozenset[Path]:
        """Every file read for these settings besides the configuration itself: secrets, certificates, keys, authorities."""
        return self._files

    def account_ids(self, account: str) -> frozenset[str]:
        """The caller ids that the `account` of a route's conditions stands for: those of that name, or the id itself."""
        for known in self.accounts:
            if known.name == account:
                return frozenset({known.caller.id, *(pair.caller for pair in known.subaccounts)})
        return frozenset({account})
