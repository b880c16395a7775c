"""A backend that takes perfectly framed HTTP/1.1 and nothing else, and keeps what it was asked.

It works on bytes: whatever a lenient server would forgive is a fault, noted and answered by hanging up. One request at a time: a
byte behind a request that has not been answered is a fault too, for it would be in front of somebody else's.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LINE = re.compile(rb"(GET|HEAD|POST|PUT|PATCH|DELETE) (/[\x21-\x7e]*) HTTP/1\.1")
_FIELD = re.compile(rb"(" + _TOKEN + rb"): ((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)")
_ONCE = ("host", "content-length", "content-type", "authorization", "accept", "accept-encoding", "user-agent", "x-request-id")
_NEVER = ("transfer-encoding", "te", "trailer", "upgrade", "connection", "expect", "content-encoding", "keep-alive")
_FORM = "application/x-www-form-urlencoded"


class Fault(ValueError):
    """Something no strict server accepts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came. Field names are in small letters."""

    method: str
    target: str
    fields: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]


@dataclass
class StrictBackend:
    """`asked` are the requests, in order; `faults` what was wrong with any, or with what never became one."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    open: set[_Connection] = field(default_factory=set)

    @property
    def endpoint(self) -> str:
        return f"http://localhost:{self.port}"

    def take(self) -> list[Asked]:
        """What was asked since this was last called. Fails where anything was not as it must be."""
        asked, self.asked = self.asked, []
        left = [bytes(connection.buffer) for connection in self.open if connection.buffer]
        assert (self.faults, left) == ([], [])
        return asked


class _Connection(asyncio.Protocol):
    def __init__(self, backend: StrictBackend) -> None:
        self.backend = backend
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.backend.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self.buffer:
            self.backend.faults.append(f"the connection ended within a request: {bytes(self.buffer)!r}")
        self.backend.open.discard(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        try:
            asked = take_request(self.buffer)
            if asked is not None and self.buffer:
                raise Fault(f"bytes behind a request: {bytes(self.buffer)!r}")
        except Fault as fault:
            self.backend.faults.append(str(fault))
            self.buffer.clear()
            self.transport.abort()
            return
        if asked is not None:
            self.backend.asked.append(asked)
            self.transport.write(reply_to(asked))


def take_request(buffer: bytearray) -> Asked | None:
    """The request at the head of the buffer, taken out of it; None where it is not there whole. Raises Fault."""
    head, blank, _ = bytes(buffer).partition(b"\r\n\r\n")
    if not blank:
        return None
    line, *lines = head.split(b"\r\n")
    first = _LINE.fullmatch(line)
    found = [_FIELD.fullmatch(one) for one in lines]
    if first is None or None in found:
        raise Fault(f"a head that is not well-formed: {head!r}")
    fields = tuple((one[1].decode().lower(), one[2].decode("latin-1")) for one in found if one)
    _check_fields(fields)
    told = dict(fields).get("content-length", "0")
    if re.fullmatch("0|[1-9][0-9]{0,9}", told) is None:
        raise Fault(f"a length that is none: {told!r}")
    end = len(head) + len(blank) + int(told)
    if len(buffer) < end:
        return None
    body = bytes(buffer[len(head) + len(blank) : end])
    del buffer[:end]
    return Asked(first[1].decode(), first[2].decode(), fields, _read_form(body, dict(fields).get("content-type")))


def _check_fields(fields: tuple[tuple[str, str], ...]) -> None:
    names = [name for name, _ in fields]
    twice = [name for name in _ONCE if names.count(name) > 1]
    present = [name for name in _NEVER if name in names]
    if twice or present or "host" not in names:
        raise Fault(f"fields given twice {twice}, fields that may not be {present}, all fields {names}")


def _read_form(body: bytes, content_type: str | None) -> tuple[tuple[str, str], ...]:
    if not body:
        return ()
    if content_type != _FORM:
        raise Fault(f"a body that is no form: {content_type}")
    try:
        return tuple(parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict"))
    except ValueError as error:
        raise Fault(f"a form that is none: {body!r}") from error


_SID = re.compile(r"/([A-Z]{2}[0-9a-f]{32})(?=\.json)")


def reply_to(asked: Asked) -> bytes:
    """An answer of a backend of 2010, in JSON: the thing itself, nothing for a DELETE."""
    if asked.method == "DELETE":
        return b"HTTP/1.1 204 No Content\r\n\r\n"
    sid = _SID.search(asked.target)
    thing = {"sid": sid[1] if sid else "CA1", "status": "completed", "account_sid": asked.target.split("/")[3]}
    body = json.dumps(thing).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + (b"" if asked.method == "HEAD" else body)


@asynccontextmanager
async def strict_backend() -> AsyncIterator[StrictBackend]:
    backend = StrictBackend()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(backend), "127.0.0.1", 0)
    backend.port = server.sockets[0].getsockname()[1]
    try:
        yield backend
    finally:
        server.close()
        for connection in tuple(backend.open):
            connection.transport.abort()
        await server.wait_closed()
