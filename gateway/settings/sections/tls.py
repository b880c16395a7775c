"""Certificates and keys: readable, of the right form, and the key that of the certificate.

Loading them here is a check alone; whoever listens or connects loads them again. What the files held when they were read is
part of what a section equals: settings whose certificates were renewed on disk are others.
"""

from __future__ import annotations

import ssl
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo, WithJsonSchema, model_validator

from gateway.settings.scalars.files import ReadableFile
from gateway.settings.scalars.hosts import CertifiedHost, ServerName
from gateway.settings.scalars.quantities import Switch
from gateway.settings.scalars.refusal import Refusal, refuse, refused, text_in
from gateway.settings.sections.base import FrozenMapping, Section
from gateway.settings.surroundings import surroundings


class TlsVersion(StrEnum):
    """The oldest version of TLS that is spoken."""

    TLS_1_2 = "1.2"
    TLS_1_3 = "1.3"

    @property
    def of_library(self) -> ssl.TLSVersion:
        """The version as `SSLContext.minimum_version` takes it."""
        return ssl.TLSVersion.TLSv1_3 if self is TlsVersion.TLS_1_3 else ssl.TLSVersion.TLSv1_2


def read_version(value: object) -> TlsVersion:
    """One of the versions; the nearest to an older one is the oldest that is still spoken."""
    text = text_in(value, "1.2 or 1.3")
    if text not in set(TlsVersion):
        raise refuse("1.2 or 1.3", nearest=TlsVersion.TLS_1_3 if "1.3" in text else TlsVersion.TLS_1_2)
    return TlsVersion(text)


# An unquoted 1.2 is a number to an editor.
MinimumVersion: TypeAlias = Annotated[
    TlsVersion, BeforeValidator(read_version), WithJsonSchema({"enum": ["1.2", "1.3", 1.2, 1.3]})
]


class FilesSection(Section):
    """A section that equals another only where the files named in both held the same."""

    _contents: tuple[bytes, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def note_contents(self, info: ValidationInfo) -> Self:
        self._contents = tuple(surroundings(info).files[value] for _, value in self if isinstance(value, Path))
        return self


class CertificatePair(FilesSection):
    """A certificate and its key."""

    certificate: ReadableFile = Field(description="the PEM file of the certificate and its chain")
    key: ReadableFile = Field(description="the PEM file of the certificate's private key, without a passphrase")

    @model_validator(mode="after")
    def check_pair(self) -> Self:
        _check_pair(self.certificate, self.key, "certificate")
        return self


class ListenTls(CertificatePair):
    """TLS of a listener."""

    client_ca: ReadableFile | None = Field(
        default=None, description="the PEM file of the authorities one of which must have signed each caller's certificate"
    )
    minimum_version: MinimumVersion = Field(default=TlsVersion.TLS_1_2, description="the oldest TLS callers may speak")
    hosts: FrozenMapping[CertifiedHost, CertificatePair] = Field(
        default_factory=dict,
        validate_default=True,
        description="further certificates, by the host name callers ask for (SNI), such as api.example.com or *.example.com",
    )

    @model_validator(mode="after")
    def check_client_ca(self) -> Self:
        if self.client_ca:
            check_authorities(self.client_ca, "client_ca")
        return self


class BackendTls(FilesSection):
    """TLS towards a backend."""

    ca: ReadableFile | None = Field(
        default=None, description="the PEM file of the authorities to trust instead of the system's"
    )
    client_certificate: ReadableFile | None = Field(default=None, description="the PEM file of our own certificate")
    client_key: ReadableFile | None = Field(
        default=None, description="the PEM file of our own private key, without a passphrase"
    )
    verify: Switch = Field(default=True, description="whether the backend's certificate is verified")
    minimum_version: MinimumVersion = Field(default=TlsVersion.TLS_1_2, description="the oldest TLS the backend may speak")
    server_name: ServerName | None = Field(
        default=None, description="the host name asked for (SNI) and verified; by default that of the endpoint"
    )

    @model_validator(mode="after")
    def check_files(self) -> Self:
        if self.ca:
            check_authorities(self.ca, "ca")
        if self.client_certificate:
            _check_pair(self.client_certificate, self.client_key, "client_certificate")
        elif self.client_key:
            raise refused(Refusal("the client_certificate this key belongs to", found="a key alone", at=("client_key",)))
        return self


def _check_pair(certificate: Path, key: Path | None, field: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        # A key with a passphrase would make OpenSSL ask for it on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError):
        expected = "a PEM certificate with its own private key, without a passphrase"
        raise refused(Refusal(expected, found="a certificate and a key that do not load together", at=(field,))) from None


def check_authorities(ca: Path, field: str) -> None:
    """Raises the refusal of a file without certificates."""
    try:
        ssl.create_default_context(cafile=ca)
    except (OSError, ValueError):
        raise refused(Refusal("PEM certificates", found="a file that holds none", at=(field,))) from None
