"""Who may call, and as whom the backend knows them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gateway.settings.scalars.secrets import CallerSecrets, SentSecret
from gateway.settings.scalars.text import AccountId, Name, one_of
from gateway.settings.secret import Secret
from gateway.settings.sections.base import Section


class CredentialsPolicy(StrEnum):
    """`mapped`: callers are checked here and the backend gets its own credentials. `passthrough`: it gets the caller's."""

    MAPPED = "mapped"
    PASSTHROUGH = "passthrough"


Policy: TypeAlias = Annotated[CredentialsPolicy, BeforeValidator(one_of(CredentialsPolicy))]


class CallerPart(Section):
    """An account as its callers know it. With mapped credentials there is at least one secret."""

    id: AccountId = Field(repr=False, description="the account id callers use")
    secrets: CallerSecrets = Field(
        default=(),
        alias="secret",
        description="the secret callers present, or a list of two during a change; needed with credentials: mapped",
    )

    @property
    def secret(self) -> Secret | None:
        """The first of the secrets."""
        return next(iter(self.secrets), None)


class BackendPart(Section):
    """An account as the backend knows it. With mapped credentials the secret is always there."""

    id: AccountId = Field(repr=False, description="the account id the backend uses")
    secret: SentSecret | None = Field(
        default=None, description="the secret sent to the backend; needed with credentials: mapped"
    )


class Subaccount(Section):
    """An account below another, reached with the credentials of that one."""

    caller: AccountId = Field(repr=False, description="the sub-account's id as callers know it")
    backend: AccountId = Field(repr=False, description="the sub-account's id as the backend knows it")


class Account(Section):
    """One account. With mapped credentials the backend part is always there."""

    name: Name = Field(description="the account's name in routes, logs and metrics")
    caller: CallerPart = Field(description="the id and the secret of the callers")
    backend: BackendPart | None = Field(
        default=None, description="the id and the secret for the backend; needed with credentials: mapped"
    )
    subaccounts: tuple[Subaccount, ...] = Field(
        default=(), description="the accounts below this one that its credentials may address"
    )
