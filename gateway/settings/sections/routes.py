"""Which call goes where, and what becomes of what cannot be said there."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gateway.settings.scalars.hosts import Host
from gateway.settings.scalars.options import CallerOptions
from gateway.settings.scalars.text import (
    BasePath,
    DialectName,
    HeaderName,
    HeaderValue,
    KnownAccount,
    KnownBackend,
    Name,
    PathPrefix,
    one_of,
)
from gateway.settings.sections.base import FrozenMapping, Section


class OnLoss(StrEnum):
    """What to do with something the other side cannot express: nothing, name it, refuse the call."""

    IGNORE = "ignore"
    WARN = "warn"
    REJECT = "reject"


class UnknownParameters(StrEnum):
    """What to do with a parameter no table knows: send it on, leave it out, refuse the call."""

    PASS = "pass"  # noqa: S105 - a word of the configuration
    DROP = "drop"
    REJECT = "reject"


LossPolicy: TypeAlias = Annotated[OnLoss, BeforeValidator(one_of(OnLoss))]
ParameterPolicy: TypeAlias = Annotated[UnknownParameters, BeforeValidator(one_of(UnknownParameters))]


class When(Section):
    """The calls a route takes. All conditions given must hold; none given takes every call."""

    path: PathPrefix | None = Field(default=None, description="the path itself or anything below it")
    host: Host | None = Field(default=None, description="the host the call names, without its port")
    header: FrozenMapping[HeaderName, HeaderValue] = Field(
        default_factory=dict,
        validate_default=True,
        repr=False,  # the value may be a token
        description="headers the call has, by lower-case name, with these very values",
    )
    account: KnownAccount | None = Field(
        default=None,
        repr=False,
        description="the account in the path or the credentials: an account's name here, or a caller id",
    )


class Route(Section):
    """One route. The first whose conditions hold takes the call."""

    name: Name = Field(default="", description="the route's name in logs and metrics; by default route-1 and so on")
    when: When = Field(default_factory=When, description="the calls this route takes")
    caller: DialectName = Field(description="the dialect the callers of this route speak")
    base_path: BasePath | None = Field(
        default=None, description="the path before the API's own paths; by default what servers of the dialect have"
    )
    backend: KnownBackend = Field(description="the name of the backend that gets the calls")
    on_loss: LossPolicy = Field(default=OnLoss.WARN, description="what becomes of what the other side cannot express")
    unknown_parameters: ParameterPolicy = Field(
        default=UnknownParameters.PASS, description="what becomes of parameters no table knows"
    )
    options: CallerOptions = Field(default_factory=dict, validate_default=True, description="switches of the callers' dialect")
