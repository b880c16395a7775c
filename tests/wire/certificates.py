"""Certificates of throw-away authorities, as files for a configuration and as contexts for a caller."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Pair:
    """A certificate and its key as files."""

    certificate: Path
    key: Path

    @property
    def yaml(self) -> str:
        return f"certificate: {self.certificate}, key: {self.key}"


class Authority:
    """One that signs what is asked for, its files in `folder`."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._authority = trustme.CA()
        self._folder = folder
        self.file = folder / f"{name}.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def certify(self, *hosts: str, name: str = "") -> Pair:
        """A certificate for these hosts. Given the same name again it takes the place of the one before."""
        issued = self._authority.issue_cert(*hosts)
        stem = name or hosts[0].replace("*", "any")
        pair = Pair(self._folder / f"{stem}.certificate.pem", self._folder / f"{stem}.key.pem")
        pair.certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(pair.key)
        return pair

    def trusting(self, pair: Pair | None = None) -> ssl.SSLContext:
        """What a caller needs that believes this authority, and shows that certificate."""
        context = ssl.create_default_context(cafile=self.file)
        if pair is not None:
            context.load_cert_chain(pair.certificate, pair.key)
        return context
