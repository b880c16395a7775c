"""What comes back from a backend: its answer as bytes, or the Problem that stands for what it did instead."""

from __future__ import annotations

import asyncio
import gzip
import logging
import tracemalloc
import zlib

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry, Source
from gateway.upstream import Timeouts
from gateway.upstream.content_coding import Undecodable, decode
from gateway.wire import Headers, WireRequest, WireResponse
from tests.unit.upstream.raw_backend import (
    OK,
    PATIENCE,
    Reply,
    backend_with,
    hang_up,
    then_close,
    upstream_to,
)

GET = WireRequest("GET", "/")
TEXT = b"<TwilioResponse/>" * 10


async def ask(
    reply: Reply, request: WireRequest = GET, *, body_limit: int = 1000, timeouts: Timeouts | None = None
) -> WireResponse:
    async with (
        backend_with(reply) as backend,
        upstream_to(backend.endpoint, body_limit=body_limit, timeouts=timeouts or Timeouts(5, 5, PATIENCE, 5)) as upstream,
    ):
        return await upstream.send(request)


async def fail(reply: Reply, *, timeouts: Timeouts | None = None, body_limit: int = 1000) -> tuple[ProblemKind, int, Retry]:
    with pytest.raises(ProblemRaised) as raised:
        await ask(reply, timeouts=timeouts, body_limit=body_limit)
    problem = raised.value.problem
    assert problem.source is Source.BACKEND
    assert "localhost" not in problem.message
    return problem.kind, problem.status, problem.retry


UNREADABLE = (ProblemKind.BACKEND_UNREADABLE, 502, Retry.NO)
TIMED_OUT = (ProblemKind.BACKEND_TIMED_OUT, 504, Retry.NO)
GONE = (ProblemKind.BACKEND_UNREACHABLE, 502, Retry.NO)
UNSENT = (ProblemKind.BACKEND_UNREACHABLE, 502, Retry.IF_UNSENT)


async def test_fields_keep_order_repeats_case_and_bytes() -> None:
    answer = await ask(
        b"HTTP/1.1 201 Made\r\nx-A: 1\r\nServer: s\r\nSet-Cookie: a\r\nX-a: caf\xe9\xff\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok"
    )
    assert answer == WireResponse(
        201, Headers([("x-A", "1"), ("Server", "s"), ("Set-Cookie", "a"), ("X-a", "caf\xe9\xff"), ("Set-Cookie", "b")]), b"ok"
    )


@pytest.mark.parametrize(
    "field",
    [
        "Connection: x-named",
        "Keep-Alive: timeout=5",
        "Proxy-Authenticate: Basic",
        "Proxy-Connection: close",
        "TE: x",
        "Trailer: X",
        "Upgrade: h2c",
        "X-Named: 1",
    ],
)
async def test_fields_of_the_backends_connection_do_not_come_back(field: str) -> None:
    answer = await ask(f"HTTP/1.1 200 OK\r\nConnection: X-Named\r\n{field}\r\nX-Kept: 1\r\nContent-Length: 0\r\n\r\n".encode())
    assert list(answer.headers) == [("X-Kept", "1")]


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nX-Trailer: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        then_close(b"HTTP/1.1 200 OK\r\n\r\nabc"),
        then_close(b"HTTP/1.0 200 OK\r\n\r\nabc"),
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
    ],
    ids=["chunked", "length", "close", "1.0", "after an interim answer"],
)
async def test_a_body_is_read_whole_in_any_framing(reply: Reply) -> None:
    assert await ask(reply) == WireResponse(200, Headers(), b"abc")


@pytest.mark.parametrize("status", [200, 299, 418, 599])
async def test_every_status_that_ends_an_exchange_comes_back(status: int) -> None:
    assert (await ask(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nok" % status)).status == status


@pytest.mark.parametrize("status", [101, 600, 777, 999])
async def test_a_status_that_is_none_is_unreadable(status: int) -> None:
    assert await fail(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nok" % status) == UNREADABLE


@pytest.mark.parametrize("status", [204, 304])
async def test_bodiless_answers(status: int) -> None:
    assert await ask(b'HTTP/1.1 %d X\r\nETag: "x"\r\n\r\n' % status) == WireResponse(status, Headers([("ETag", '"x"')]))


async def test_head_keeps_the_length_it_tells() -> None:
    answer = await ask(b"HTTP/1.1 200 OK\r\nContent-Length: 123\r\nContent-Encoding: gzip\r\n\r\n", WireRequest("HEAD", "/"))
    assert answer == WireResponse(200, Headers([("Content-Length", "123"), ("Content-Encoding", "gzip")]))


def pack(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", pack(TEXT)),
        ("GZIP ", pack(TEXT)),
        ("x-gzip", pack(TEXT)),
        ("gzip", pack(TEXT[:50]) + pack(TEXT[50:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
        ("identity", TEXT),
    ],
)
async def test_a_coding_nobody_asked_for_is_undone(coding: str, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    assert await ask(head.encode() + body) == WireResponse(200, Headers([("Content-Type", "text/xml")]), TEXT)


async def test_a_large_coded_body_is_undone_too() -> None:
    text = bytes(index * 7919 % 251 for index in range(400_000))
    body = gzip.compress(text, compresslevel=0, mtime=0)
    reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert (await ask(reply + body, body_limit=500_000)).body == text


async def test_an_empty_body_needs_no_undoing() -> None:
    assert (await ask(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n")).body == b""


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", TEXT),
        ("gzip", pack(TEXT)[:-1]),
        ("gzip", pack(TEXT)[:10]),
        ("gzip", pack(TEXT) + b"x"),
        ("gzip", pack(TEXT)[:-8] + b"\0" * 8),
        ("deflate", b"\xff"),
        ("gzip", pack(b"\0" * 1001)),
        ("gzip", pack(b"\0" * 600) * 2),
        ("br", b"x"),
        ("gzip, gzip", pack(pack(TEXT))),
    ],
    ids=[
        "none",
        "cut",
        "head only",
        "more behind",
        "wrong sum",
        "no deflate",
        "too large",
        "too large together",
        "unknown",
        "twice",
    ],
)
async def test_a_coding_that_cannot_be_undone_is_unreadable(coding: str, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    assert await fail(head.encode() + body) == UNREADABLE


def test_a_bomb_is_not_unpacked() -> None:
    bomb = pack(b"\0" * 50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(Undecodable, match="too large"):
            decode(bomb, "gzip", 1000)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
async def test_a_body_over_the_limit_is_unreadable(framing: str) -> None:
    replies: dict[str, Reply] = {
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
        "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n",
        "close": then_close(b"HTTP/1.1 200 OK\r\n\r\n01234567890"),
    }
    assert await fail(replies[framing], body_limit=10) == UNREADABLE


@pytest.mark.parametrize(
    "reply",
    [
        then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
        then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"),
        then_close(b"HTTP/1.1 200 OK\r\nContent-Le"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n",
        b"<html>not HTTP</html>\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"\0\0\0\0",
        b"HTTP/1.1 2x0 OK\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_unreadable(reply: Reply) -> None:
    assert await fail(reply) == UNREADABLE


async def test_an_unreadable_answer_does_not_stain_the_next() -> None:
    double = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    more = OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    async with backend_with(double, more, OK) as backend, upstream_to(backend.endpoint) as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(GET)
        assert (await upstream.send(GET)).body == b"ok"
        assert (await upstream.send(GET)).body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 2, 3]


async def test_a_close_without_an_answer() -> None:
    assert await fail(hang_up) == GONE


async def test_a_refused_connection_was_not_sent() -> None:
    async with backend_with(OK) as backend:
        port = backend.port
    async with upstream_to(f"http://localhost:{port}") as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(GET)
    assert (raised.value.problem.kind, raised.value.problem.status, raised.value.problem.retry) == UNSENT


async def test_a_name_that_does_not_exist_was_not_sent() -> None:
    async with upstream_to("http://nowhere.invalid") as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(GET)
    assert (raised.value.problem.kind, raised.value.problem.retry) == (ProblemKind.BACKEND_UNREACHABLE, Retry.IF_UNSENT)


async def test_a_call_that_is_cancelled_lets_go_of_its_connection() -> None:
    began = asyncio.Event()

    async def begin(writer: asyncio.StreamWriter) -> None:
        began.set()
        del writer

    async with backend_with(begin) as backend, upstream_to(backend.endpoint) as upstream:
        call = asyncio.create_task(upstream.send(GET))
        await began.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)


async def test_the_operator_learns_which_backend_failed_and_nothing_of_the_call(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    request = WireRequest(
        "GET", "/Accounts/AC00000000000000000000000000000000?To=%2B15005550199", Headers([("Authorization", "Basic c2VjcmV0")])
    )
    async with backend_with(hang_up) as backend, upstream_to(backend.endpoint) as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(request)
    assert f"backend {backend.endpoint}: backend_unreachable (ServerDisconnectedError)" in caplog.text
    assert "5550199" not in caplog.text
    assert "c2VjcmV0" not in caplog.text
