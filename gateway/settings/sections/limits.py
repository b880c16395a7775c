"""The most the gateway takes: of one request, of one caller, of all of them together.

Durations are seconds, sizes bytes. What is counted over callers is counted in the store, the rest in each process.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field

from gateway.settings.scalars.numbers import Between, PerTime, Rate
from gateway.settings.scalars.quantities import Duration, Size
from gateway.settings.scalars.secrets import SentSecret
from gateway.settings.scalars.stores import MEMORY, StoreUrl
from gateway.settings.scalars.text import one_of
from gateway.settings.sections.base import Section

_KIB = 1024
_MIB = 1024 * _KIB
DEFAULT_BODY = 16 * _MIB
_DEFAULT_BODIES = 256 * _MIB


class StoreFailure(StrEnum):
    """What becomes of a call while the store of the limits cannot be reached: it is let in, or refused."""

    ALLOW = "allow"
    REFUSE = "refuse"


StoreFailureWord: TypeAlias = Annotated[StoreFailure, BeforeValidator(one_of(StoreFailure))]


def _one_second_of(before: dict[str, Any]) -> int:
    rate: Rate | None = before["rate"]
    return max(1, math.ceil(rate.per_second)) if rate else 1


def _room_for_one(before: dict[str, Any]) -> int:
    body: int = before["body"]
    return max(_DEFAULT_BODIES, body)


class PerCaller(Section):
    """What one caller may take of the gateway."""

    concurrency: Annotated[int, Between(1, 100_000)] = Field(
        default=50, description="the most calls of one caller in progress at once"
    )
    rate: PerTime | None = Field(default=None, description="the calls a caller may make in the long run; by default any number")
    burst: Annotated[int, Between(1, 1_000_000)] = Field(
        default_factory=_one_second_of, description="the calls a caller may make at once; by default the rate of one second"
    )


class FailedLogins(Section):
    """How many wrong credentials an address or an id may present before it has to wait."""

    attempts: Annotated[int, Between(1, 10_000)] = Field(default=20, description="the failed logins that are let pass")
    within: Duration = Field(default=60.0, description="the time they are counted over")


class Limits(Section):
    """The most the gateway takes."""

    body: Size = Field(default=DEFAULT_BODY, description="the most a caller's body may hold")
    request_line: Size = Field(default=16 * _KIB, description="the most a request line may hold")
    header: Size = Field(default=32 * _KIB, description="the most all header fields of a request may hold together")
    backend_body: Size = Field(default=16 * _MIB, description="the most an answer that has to be translated may hold")
    head_time: Duration = Field(default=10.0, description="the time for the request line and all header fields to arrive")
    body_time: Duration = Field(default=30.0, description="the time for a request's body to arrive")
    idle_time: Duration = Field(default=75.0, description="the time a caller's connection may lie idle between two requests")
    connections: Annotated[int, Between(1, 1_000_000)] = Field(
        default=10_000, description="the most open connections of callers, in each process"
    )
    bodies: Size = Field(
        default_factory=_room_for_one,
        description="the most all request bodies may hold together, in each process, several of one address a quarter of it;"
        " by default 256MiB, or body if more",
    )
    concurrency: Annotated[int, Between(1, 100_000)] = Field(
        default=500, description="the most calls in progress at once, in each process"
    )
    queue: Annotated[int, Between(0, 100_000)] = Field(
        default=500, description="the most calls that wait to be in progress, in each process"
    )
    queue_time: Duration = Field(default=5.0, description="the time a call may wait to be in progress")
    per_caller: PerCaller = Field(default=PerCaller(), description="what one caller may take of the gateway")
    failed_logins: FailedLogins = Field(default=FailedLogins(), description="the failed logins that are let pass")
    store: StoreUrl = Field(
        default=MEMORY, description="where callers' limits are counted: memory, or the URL of a Redis that all machines share"
    )
    store_password: SentSecret | None = Field(default=None, description="the password of the Redis")
    on_store_failure: StoreFailureWord = Field(
        default=StoreFailure.ALLOW, description="what becomes of calls while the store cannot be reached"
    )
