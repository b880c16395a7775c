"""Certificates and keys: readable, of the right form, and the key that of the certificate.

Loading them here is a check alone; whoever listens or connects loads them again, when they have changed on disk too.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from gateway.settings.scalars.files import ReadableFile
from gateway.settings.scalars.quantities import Switch
from gateway.settings.scalars.refusal import Refusal, refused
from gateway.settings.sections.base import Section


class ListenTls(Section):
    """TLS of a listener."""

    certificate: ReadableFile = Field(description="the PEM file of the certificate and its chain")
    key: ReadableFile = Field(description="the PEM file of the certificate's private key, without a passphrase")

    @model_validator(mode="after")
    def check_pair(self) -> Self:
        _check_pair(self.certificate, self.key, "certificate")
        return self


class BackendTls(Section):
    """TLS towards a backend."""

    ca: ReadableFile | None = Field(
        default=None, description="the PEM file of the authorities to trust instead of the system's"
    )
    client_certificate: ReadableFile | None = Field(default=None, description="the PEM file of our own certificate")
    client_key: ReadableFile | None = Field(
        default=None, description="the PEM file of our own private key, without a passphrase"
    )
    verify: Switch = Field(default=True, description="whether the backend's certificate is verified")

    @model_validator(mode="after")
    def check_files(self) -> Self:
        if self.ca:
            _check_authorities(self.ca)
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


def _check_authorities(ca: Path) -> None:
    try:
        ssl.create_default_context(cafile=ca)
    except (OSError, ValueError):
        raise refused(Refusal("PEM certificates", found="a file that holds none", at=("ca",))) from None
