"""HTTP Basic credentials (RFC 7617): the value of an Authorization field to an id and a secret, and back."""

from __future__ import annotations

import binascii

from gateway.model import Credentials


def read_basic(value: str | None) -> Credentials | None:
    """The credentials, or None where there are none that can be read: another scheme, broken base64, no colon."""
    scheme, _, encoded = (value or "").strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = binascii.a2b_base64(encoded.strip(), strict_mode=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, secret = decoded.partition(":")
    return Credentials(name, secret) if colon else None


def write_basic(credentials: Credentials) -> str:
    """The value of the Authorization field."""
    encoded = binascii.b2a_base64(f"{credentials.id}:{credentials.secret}".encode(), newline=False)
    return f"Basic {encoded.decode('ascii')}"
