"""The head of an answer: which fields of a response stand in it, and how its body is framed (RFC 9112 section 6). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache, partial
from http import HTTPStatus
from itertools import compress
from operator import itemgetter

from msgspec import Struct

from gateway.hop_by_hop import keep_end_to_end
from gateway.remembered import LONG_NAMES, Remembered
from gateway.server.field_names import FIELD_NAMES
from gateway.wire import Headers, WireResponse

_NOT_SENT = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_OURS = frozenset({"content-length", "x-request-id"})
_name_of = itemgetter(0)


class Occasion(Struct, frozen=True):
    """What an answer depends on besides the response. `now` is in seconds since 1970, `last` closes the connection after it.

    `patience` is how many seconds a piece of a stream may wait for the caller to take it.
    """

    method: str
    http_1_0: bool
    last: bool
    request_id: str
    now: float
    patience: float


class _Sent(Struct, frozen=True):
    """Which fields of certain names go to the caller, and whether Date does. `names_others`: a Connection field stands among
    them, and others may go or not by what it says."""

    which: tuple[bool, ...]
    has_date: bool
    names_others: bool


class Plan(Struct, frozen=True):
    """How a response is written. `stream_length` is how many bytes its stream must have, where that is told."""

    head: bytes
    has_body: bool
    chunked: bool
    stream_length: int | None
    last: bool


def plan_answer(response: WireResponse, occasion: Occasion) -> Plan:
    """Raises ValueError for a status or a header field that cannot stand on the wire."""
    status = response.status
    is_bodiless = status in _BODILESS
    has_body = not is_bodiless and occasion.method != "HEAD"
    length = _length(response, occasion)
    of_unknown_length = has_body and length is None
    # HTTP/1.0 knows no chunks: there the end of a body of unknown length is the end of the connection.
    chunked = of_unknown_length and not occasion.http_1_0
    last = occasion.last or (of_unknown_length and occasion.http_1_0)
    fields, has_date = _write_fields(response.headers, _SENT_WITHOUT_BODY if is_bodiless else _SENT)
    lines = [_status_line(status), *fields]
    if length is not None and not is_bodiless:
        lines.append(f"Content-Length: {length}")
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    if not has_date:
        lines.append(_date_line(int(occasion.now)))
    lines.append(f"X-Request-Id: {occasion.request_id}")
    if last or occasion.http_1_0:
        lines.append("Connection: close" if last else "Connection: keep-alive")
    lines.append("\r\n")
    head = "\r\n".join(lines).encode("latin-1")
    return Plan(head, has_body, chunked, length if response.stream else None, last)


def _length(response: WireResponse, occasion: Occasion) -> int | None:
    """The body's length, or None where nobody knows. That of a HEAD is the one the GET would have, if the backend told it."""
    if response.stream is None and (response.body or occasion.method != "HEAD"):
        return len(response.body)
    said = response.headers.get("Content-Length")
    return int(said) if said is not None and said.isascii() and said.isdigit() else None


def _write_fields(headers: Headers, known: Mapping[tuple[str, ...], _Sent]) -> tuple[list[str], bool]:
    """The lines of the fields that go to the caller, but those that are ours to write, and whether Date is among them."""
    fields = headers.fields
    sent = known[tuple(map(_name_of, fields))]
    if sent.names_others:
        return _write_fields(keep_end_to_end(headers), known)  # which has no Connection
    lines = list(map(": ".join, compress(fields, sent.which)))
    text = "".join(lines)
    # A line break in a value would let whoever chose the value write headers and bodies of his own.
    if not (text.isascii() and text.isprintable()) and _NOT_SENT.search(text):
        raise ValueError("a header field holds a character that cannot stand on the wire")
    return lines, sent.has_date


def _find_sent(ours: frozenset[str], names: tuple[str, ...]) -> _Sent:
    """Raises ValueError for a name that cannot stand on the wire."""
    known = [FIELD_NAMES[name] for name in names]
    which = tuple([name.end_to_end and name.key not in ours for name in known])
    keys = {name.key for name in compress(known, which)}
    names_others = any(name.key == "connection" for name in known)
    if not names_others and not all(name.is_token for name in compress(known, which)):
        raise ValueError("the name of a header field holds a character that cannot stand on the wire")
    return _Sent(which, "date" in keys, names_others)


_SENT = Remembered(partial(_find_sent, _OURS), most=256, longest=LONG_NAMES)
_SENT_WITHOUT_BODY = Remembered(partial(_find_sent, _OURS | {"content-type"}), most=256, longest=LONG_NAMES)


@lru_cache(64)
def _status_line(status: int) -> str:
    if not 200 <= status <= 999:  # noqa: PLR2004 - three digits, and not an interim answer
        raise ValueError(f"{status} is not the status of a final response")
    return f"HTTP/1.1 {status} {_REASONS.get(status, '')}"


@lru_cache(4)
def _date_line(now: int) -> str:
    return f"Date: {formatdate(now, usegmt=True)}"
