"""Reads a request's body whole, within limits, as it is: nothing is decompressed.

A body that is large, or whose sender waits to be told to send it, is read on only after the pipeline looked at the head.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from io import BytesIO
from typing import TypeAlias

from aiohttp.streams import StreamReader

from gateway.model import ProblemRaised
from gateway.server import problems
from gateway.server.body_budget import Reservation
from gateway.server.incoming import Incoming
from gateway.server.limits import ListenerLimits
from gateway.server.parser import BodyBroken
from gateway.wire import WireResponse

Ask: TypeAlias = Callable[[], Awaitable[WireResponse | None]]

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_NO_CODING = frozenset({"", "identity"})
_SMALL = 65_536  # bytes; as much is read of anybody


async def read_body(
    incoming: Incoming, expected: Iterable[str], limits: ListenerLimits, room: Reservation, *, screen: Ask
) -> bytes | WireResponse:
    """The body, or the answer `screen` gives in place of reading it. `expected` are the request's Expect fields.

    Raises ProblemRaised where it is coded, too large, too slow or wrongly framed, or where there is no room; unread if that
    can be told from the head. Also where anything else is expected than to be told to send it.
    """
    headers = incoming.message.headers
    expects = _expects_continue(expected, incoming)
    if not incoming.has_body:
        return b""
    # RFC 9110 section 15.5.16: 415 also answers a content coding. Decoding would open a door for small bodies that grow.
    codings = (coding for line in headers.getall("Content-Encoding", ()) for coding in line.split(","))
    if any(coding.strip().lower() not in _NO_CODING for coding in codings):
        raise ProblemRaised(problems.encoded_body())
    length = int(headers.get("Content-Length", "0"))
    if length > limits.body:
        raise ProblemRaised(problems.body_too_large(limits.body))
    content = incoming.body
    if content.is_eof() and content.total_bytes <= min(_SMALL, limits.body):
        room.grow(content.total_bytes)
        return content.read_nowait()
    screened = expects or length > _SMALL
    if screened and (refusal := await screen()) is not None:
        return refusal
    try:
        async with asyncio.timeout(limits.body_seconds) as clock:
            # "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the content"
            if expects and not content.total_bytes:
                incoming.caller.write(_CONTINUE)
            return await _read_within(content, limits.body, room, None if screened else _off_the_clock(screen, clock))
    except TimeoutError as error:
        raise ProblemRaised(problems.slow_body(limits.body_seconds)) from error
    except BodyBroken as error:
        raise ProblemRaised(problems.unreadable_body()) from error


async def _read_within(content: StreamReader, limit: int, room: Reservation, screen: Ask | None) -> bytes | WireResponse:
    body = BytesIO()  # which hands over what it holds; turning a bytearray into bytes copies it, while everybody waits
    async for piece in content.iter_any():
        room.grow(len(piece))
        body.write(piece)
        if body.tell() > limit:
            raise ProblemRaised(problems.body_too_large(limit))
        if screen is not None and body.tell() > _SMALL:
            if (refusal := await screen()) is not None:
                return refusal
            screen = None
    return body.getvalue()


def _off_the_clock(screen: Ask, clock: asyncio.Timeout) -> Ask:
    """The same question, the time it takes not counted as the caller's."""

    async def ask() -> WireResponse | None:
        now = asyncio.get_running_loop().time
        began, deadline = now(), clock.when()
        clock.reschedule(None)
        refusal = await screen()
        clock.reschedule(None if deadline is None else deadline + now() - began)
        return refusal

    return ask


def _expects_continue(expected: Iterable[str], incoming: Incoming) -> bool:
    # "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation" and "that
    # receives an Expect field value containing a member other than 100-continue MAY respond with 417" (RFC 9110 10.1.1).
    if incoming.is_http_1_0:
        return False
    values = [value.strip(" \t").lower() for value in expected]
    if any(value != "100-continue" for value in values):
        raise ProblemRaised(problems.unknown_expectation())
    return bool(values)
