"""What is known of aiohttp's parser from its source alone, so that another version of it cannot change that unnoticed."""

from __future__ import annotations

import asyncio

import pytest

from gateway.server import ListenerLimits
from gateway.server.parser import NO_BODY, Malformed, Parser, Parsers

BODYLESS = (
    b"GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\r\n",
    b"POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
    b"DELETE /c HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n\r\n",
    b"HEAD /d HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
    b"GET /e HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n\r\n",
)


class Owner:
    """A connection that only remembers what it was told."""

    def __init__(self) -> None:
        self.connected = True
        self.told: list[str] = []

    def pause_body(self) -> None:
        self.told.append("pause")

    def resume_body(self, *, parse: bool) -> None:
        self.told.append("resume and parse" if parse else "resume")


async def make_parsers() -> Parsers:
    return Parsers(ListenerLimits(), asyncio.get_running_loop())


def seen(parser: Parser, head: bytes) -> tuple[object, ...]:
    begun = parser.feed(head)
    assert begun is not None
    message, body = begun
    assert body is NO_BODY
    return (
        message.method,
        message.path,
        message.version,
        message.raw_headers,
        tuple(message.headers.items()),
        message.should_close,
        message.upgrade,
        message.chunked,
        message.compression,
    )


@pytest.mark.parametrize("second", BODYLESS)
@pytest.mark.parametrize("first", BODYLESS)
async def test_a_parser_that_gave_a_bodyless_head_is_as_good_as_new(first: bytes, second: bytes) -> None:
    parsers, owner = await make_parsers(), Owner()
    used = parsers.take(owner)
    begun = used.feed(first)
    assert begun is not None
    parsers.give_back(used, begun[0])
    again = parsers.take(owner)
    assert again is used
    assert seen(again, second) == seen(Parser(ListenerLimits(), asyncio.get_running_loop()), second)


@pytest.mark.parametrize("field", [b"Connection: close", b"Connection: upgrade\r\nUpgrade: websocket"])
async def test_one_that_reads_no_further_is_not_used_again(field: bytes) -> None:
    parsers, owner = await make_parsers(), Owner()
    used = parsers.take(owner)
    begun = used.feed(b"GET / HTTP/1.1\r\nHost: h\r\n" + field + b"\r\n\r\n")
    assert begun is not None
    parsers.give_back(used, begun[0])
    assert parsers.take(owner) is not used


async def test_two_requests_at_a_time_have_a_parser_each() -> None:
    parsers = await make_parsers()
    assert parsers.take(Owner()) is not parsers.take(Owner())


async def test_what_is_no_request_is_malformed() -> None:
    parser = (await make_parsers()).take(Owner())
    with pytest.raises(Malformed):
        parser.feed(b"GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n")


async def test_a_body_nobody_reads_is_held_back_and_comes_whole_when_it_is_read() -> None:
    owner = Owner()
    parser = (await make_parsers()).take(owner)
    begun = parser.feed(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
    assert begun is not None
    body = begun[1]
    assert parser.feed(b"x" * 60_000) is None
    assert owner.told == ["pause"]
    assert not body.is_eof()
    assert body.read_nowait() == b"x" * 60_000
    assert owner.told == ["pause", "resume and parse"]
    assert parser.feed(b"y" * 40_000) is None
    assert body.is_eof()
    assert (body.total_bytes, body.read_nowait()) == (100_000, b"y" * 40_000)


async def test_a_paused_parser_keeps_what_it_is_fed_until_it_goes_on() -> None:
    class Pausing(Owner):
        def pause_body(self) -> None:
            super().pause_body()
            parser.pause()

    parser = (await make_parsers()).take(Pausing())
    begun = parser.feed(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert begun is not None
    body = begun[1]
    parser.feed(b"C350\r\n" + b"x" * 50_000 + b"\r\n2\r\nyy\r\n0\r\n\r\n")
    assert not body.is_eof()
    assert body.read_nowait() == b"x" * 50_000
    parser.feed(b"")
    assert body.is_eof()
    assert body.read_nowait() == b"yy"
