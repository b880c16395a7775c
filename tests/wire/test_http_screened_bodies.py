"""A body is read on only after the head was looked at, where it is large or its sender waits to be told (RFC 9110 section 10.1.1)."""

from __future__ import annotations

import asyncio

import pytest

from gateway.server import ListenerLimits
from gateway.wire import Headers, WireResponse
from tests.wire.http_running import NAME, Screening, bare_listener
from tests.wire.listening import OLD, PATIENCE, RawClient, Recorder, request_bytes

LARGE = 65_537  # bytes; one more than is read of anybody
CONTINUE = b"HTTP/1.1 100 Continue"
NUMBER = "+15555550100"


async def not_you() -> WireResponse:
    return WireResponse(401, Headers([("WWW-Authenticate", "Basic realm=x"), ("Content-Type", "text/plain")]), b"who are you")


async def a_defect() -> WireResponse:
    raise KeyError(NUMBER)


def head(*fields: str) -> bytes:
    return request_bytes(f"POST {OLD}/x HTTP/1.1", *fields)


def in_chunks(size: int) -> bytes:
    return b"%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n"


async def assert_refused_and_closed(client: RawClient) -> None:
    response = await client.read_response()
    assert (response.status, response.body, response.get("Connection")) == (401, b"who are you", "close")
    assert await client.read_to_end() == b""


async def test_nobody_is_told_to_go_on_before_the_head_was_looked_at() -> None:
    recorder, screen = Recorder(), Screening(not_you)
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(head("Expect: 100-continue", "Content-Length: 3"))
        await assert_refused_and_closed(client)
    assert recorder.seen == []
    assert [(asked.method, asked.target, asked.body) for asked in screen.asked] == [("POST", f"{OLD}/x", b"")]


async def test_who_is_let_through_is_told_to_go_on_and_asked_once() -> None:
    recorder, screen = Recorder(), Screening()
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(head("Expect: 100-continue", f"Content-Length: {LARGE}"))
        assert await client.read_head() == CONTINUE
        await client.send(b"x" * LARGE)
        assert (await client.read_response()).status == 200
    assert [len(request.body) for request in recorder.seen] == [LARGE]
    assert len(screen.asked) == 1


async def test_the_head_that_is_looked_at_tells_who_calls() -> None:
    screen = Screening(not_you)
    async with bare_listener(Recorder(), screen=screen) as client:
        await client.send(head("Expect: 100-continue", "Content-Length: 3", "X-Note: 1"))
        await client.read_response()
    (asked,) = screen.asked
    assert (asked.client, asked.headers.get("X-Note")) == ("127.0.0.1", "1")
    assert ("Via", f"1.1 {NAME}") in asked.forwarded


@pytest.mark.parametrize("sent", [0, 10, 40_000])
async def test_a_large_body_is_not_read_on_for_a_stranger(sent: int) -> None:
    recorder, screen = Recorder(), Screening(not_you)
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(head(f"Content-Length: {LARGE}") + b"x" * sent)
        await assert_refused_and_closed(client)
    assert (len(screen.asked), recorder.seen) == (1, [])


async def test_a_refused_sender_can_send_to_the_end() -> None:
    limits = ListenerLimits(body=30_000_000, farewell_seconds=PATIENCE)
    async with bare_listener(Recorder(), screen=Screening(not_you), limits=limits) as client:
        client.writer.transport.set_write_buffer_limits(0)  # drain: until all is out
        client.writer.write(head("Content-Length: 20000000") + b"x" * 20_000_000)
        assert (await client.read_response()).status == 401
        await asyncio.wait_for(client.writer.drain(), PATIENCE)


async def test_a_chunked_body_is_looked_at_when_it_grows_large() -> None:
    recorder, screen = Recorder(), Screening(not_you)
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(head("Transfer-Encoding: chunked") + b"%x\r\n" % 200_000 + b"x" * (LARGE - 1))
        assert screen.asked == []
        await client.send(b"x" * 1000)
        await assert_refused_and_closed(client)
    assert (len(screen.asked), recorder.seen) == (1, [])


async def test_a_chunked_body_of_someone_known_is_read_to_its_end() -> None:
    recorder, screen = Recorder(), Screening()
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(head("Transfer-Encoding: chunked") + in_chunks(300_000))
        assert (await client.read_response()).status == 200
        await client.send(request_bytes("GET / HTTP/1.1"))
        assert (await client.read_response()).status == 200
    assert [len(request.body) for request in recorder.seen] == [300_000, 0]
    assert len(screen.asked) == 1


@pytest.mark.parametrize(
    "sent",
    [
        head("Content-Length: 65536") + b"x" * 65_536,
        head("Transfer-Encoding: chunked") + in_chunks(65_536),
        head(),
        head("Expect: 100-continue"),
        request_bytes(f"GET {OLD}/x HTTP/1.1"),
    ],
    ids=["length", "chunked", "none", "none expected", "get"],
)
async def test_a_small_body_is_read_before_anybody_is_asked(sent: bytes) -> None:
    recorder, screen = Recorder(), Screening(not_you)
    async with bare_listener(recorder, screen=screen) as client:
        await client.send(sent)
        assert (await client.read_response()).status == 200
    assert (screen.asked, len(recorder.seen)) == ([], 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (("Content-Length: 2000000",), 413),
        (("Content-Length: 2000000", "Expect: 100-continue"), 413),
        (("Content-Length: 70000", "Content-Encoding: gzip"), 415),
        (("Content-Length: 70000", "Expect: wonders"), 417),
        (("Content-Length: 3", f"Via: 1.1 {NAME}", "Expect: 100-continue"), 508),
    ],
)
async def test_nobody_is_asked_about_a_body_that_is_refused_anyway(fields: tuple[str, ...], status: int) -> None:
    screen = Screening()
    async with bare_listener(Recorder(), screen=screen) as client:
        await client.send(head(*fields))
        assert (await client.read_response()).status == status
    assert screen.asked == []


async def test_a_defect_of_the_screen_is_answered_and_told_without_its_sentence(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder()
    async with bare_listener(recorder, screen=Screening(a_defect)) as client:
        await client.send(head("Expect: 100-continue", "Content-Length: 3"))
        response = await client.read_response()
        assert (response.status, response.body) == (500, b"refused:internal:old")
        assert await client.read_to_end() == b""
    assert "KeyError while handling request id-1" in caplog.text
    assert NUMBER not in caplog.text
    assert recorder.seen == []


async def test_the_time_a_look_at_the_head_takes_is_not_the_callers() -> None:
    """A limiter that waits must not turn a caller in time into a slow one."""
    go_on = asyncio.Event()

    async def wait() -> None:
        await go_on.wait()

    recorder = Recorder()
    async with bare_listener(recorder, screen=Screening(wait), limits=ListenerLimits(body_seconds=0.3)) as client:
        await client.send(head("Transfer-Encoding: chunked") + in_chunks(LARGE))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.reader.read(1), 0.6)
        go_on.set()
        assert (await client.read_response()).status == 200
    assert len(recorder.seen) == 1


async def test_after_the_look_the_time_for_the_body_still_ends() -> None:
    async with bare_listener(Recorder(), screen=Screening(), limits=ListenerLimits(body_seconds=0.3)) as client:
        await client.send(head("Transfer-Encoding: chunked") + b"%x\r\n" % 200_000 + b"x" * 100_000)
        assert (await client.read_response()).status == 408


async def test_who_leaves_while_the_head_is_looked_at_is_forgotten() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with bare_listener(Recorder(), screen=Screening(wait)) as client:
        await client.send(head("Expect: 100-continue", "Content-Length: 3"))
        await asyncio.wait_for(began.wait(), PATIENCE)
        await client.close()
        await asyncio.wait_for(ended.wait(), PATIENCE)
