"""Tracing: where spans go, and of which calls there are any."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from gateway.settings.scalars.collectors import CollectorHeaders, CollectorUrl, check_packages
from gateway.settings.scalars.files import ReadableFile
from gateway.settings.scalars.quantities import Switch
from gateway.settings.scalars.shares import Part, Share
from gateway.settings.scalars.text import Name
from gateway.settings.sections.tls import FilesSection, check_authorities


class Tracing(FilesSection):
    """Tracing to a collector that speaks OTLP over HTTP."""

    endpoint: CollectorUrl = Field(description="the URL of the collector, such as http://127.0.0.1:4318/v1/traces")
    sample: Share = Field(default=Part(10), description="the share of calls that are recorded, such as 10%")
    trust_callers: Switch = Field(
        default=False, description="whether a caller's traceparent decides if its calls are recorded, instead of the share"
    )
    service: Name = Field(default="gateway", description="the name of this gateway among traced services")
    headers: CollectorHeaders = Field(
        default_factory=dict, validate_default=True, description="header fields for the collector, each value a secret"
    )
    ca: ReadableFile | None = Field(
        default=None, description="the PEM file of the authorities to trust instead of the well-known ones"
    )

    @model_validator(mode="after")
    def check_what_it_needs(self) -> Self:
        check_packages()
        if self.ca:
            check_authorities(self.ca, "ca")
        return self
