"""The backend's own credentials in what it answers: hidden in each form they were sent in, or may be written in. Pure.

A backend that repeats what it was asked, in the sentence of an error or in a URL, repeats the field `Authorization` with it.
"""

from __future__ import annotations

from urllib.parse import quote

from gateway.codecs.basic import write_basic
from gateway.dialects.sids import ACCOUNT, uuid_of
from gateway.model import Credentials

HIDDEN = "***"
TELLING = 16
"""Characters of a secret that is hidden wherever it stands. A shorter one may be a part of any word."""


def hidden_forms(backend: Credentials, *, bare: bool = True) -> dict[str, str]:
    """What to write in place of each form, those of the secret alone only where `bare`: with an id in front, in base64."""
    ids = {backend.id, uuid_of(backend.id, ACCOUNT), uuid_of(backend.id, ACCOUNT).upper()}
    fields = (write_basic(Credentials(one, backend.secret)) for one in ids)
    forms = {form for field in fields for form in _unpadded(field.partition(" ")[2])}
    if bare:
        forms |= {form for text in (backend.secret, backend.secret.strip()) for form in _written(text)}
    return dict.fromkeys(forms - {""}, HIDDEN)


def _written(secret: str) -> tuple[str, ...]:
    """As it is, as a header field read byte by byte has it, and as two sorts of servers write it in URLs."""
    return secret, secret.encode().decode("latin-1"), quote(secret), quote(secret, safe="")


def _unpadded(encoded: str) -> tuple[str, ...]:
    """Base64 as it is, without its padding, and in the alphabet of URLs."""
    bare = encoded.rstrip("=")
    return encoded, bare, bare.replace("+", "-").replace("/", "_")
