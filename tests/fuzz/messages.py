"""HTTP messages out of a fuzzer's bytes: a line, a line for each field, a blank line, the body.

Only what the server's own parser lets through becomes a message: no control characters in a target or a field, no blank in a
target.
"""

from __future__ import annotations

import re

from gateway.wire import Headers, WireRequest, WireResponse
from tests.fuzz.target import as_text

_NOT_IN_TARGETS = re.compile(r"[\x00-\x20\x7f-\xff]")
_NOT_IN_FIELDS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_STATUSES = (200, 201, 204, 301, 302, 307, 400, 401, 404, 405, 409, 410, 429, 500, 503)


def clean_field(value: str) -> str:
    """The value of a field as the server hands it on."""
    return _NOT_IN_FIELDS.sub("", value).strip(" \t")


def request_of(data: bytes) -> WireRequest:
    head, _, body = data.partition(b"\n\n")
    line, *fields = as_text(head).split("\n")
    method, _, target = line.partition(" ")
    method = method if _TOKEN.fullmatch(method) else "GET"
    return WireRequest(method, _NOT_IN_TARGETS.sub("", target) or "/", _headers(fields), body)


def response_of(data: bytes, which: int) -> WireResponse:
    head, _, body = data.partition(b"\n\n")
    return WireResponse(_STATUSES[which % len(_STATUSES)], _headers(as_text(head).split("\n")), body)


def _headers(fields: list[str]) -> Headers:
    pairs = (field.partition(":") for field in fields)
    return Headers((name, clean_field(value)) for name, _, value in pairs if _TOKEN.fullmatch(name))


def written(wire: WireRequest) -> bytes:
    """The bytes `request_of` makes this request of."""
    head = "\n".join((f"{wire.method} {wire.target}", *(f"{name}: {value}" for name, value in wire.headers)))
    return head.encode("latin-1") + b"\n\n" + wire.body
