"""Host names without scheme and port: of a call, of a certificate, of a server whose certificate is verified."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import PlainValidator

from gateway.settings.scalars.addresses import HOST, NAMED_HOST
from gateway.settings.scalars.refusal import refuse, text_in
from gateway.settings.scalars.text import text_schema

# RFC 9525 section 6.3: the wildcard is the whole left-most label and stands for one label.
_CERTIFIED_HOST = rf"(?:\*\.)?{NAMED_HOST}"


def read_host(value: object) -> str:
    """A host name in lower case, without a port."""
    expected = "a host name without scheme or port"
    text = text_in(value, expected)
    if not re.fullmatch(HOST, text):
        bare = re.sub(r"^[a-z]+://|[:/].*$", "", text)
        raise refuse(expected, nearest=bare if re.fullmatch(HOST, bare) else "")
    return text.lower()


def read_server_name(value: object) -> str:
    """A host name in lower case that a certificate can be for: no IPv6 address, no port."""
    return _read_certified(value, "a host name such as api.example.com, without scheme or port", NAMED_HOST)


def read_certified_host(value: object) -> str:
    """A host name in lower case, or all names of one label below one: `*.example.com`."""
    return _read_certified(value, "a host name such as api.example.com or *.example.com", _CERTIFIED_HOST)


def _read_certified(value: object, expected: str, pattern: str) -> str:
    text = text_in(value, expected)
    if not re.fullmatch(pattern, text):
        bare = re.sub(r"^[a-z]+://|[:/].*$", "", text)
        raise refuse(expected, nearest=bare if re.fullmatch(pattern, bare) else "")
    return text.lower()


Host: TypeAlias = Annotated[str, PlainValidator(read_host), text_schema(HOST)]
ServerName: TypeAlias = Annotated[str, PlainValidator(read_server_name), text_schema(NAMED_HOST)]
CertifiedHost: TypeAlias = Annotated[str, PlainValidator(read_certified_host), text_schema(_CERTIFIED_HOST)]
