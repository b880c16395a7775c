"""Request bodies: framing, limits, expectations, and what a caller hears who sends too much, too slowly or coded."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

from gateway.server import ListenerLimits
from gateway.wire import WireRequest, WireResponse
from tests.wire.listening import OLD, PATIENCE, Recorder, answer_ok, connected, exchange, listening, request_bytes

SMALL = ListenerLimits(body=10)
CONTINUE = b"HTTP/1.1 100 Continue"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_any_method_may_have_a_body(method: str) -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes(f"{method} / HTTP/1.1", "Content-Length: 3", body=b"a=\xff"))
    assert [(request.method, request.body) for request in recorder.seen] == [(method, b"a=\xff")]


@pytest.mark.parametrize("line", ["POST / HTTP/1.1", "POST / HTTP/1.0", "DELETE / HTTP/1.1"])
@pytest.mark.parametrize("fields", [[], ["Content-Length: 0"]])
async def test_no_method_needs_a_body(line: str, fields: list[str]) -> None:
    recorder = Recorder()
    response = await exchange(recorder, request_bytes(line, *fields))
    assert response.status == 200
    assert [request.body for request in recorder.seen] == [b""]


async def test_chunks_and_their_extensions_and_trailers_become_one_body() -> None:
    recorder = Recorder()
    chunks = b"1\r\na\r\n0002;name=value\r\n\r\n\r\nA\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n"
    await exchange(recorder, request_bytes("POST / HTTP/1.1", "Transfer-Encoding: Chunked", body=chunks))
    assert recorder.seen[0].body == b"a\r\n0123456789"
    assert "X-Trailer" not in recorder.seen[0].headers


async def test_a_body_far_larger_than_any_buffer_arrives_whole() -> None:
    recorder = Recorder()
    body = bytes(range(256)) * 12_000
    limits = ListenerLimits(body=len(body))
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(part), part) for part in (body[at : at + 10_007] for at in range(0, len(body), 10_007))
    )
    async with listening(recorder.handle, limits=limits) as listener, connected(listener) as client:
        await client.send(request_bytes("POST / HTTP/1.1", f"Content-Length: {len(body)}", body=body))
        assert (await client.read_response()).status == 200
        await client.send(request_bytes("POST / HTTP/1.1", "Transfer-Encoding: chunked", body=chunks + b"0\r\n\r\n"))
        assert (await client.read_response()).status == 200
    assert [request.body == body for request in recorder.seen] == [True, True]


async def test_a_body_at_the_limit_passes_in_both_framings() -> None:
    recorder = Recorder()
    async with listening(recorder.handle, limits=SMALL) as listener, connected(listener) as client:
        await client.send(request_bytes("POST / HTTP/1.1", "Content-Length: 10", body=b"0123456789"))
        assert (await client.read_response()).status == 200
        await client.send(request_bytes("POST / HTTP/1.1", "Transfer-Encoding: chunked", body=b"a\r\n0123456789\r\n0\r\n\r\n"))
        assert (await client.read_response()).status == 200


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("Content-Length: 11", b""),
        ("Content-Length: 11", b"01234567890"),
        ("Content-Length: 3000000", b"x" * 3_000_000),
        ("Content-Length: 3000000", b"x" * 2_000_000),
        ("Transfer-Encoding: chunked", b"b\r\n01234567890\r\n"),
        ("Transfer-Encoding: chunked", b"5\r\n01234\r\n6\r\n567890\r\n"),
        ("Transfer-Encoding: chunked", b"b\r\n01234567890\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", b"2dc6c0\r\n" + b"x" * 3_000_000 + b"\r\n0\r\n\r\n"),
    ],
)
async def test_a_larger_body_is_refused_and_the_answer_arrives(field: str, body: bytes) -> None:
    recorder = Recorder()
    async with listening(recorder.handle, limits=SMALL) as listener, connected(listener) as client:
        client.writer.write(request_bytes(f"POST {OLD}/x HTTP/1.1", field, body=body))
        response = await client.read_response()
        assert await client.read_to_end() == b""
    assert (response.status, response.body) == (413, b"refused:too_large:old")
    assert response.get("Connection") == "close"
    assert recorder.seen == []


@pytest.mark.parametrize(
    "begun",
    [
        request_bytes("POST / HTTP/1.1", "Transfer-Encoding: chunked", body=b"1312d00\r\n"),
        request_bytes("POST / HTTP/1.1", "Content-Length: 20000000"),
        request_bytes("POST / HTTP/1.1", "X : y"),
    ],
    ids=["chunked", "length", "malformed"],
)
async def test_a_refused_caller_can_send_to_the_end(begun: bytes) -> None:
    limits = ListenerLimits(body=10, farewell_seconds=PATIENCE)
    async with listening(Recorder().handle, limits=limits) as listener, connected(listener) as client:
        client.writer.transport.set_write_buffer_limits(0)  # drain: until all is out
        client.writer.write(begun + b"x" * 20_000_000)
        assert (await client.read_response()).status in {400, 413}
        await asyncio.wait_for(client.writer.drain(), PATIENCE)


async def test_a_body_larger_than_the_buffer_does_not_hide_the_request_behind_it() -> None:
    recorder = Recorder()
    chunks = b"ea60\r\n" + b"x" * 60_000 + b"\r\n0\r\n\r\n"
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(
            request_bytes("POST /a HTTP/1.1", "Transfer-Encoding: chunked", body=chunks) + request_bytes("GET /b HTTP/1.1")
        )
        assert [(await client.read_response()).body for _ in range(2)] == [b"POST", b"GET"]
    assert [(request.target, len(request.body)) for request in recorder.seen] == [("/a", 60_000), ("/b", 0)]


async def test_what_is_sent_behind_an_unanswered_request_is_held_back() -> None:
    opened = asyncio.Event()

    async def wait(request: WireRequest) -> WireResponse:
        await opened.wait()
        return answer_ok(request)

    async with listening(wait) as listener, connected(listener) as client:
        client.writer.transport.set_write_buffer_limits(0)
        # Empty lines, which begin no request: nothing but their number can be in the way.
        client.writer.write(request_bytes("GET / HTTP/1.1") + b"\r\n" * 20_000_000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.writer.drain(), 0.5)
        opened.set()
        assert (await client.read_response()).status == 200
        await asyncio.wait_for(client.writer.drain(), PATIENCE)
        await client.send(request_bytes("GET / HTTP/1.1"))
        assert (await client.read_response()).status == 200


async def test_continue_is_said_before_the_body_is_read_and_not_before_that() -> None:
    recorder = Recorder()
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(request_bytes("POST / HTTP/1.1", "Expect: 100-Continue", "Content-Length: 3"))
        assert await client.read_head() == CONTINUE
        assert recorder.seen == []
        await client.send(b"abc")
        assert (await client.read_response()).status == 200
    assert recorder.seen[0].body == b"abc"
    assert "Expect" not in recorder.seen[0].headers


@pytest.mark.parametrize(
    ("line", "fields", "status"),
    [
        ("POST / HTTP/1.1", ["Expect: 100-continue", "Content-Length: 11"], 413),
        ("POST / HTTP/1.1", ["Expect: 100-continue", "Content-Length: 3", "Content-Encoding: gzip"], 415),
        ("POST / HTTP/1.1", ["Expect: 200-ok", "Content-Length: 3"], 417),
        ("TRACE / HTTP/1.1", ["Expect: 100-continue", "Content-Length: 3"], 405),
        ("POST /#a HTTP/1.1", ["Expect: 100-continue", "Content-Length: 3"], 400),
        ("POST / HTTP/1.1", ["Expect: 100-continue"], 200),
    ],
)
async def test_nobody_is_asked_for_a_body_that_is_not_wanted(line: str, fields: list[str], status: int) -> None:
    response = await exchange(Recorder(), request_bytes(line, *fields), limits=SMALL)
    assert response.status == status


async def test_http_1_0_knows_no_expectation() -> None:
    recorder = Recorder()
    response = await exchange(
        recorder, request_bytes("POST / HTTP/1.0", "Expect: 100-continue", "Content-Length: 3", body=b"abc")
    )
    assert (response.status, recorder.seen[0].body) == (200, b"abc")


async def test_a_body_that_is_already_there_is_not_asked_for() -> None:
    response = await exchange(
        Recorder(), request_bytes("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 3", body=b"abc")
    )
    assert response.status == 200


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip", "x"])
async def test_a_coded_body_is_refused(coding: str) -> None:
    recorder = Recorder()
    response = await exchange(
        recorder, request_bytes("POST / HTTP/1.1", f"Content-Encoding: {coding}", "Content-Length: 1", body=b"x")
    )
    assert (response.status, response.body) == (415, b"refused:unsupported_media:none")
    assert recorder.seen == []


async def test_identity_is_no_coding() -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes("POST / HTTP/1.1", "Content-Encoding: Identity", "Content-Length: 1", body=b"x"))
    assert recorder.seen[0].body == b"x"


@pytest.mark.parametrize(
    "sent",
    [
        f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n",
        f"GET {OLD}/x",
        f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab",
    ],
)
async def test_a_slow_caller_is_told_and_let_go(sent: str) -> None:
    limits = ListenerLimits(head_seconds=0.02, body_seconds=0.02, farewell_seconds=0.02)
    async with listening(Recorder().handle, limits=limits) as listener, connected(listener) as client:
        await client.send(sent.encode())
        response = await client.read_response()
        assert await client.read_to_end() == b""
    assert (response.status, response.body) == (408, b"refused:timed_out:old")


@pytest.mark.parametrize("sent", [b"", b"\r\n"])
async def test_an_idle_connection_is_closed_without_a_word(sent: bytes) -> None:
    limits = ListenerLimits(head_seconds=0.01, idle_seconds=0.05)
    async with listening(Recorder().handle, limits=limits) as listener, connected(listener) as client:
        await client.send(sent)
        assert await client.read_to_end() == b""


async def test_a_request_that_began_is_not_cut_off_as_idle() -> None:
    limits = ListenerLimits(head_seconds=0.1, idle_seconds=0.02)
    async with listening(Recorder().handle, limits=limits) as listener, connected(listener) as client:
        await client.send(b"GET / HTTP/1.1\r\n")
        assert (await client.read_response()).status == 408


async def test_what_was_done_for_a_caller_that_left_is_freed_without_the_collector() -> None:
    """Large answers do wait in a call that is given up, and no pass of the collector is made while others are translated."""
    began, freed = asyncio.Event(), asyncio.Event()

    class Large:
        pass

    async def hold_much(request: WireRequest) -> WireResponse:
        held = Large()
        weakref.finalize(held, freed.set)
        began.set()
        await asyncio.Event().wait()
        del held
        return answer_ok(request)

    gc.disable()
    try:
        async with listening(hold_much) as listener:
            async with connected(listener) as client:
                await client.send(request_bytes("GET / HTTP/1.1"))
                await asyncio.wait_for(began.wait(), 5)
            await asyncio.wait_for(freed.wait(), 5)
    finally:
        gc.enable()


async def test_a_caller_that_leaves_cancels_what_is_done_for_it() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def wait_for_ever(request: WireRequest) -> WireResponse:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return answer_ok(request)

    async with listening(wait_for_ever) as listener:
        async with connected(listener) as client:
            await client.send(request_bytes("GET / HTTP/1.1"))
            await asyncio.wait_for(began.wait(), 5)
        await asyncio.wait_for(ended.wait(), 5)
