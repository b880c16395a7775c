"""How the gateway sends to a backend: how long it waits, to which endpoint, when it leaves one alone or tries again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gateway.settings.scalars.numbers import Between
from gateway.settings.scalars.quantities import Duration
from gateway.settings.scalars.text import RequestPath, one_of
from gateway.settings.sections.base import Section


class Balance(StrEnum):
    """Which of several endpoints gets a call: the next in turn, or the one with the fewest calls in progress."""

    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


BalanceWord: TypeAlias = Annotated[Balance, BeforeValidator(one_of(Balance))]


class Timeouts(Section):
    """Seconds a backend may take."""

    connect: Duration = Field(default=2.0, description="the time to connect, TLS included, and to wait for a free connection")
    first_byte: Duration = Field(default=10.0, description="the time from the request's last byte to the answer's first")
    idle: Duration = Field(default=10.0, description="the time between two pieces of an answer")
    total: Duration = Field(default=30.0, description="the time for the whole call, retries included")


class Breaker(Section):
    """When an endpoint that fails is left alone, and for how many seconds."""

    failures: Annotated[int, Between(1, 1000)] = Field(default=5, description="the failures that open it, if half of all fail")
    within: Duration = Field(default=10.0, description="the time these failures fall within")
    open: Duration = Field(default=10.0, description="the time it is open before one call tries the endpoint")


class Retries(Section):
    """How often a call may be sent that is safe to repeat."""

    attempts: Annotated[int, Between(1, 10)] = Field(default=2, description="the attempts in all; 1 repeats nothing")
    budget: Annotated[int, Between(0, 100)] = Field(default=20, description="the most repeats, in per cent of recent calls")


class Health(Section):
    """How endpoints are asked whether they are well, without any caller's call."""

    path: RequestPath = Field(default="/", description="the path asked for; any answer below 500 is good")
    interval: Duration = Field(default=10.0, description="the time between two probes of an endpoint")
    timeout: Duration = Field(default=2.0, description="the time a probe may take")
    unhealthy_after: Annotated[int, Between(1, 100)] = Field(
        default=3, description="the failed probes in a row that take an endpoint out"
    )
    healthy_after: Annotated[int, Between(1, 100)] = Field(
        default=2, description="the good probes in a row that take an endpoint in again"
    )
