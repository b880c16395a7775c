"""Reads a request's body whole, within limits, as it is: nothing is decompressed."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from gateway.model import ProblemRaised
from gateway.server import problems
from gateway.server.limits import ListenerLimits

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NO_CODING = frozenset({"", "identity"})


async def read_body(request: web.BaseRequest, limits: ListenerLimits) -> bytes:
    """The body. Raises ProblemRaised where it is coded, too large, too slow or wrongly framed; unread if that can be told."""
    expects = _expects_continue(request)
    if not request.body_exists:
        return b""
    # RFC 9110 section 15.5.16: 415 also answers a content coding. Decoding would open a door for small bodies that grow.
    if request.headers.get("Content-Encoding", "").strip().lower() not in _NO_CODING:
        raise ProblemRaised(problems.encoded_body())
    if (request.content_length or 0) > limits.body:
        raise ProblemRaised(problems.body_too_large(limits.body))
    try:
        async with asyncio.timeout(limits.body_seconds):
            # "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the content"
            if expects and not request.content.total_bytes:
                await request.writer.write(_CONTINUE)
            return await _read_within(request, limits.body)
    except TimeoutError as error:
        raise ProblemRaised(problems.slow_body(limits.body_seconds)) from error
    except RequestPayloadError as error:
        raise ProblemRaised(problems.unreadable_body()) from error


async def _read_within(request: web.BaseRequest, limit: int) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > limit:
            raise ProblemRaised(problems.body_too_large(limit))
    return bytes(body)


def _expects_continue(request: web.BaseRequest) -> bool:
    # "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation" and "that
    # receives an Expect field value containing a member other than 100-continue MAY respond with 417" (RFC 9110 10.1.1).
    if request.version < (1, 1):
        return False
    expected = request.headers.getall("Expect", [])
    if any(value.strip().lower() != "100-continue" for value in expected):
        raise ProblemRaised(problems.unknown_expectation())
    return bool(expected)
