"""The collector of traces: its URL, the header fields for it, and whether what speaks to it is installed.

What is sent there is sent in every request: a value no header can have would be found out at the first of them, and is a fault
here instead. No fault shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, PlainSerializer, PlainValidator, WithJsonSchema

from gateway.settings.scalars.addresses import ORIGIN, match_url, refuse_url
from gateway.settings.scalars.refusal import refuse, text_in
from gateway.settings.scalars.secrets import SentSecret
from gateway.settings.scalars.text import read_header_name, text_schema
from gateway.settings.secret import Secret

_TRACES = "/v1/traces"
_PATH = r"(/[!$-.0-;=@-Z_a-z~/]*)"
_PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}"
_OURS = re.compile(r"content-.*|host|connection|transfer-encoding|te|trailer|upgrade|expect")


def read_collector_url(value: object) -> str:
    """A URL with its path, as it is: the path is not guessed, because some collectors have others."""
    expected = f"the whole URL of a collector, such as http://127.0.0.1:4318{_TRACES}"
    text = text_in(value, expected)
    if match_url(text, ORIGIN + _PATH):
        return text
    if match_url(text, ORIGIN):
        raise refuse(expected, nearest=text + _TRACES)
    raise refuse_url(text, expected, ORIGIN + _PATH)


def read_collector_header(value: object) -> str:
    """The name of a field that is not the exporter's own business."""
    name = read_header_name(value)
    if _OURS.fullmatch(name):
        raise refuse("a field such as Authorization, none that describes the message or the connection")
    return name


def _check_sendable(secret: Secret) -> Secret:
    if not _VALUE.fullmatch(secret.reveal()):
        raise refuse("a secret of visible ASCII characters, such as a token", found="what no header field can hold")
    return secret


def _masked(headers: Mapping[str, Secret]) -> dict[str, str]:
    return {name: str(secret) for name, secret in headers.items()}


def check_packages() -> None:
    """Raises the refusal where the optional packages of tracing are missing. None of them is loaded."""
    if not all(map(_is_installed, _PACKAGES)):
        expected = "its Python packages, which pip install 'telephony-gateway[otlp]' brings"
        raise refuse(expected, found="a collector, and nothing installed that could speak to it")


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # the package it lies in
        return False


CollectorUrl: TypeAlias = Annotated[
    str, PlainValidator(read_collector_url), WithJsonSchema({"type": "string", "pattern": f"^{ORIGIN}{_PATH}$"})
]
CollectorHeader: TypeAlias = Annotated[str, PlainValidator(read_collector_header), text_schema(_NAME)]
CollectorHeaders: TypeAlias = Annotated[
    Mapping[CollectorHeader, Annotated[SentSecret, AfterValidator(_check_sendable)]],
    AfterValidator(MappingProxyType),
    PlainSerializer(_masked, return_type=dict[str, str]),
]
