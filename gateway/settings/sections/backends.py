"""The backends: the dialect each speaks, where it is, and how it is sent to."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, ValidationInfo, WithJsonSchema, field_validator

from gateway.model import Representation
from gateway.settings.faults import nearest
from gateway.settings.scalars.addresses import Endpoint
from gateway.settings.scalars.numbers import Between
from gateway.settings.scalars.options import BackendOptions
from gateway.settings.scalars.quantities import Duration
from gateway.settings.scalars.refusal import listed, refuse, text_in
from gateway.settings.scalars.text import BasePath, DialectName
from gateway.settings.sections.base import Section
from gateway.settings.sections.sending import Balance, BalanceWord, Breaker, Health, Retries, Timeouts
from gateway.settings.sections.tls import BackendTls
from gateway.settings.surroundings import surroundings

ASKABLE = (Representation.JSON, Representation.XML)
"""What a backend can be asked for, as far as its dialect has it."""
UNDECIDED = Representation.FILE
"""Stands for "what the dialect prefers" until that is known. No file can say it."""
Asked: TypeAlias = Annotated[Representation, WithJsonSchema({"type": "string", "enum": [str(form) for form in ASKABLE]})]


class Backend(Section):
    """One backend."""

    dialect: DialectName = Field(description="the dialect the backend speaks")
    representation: Asked = Field(
        default=UNDECIDED,
        validate_default=True,
        description="what the backend is asked for, json or xml; by default what its dialect prefers",
    )
    endpoints: tuple[Endpoint, ...] = Field(min_length=1, description="the backend's URLs; several are balanced")
    base_path: BasePath | None = Field(
        default=None, description="the path before the API's own paths; by default what servers of its dialect have"
    )
    balance: BalanceWord = Field(default=Balance.ROUND_ROBIN, description="which of several endpoints gets a call")
    connections: Annotated[int, Between(1, 10_000)] = Field(
        default=100, description="the most connections to each endpoint, from each process"
    )
    timeouts: Timeouts = Field(default=Timeouts(), description="how long the backend may take")
    breaker: Breaker = Field(default=Breaker(), description="when an endpoint that fails is left alone")
    retries: Retries = Field(default=Retries(), description="how often a call that is safe to repeat may be sent")
    health: Health | None = Field(default=None, description="how endpoints are probed; by default they are not")
    slow_return: Duration = Field(
        default=30.0, description="the time over which an endpoint that came back gets its full share again"
    )
    tls: BackendTls | None = Field(default=None, description="TLS towards the backend, where the defaults do not do")
    options: BackendOptions = Field(
        default_factory=dict, validate_default=True, description="switches of the backend's dialect"
    )

    @field_validator("representation", mode="before")
    @classmethod
    def read_representation(cls, value: object, info: ValidationInfo) -> Representation:
        dialect = surroundings(info).dialects.get(info.data.get("dialect", ""))
        if value is UNDECIDED:
            return Representation(dialect.prefers) if dialect else Representation.JSON
        known = [form for form in ASKABLE if dialect is None or form in dialect.representations]
        expected = listed(known)
        text = text_in(value, expected)
        if text not in known:
            raise refuse(expected, nearest=nearest(text, known))
        return Representation(text)
