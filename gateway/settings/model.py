"""The whole configuration as one immutable, typed value.

Made by `parse_settings` and `load_settings` alone: what is here has been checked, including against the rest of the file.
Durations are seconds, sizes are bytes, file names are absolute, secrets are read.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from gateway.settings.scalars.quantities import Size, Switch
from gateway.settings.scalars.text import Name
from gateway.settings.sections.accounts import Account, CredentialsPolicy, Policy
from gateway.settings.sections.backends import Backend
from gateway.settings.sections.base import FrozenMapping, Section
from gateway.settings.sections.listen import Admin, Listen
from gateway.settings.sections.routes import Route

_KIB = 1024
_MIB = 1024 * _KIB


class Limits(Section):
    """The most the gateway takes, in bytes."""

    body: Size = Field(default=16 * _MIB, description="the most a caller's body may hold")
    request_line: Size = Field(default=16 * _KIB, description="the most a request line may hold")
    header: Size = Field(default=32 * _KIB, description="the most all header fields of a request may hold together")
    backend_body: Size = Field(default=64 * _MIB, description="the most an answer that has to be translated may hold")


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
    limits: Limits = Field(default=Limits(), description="the most the gateway takes, in bytes")
    allow_inline_secrets: Switch = Field(default=False, description="whether a secret may stand in this file as plain text")

    def account_ids(self, account: str) -> frozenset[str]:
        """The caller ids that the `account` of a route's conditions stands for: those of that name, or the id itself."""
        for known in self.accounts:
            if known.name == account:
                return frozenset({known.caller.id, *(pair.caller for pair in known.subaccounts)})
        return frozenset({account})
