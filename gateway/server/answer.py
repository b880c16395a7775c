"""Writes a WireResponse to the caller: exactly its fields, byte for byte, and the few HTTP/1.1 itself asks for.

aiohttp's own response class invents Server and Content-Type, encodes latin-1 fields as UTF-8, answers HTTP/1.0 in kind and
keeps field names in its own order. This one is only carried by its machinery: a bodiless answer has no body, a body has its
length, a stream is chunked, waits for a slow caller, and where it breaks the connection is reset and never ended politely.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from gateway.hop_by_hop import keep_end_to_end
from gateway.model import ProblemRaised
from gateway.wire import ByteStream, Headers, WireResponse

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_PIECE = 16_384  # bytes of a body written at once
_TURN = 16 * _PIECE  # bytes after which others have their turn
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an answer depends on besides the response. `now` is in seconds since 1970, `last` closes the connection after it.

    `patience` is how many seconds a piece of a stream may wait for the caller to take it.
    """

    method: str
    http_1_0: bool
    last: bool
    request_id: str
    now: float
    patience: float


class Answer(web.StreamResponse):
    """One response, ready to be written by aiohttp's connection, which calls `prepare`, then `write_eof`."""

    def __init__(self, response: WireResponse, occasion: Occasion) -> None:
        """Raises ValueError for a status or a header field that cannot stand on the wire."""
        super().__init__(status=response.status)
        plan = _Plan.of(response, occasion)
        self._head = _write_head(response.status, plan.fields)
        self._content = response.body if plan.has_body else b""
        self._stream = response.stream
        self._has_body = plan.has_body
        self._chunks = plan.chunked
        self._length = plan.stream_length
        self._last = plan.last
        self._patience = occasion.patience

    @property
    def keep_alive(self) -> bool:
        return not self._last

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter:
        self._caller = request
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        del data  # the base class's way of passing a last piece; all pieces are in the response
        writer = self._caller.writer
        head, content, stream = self._head, self._content, self._stream
        # The connection holds this object until its next answer.
        self._head, self._content, self._stream = b"", b"", None
        if stream is None:
            await _write(writer, head, content)
            return
        try:
            await writer.write(head)
            if self._has_body:
                await self._pump(writer, stream)
        except ConnectionError:
            raise
        except Exception as error:
            _log.warning("a response broke off while it was passed on: %s", _name(error))
            self._reset_connection()
            raise ConnectionError("the response broke off") from error
        finally:
            await stream.aclose()

    async def _pump(self, writer: AbstractStreamWriter, stream: ByteStream) -> None:
        if self._chunks:
            writer.enable_chunking()
        sent = 0
        async for piece in stream:
            sent += len(piece)
            if self._length is not None and sent > self._length:
                break
            async with asyncio.timeout(self._patience):
                await _write(writer, b"", piece)
        if self._length not in (None, sent):
            raise ValueError("the body's length is not the one announced")
        async with asyncio.timeout(self._patience):
            await writer.write_eof()

    def _reset_connection(self) -> None:
        transport = self._caller.transport
        if transport is None:
            return
        # Without a length and without chunks (HTTP/1.0) an end and an abort look alike, unless TCP says reset.
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a response is framed (RFC 9112 section 6)."""

    fields: Headers
    has_body: bool
    chunked: bool
    stream_length: int | None
    last: bool

    @staticmethod
    def of(response: WireResponse, occasion: Occasion) -> _Plan:
        fields = keep_end_to_end(response.headers).without("Content-Length", "X-Request-Id")
        has_body = response.status not in _BODILESS and occasion.method != "HEAD"
        length = _length(response, occasion)
        of_unknown_length = has_body and length is None
        chunked = of_unknown_length and not occasion.http_1_0
        # HTTP/1.0 knows no chunks: there the end of a body of unknown length is the end of the connection.
        last = occasion.last or (of_unknown_length and occasion.http_1_0)
        if response.status in _BODILESS:
            fields = fields.without("Content-Type")
        elif length is not None:
            fields = fields.plus(("Content-Length", str(length)))
        if chunked:
            fields = fields.plus(("Transfer-Encoding", "chunked"))
        if "Date" not in fields:
            fields = fields.plus(("Date", formatdate(occasion.now, usegmt=True)))
        fields = fields.plus(("X-Request-Id", occasion.request_id))
        if last or occasion.http_1_0:
            fields = fields.plus(("Connection", "close" if last else "keep-alive"))
        return _Plan(fields, has_body, chunked, length if response.stream else None, last)


async def _write(writer: AbstractStreamWriter, head: bytes, content: bytes) -> None:
    """Write, in pieces: what TLS is given at once it keeps room for, and a fast caller takes all without a pause."""
    rest = memoryview(content)
    await writer.write(head + rest[:_PIECE])
    for start in range(_PIECE, len(rest), _PIECE):
        await writer.drain()
        if start % _TURN == 0:
            await asyncio.sleep(0)
        await writer.write(rest[start : start + _PIECE])
    await writer.drain()


def _length(response: WireResponse, occasion: Occasion) -> int | None:
    """The body's length, or None where nobody knows. That of a HEAD is the one the GET would have, if the backend told it."""
    if response.stream is None and (response.body or occasion.method != "HEAD"):
        return len(response.body)
    said = response.headers.get("Content-Length")
    return int(said) if said is not None and said.isascii() and said.isdigit() else None


def _write_head(status: int, fields: Headers) -> bytes:
    if not 200 <= status <= 999:  # noqa: PLR2004 - three digits, and not an interim answer
        raise ValueError(f"{status} is not the status of a final response")
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, '')}"]
    for name, value in fields:
        # A line break in a value would let whoever chose the value write headers and bodies of his own.
        if _TOKEN.fullmatch(name) is None or _VALUE.fullmatch(value) is None:
            raise ValueError("a header field holds a character that cannot stand on the wire")
        lines.append(f"{name}: {value}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _name(error: Exception) -> str:
    return str(error.problem.kind) if isinstance(error, ProblemRaised) else type(error).__name__
