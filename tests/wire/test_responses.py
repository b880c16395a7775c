"""What a caller is sent: exactly the response's fields, the framing HTTP/1.1 asks for, and nothing invented."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from gateway.model import Problem, ProblemKind, ProblemRaised, Source
from gateway.wire import Headers, WireRequest, WireResponse
from tests.wire.listening import DATE, PATIENCE, PieceStream, Recorder, as_stream, connected, exchange, listening, request_bytes

GET = request_bytes("GET / HTTP/1.1")


def respond(status: int, *fields: tuple[str, str], body: bytes = b"") -> Recorder:
    return Recorder(lambda _: WireResponse(status, Headers(fields), body))


async def test_the_bytes_of_a_response_are_exactly_these() -> None:
    recorder = respond(
        201, ("content-TYPE", "application/json"), ("X-b", "1"), ("X-A", "caf\xe9\xff"), ("X-b", "2"), body=b"{}\n"
    )
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(request_bytes("GET / HTTP/1.1", "Connection: close"))
        answer = await client.read_to_end()
    assert answer == (
        b"HTTP/1.1 201 Created\r\ncontent-TYPE: application/json\r\nX-b: 1\r\nX-A: caf\xe9\xff\r\nX-b: 2\r\nContent-Length: 3\r\n"
        b"Date: Fri, 01 Jan 2010 00:00:00 GMT\r\nX-Request-Id: id-1\r\nConnection: close\r\n\r\n{}\n"
    )


async def test_no_server_and_no_content_type_are_invented() -> None:
    response = await exchange(respond(200, body=b"x"), GET)
    assert [name for name, _ in response.fields] == ["Content-Length", "Date", "X-Request-Id"]


async def test_the_origins_date_and_server_are_kept_and_our_request_id_stands() -> None:
    response = await exchange(respond(200, ("Date", "then"), ("Server", "s"), ("X-Request-Id", "theirs")), GET)
    assert response.fields == [("Date", "then"), ("Server", "s"), ("Content-Length", "0"), ("X-Request-Id", "id-1")]


async def test_set_cookie_is_not_joined() -> None:
    response = await exchange(respond(200, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")), GET)
    assert response.fields[:2] == [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


async def test_the_framing_a_pipeline_copied_is_not_believed() -> None:
    response = await exchange(respond(200, ("Content-Length", "99"), ("Transfer-Encoding", "chunked"), body=b"abc"), GET)
    assert response.body == b"abc"
    assert [name for name, _ in response.fields] == ["Content-Length", "Date", "X-Request-Id"]


async def test_an_unregistered_status_has_an_empty_reason() -> None:
    assert (await exchange(respond(299), GET)).head.startswith(b"HTTP/1.1 299 \r\n")


@pytest.mark.parametrize("status", [204, 304])
async def test_a_bodiless_status_has_no_body_and_no_words_about_one(status: int) -> None:
    recorder = respond(status, ("Content-Type", "text/xml"), ("Content-Length", "3"), ("ETag", '"x"'), body=b"abc")
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(GET + request_bytes("GET / HTTP/1.1", "Connection: close"))
        first = await client.read_response()
        assert await client.read_head()
        assert await client.read_to_end() == b""
    assert first.fields == [("ETag", '"x"'), ("Date", DATE), ("X-Request-Id", "id-1")]


async def test_head_is_answered_like_get_without_the_body() -> None:
    recorder = respond(200, ("Content-Type", "text/xml"), body=b"abc")
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(
            request_bytes("HEAD / HTTP/1.1", "X-Request-Id: a") + request_bytes("GET / HTTP/1.1", "X-Request-Id: a")
        )
        head, get = await client.read_response(has_body=False), await client.read_response()
    assert head.head == get.head
    assert head.get("Content-Length") == "3"
    assert get.body == b"abc"


async def test_the_length_a_backend_gave_for_head_is_kept() -> None:
    response = await exchange(respond(200, ("Content-Length", "12345")), request_bytes("HEAD / HTTP/1.1"), has_body=False)
    assert response.get("Content-Length") == "12345"


async def test_connections_are_kept_and_pipelined_requests_answered_in_order() -> None:
    recorder = Recorder(lambda request: WireResponse(200, Headers(), request.target.encode()))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(b"".join(request_bytes(f"GET /{number} HTTP/1.1") for number in range(100)))
        assert [(await client.read_response()).body for _ in range(100)] == [f"/{number}".encode() for number in range(100)]


async def test_a_flood_of_pipelined_requests_is_answered_whole() -> None:
    recorder = Recorder(lambda request: WireResponse(200, Headers(), request.body[:1]))
    one = request_bytes("POST / HTTP/1.1", "Content-Length: 5000", body=b"x" * 5000)
    async with listening(recorder.handle) as listener, connected(listener) as client:
        client.writer.write(one * 200)
        assert [(await client.read_response()).body for _ in range(200)] == [b"x"] * 200


@pytest.mark.parametrize("wish", ["Connection: close", "Connection: Close, x"])
async def test_a_connection_is_closed_where_the_caller_wishes(wish: str) -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as client:
        await client.send(request_bytes("GET / HTTP/1.1", wish))
        assert (await client.read_response()).get("Connection") == "close"
        assert await client.read_to_end() == b""


async def test_http_1_0_is_answered_in_1_1_and_closed() -> None:
    recorder = Recorder()
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(b"GET /x HTTP/1.0\r\n\r\n")
        response = await client.read_response()
        assert await client.read_to_end() == b""
    assert response.head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert response.get("Connection") == "close"
    assert [name for name, _ in recorder.seen[0].headers] == ["X-Request-Id"]


async def test_http_1_0_may_ask_to_stay() -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as client:
        for _ in range(2):
            await client.send(b"GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            assert (await client.read_response()).get("Connection") == "keep-alive"


async def test_an_offered_upgrade_is_ignored() -> None:
    recorder = Recorder()
    upgrade = request_bytes("GET /a HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x")
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(upgrade + request_bytes("GET /b HTTP/1.1"))
        assert [(await client.read_response()).status for _ in range(2)] == [200, 200]
    assert [request.target for request in recorder.seen] == ["/a", "/b"]


async def test_a_stream_is_chunked() -> None:
    stream = as_stream([b"ab", b"", b"c" * 100_000])
    recorder = Recorder(lambda _: WireResponse(200, Headers([("Content-Type", "audio/x-wav")]), stream=stream))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(GET)
        response = await client.read_response()
        assert response.body == b"ab" + b"c" * 100_000
        assert response.get("Content-Length") is None
    assert stream.closed.is_set()


async def test_a_stream_of_known_length_tells_it() -> None:
    recorder = Recorder(lambda _: WireResponse(200, Headers([("Content-Length", "4")]), stream=as_stream([b"ab", b"cd"])))
    response = await exchange(recorder, GET)
    assert (response.body, response.get("Content-Length"), response.get("Transfer-Encoding")) == (b"abcd", "4", None)


async def test_a_stream_to_http_1_0_ends_with_the_connection() -> None:
    recorder = Recorder(lambda _: WireResponse(200, Headers(), stream=as_stream([b"ab", b"cd"])))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(b"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        head = await client.read_head()
        assert await client.read_to_end() == b"abcd"
    assert b"Connection: close" in head
    assert b"Transfer-Encoding" not in head


@pytest.mark.parametrize(("line", "status"), [("HEAD / HTTP/1.1", 200), ("GET / HTTP/1.1", 204)])
async def test_a_stream_nobody_may_be_sent_is_closed_unread(line: str, status: int) -> None:
    stream = PieceStream([b"ab"], breaks=AssertionError("was read"))
    recorder = Recorder(lambda _: WireResponse(status, Headers(), stream=stream))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(request_bytes(line))
        assert (await client.read_response(has_body=False)).get("Transfer-Encoding") is None
        await asyncio.wait_for(stream.closed.wait(), PATIENCE)


BACKEND_BROKE = ProblemRaised(Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, 502))


@pytest.mark.parametrize("sent", [GET, b"GET / HTTP/1.0\r\n\r\n"], ids=["1.1", "1.0"])
@pytest.mark.parametrize("breaks", [BACKEND_BROKE, ValueError("x")], ids=["problem", "defect"])
async def test_a_stream_that_breaks_resets_the_connection(sent: bytes, breaks: Exception) -> None:
    stream = PieceStream([b"ab"], breaks=breaks)
    recorder = Recorder(lambda _: WireResponse(200, Headers(), stream=stream))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(sent)
        with pytest.raises(ConnectionResetError):
            await client.read_to_end()
    assert stream.closed.is_set()


@pytest.mark.parametrize("pieces", [[b"ab"], [b"ab", b"cdef"]], ids=["short", "long"])
async def test_a_stream_that_is_not_as_long_as_it_said_resets_the_connection(pieces: list[bytes]) -> None:
    recorder = Recorder(lambda _: WireResponse(200, Headers([("Content-Length", "4")]), stream=as_stream(pieces)))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(GET)
        with pytest.raises(ConnectionResetError):
            await client.read_to_end()


async def test_nothing_beyond_the_announced_length_is_sent() -> None:
    # It would stand where the caller looks for the next answer. A bare socket, because asyncio's reader drops bytes on reset.
    recorder = Recorder(lambda _: WireResponse(200, Headers([("Content-Length", "4")]), stream=as_stream([b"ab", b"cdef"])))
    loop = asyncio.get_running_loop()
    async with listening(recorder.handle) as listener:
        with socket.socket() as caller:
            caller.setblocking(False)
            await loop.sock_connect(caller, ("127.0.0.1", listener.port))
            await loop.sock_sendall(caller, GET)
            received = await read_to_reset(caller)
    assert received.partition(b"\r\n\r\n")[2] in {b"", b"ab"}


async def read_to_reset(caller: socket.socket) -> bytes:
    received = b""
    loop = asyncio.get_running_loop()
    try:
        while piece := await asyncio.wait_for(loop.sock_recv(caller, 1000), PATIENCE):
            received += piece
    except ConnectionResetError:
        return received
    pytest.fail("the connection was ended and not reset")


async def test_a_stream_waits_for_a_slow_caller_and_is_closed_when_it_leaves() -> None:
    given = 0

    def endless() -> list[bytes]:
        return []

    class Endless(PieceStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            nonlocal given
            while True:
                given += 1
                yield b"x" * 65_536

    stream = Endless(endless())
    recorder = Recorder(lambda _: WireResponse(200, Headers(), stream=stream))
    async with listening(recorder.handle) as listener:
        async with connected(listener) as client:
            await client.send(GET)
            await client.read_head()
            before = -1
            while before != given:  # until a caller that does not read has stopped the stream
                before = given
                for _ in range(50):
                    await asyncio.sleep(0)
            assert given < 1000
        await asyncio.wait_for(stream.closed.wait(), PATIENCE)


SECRET = "+15005550199"


async def test_a_defect_is_answered_in_the_dialect_and_logged_without_its_sentence(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(request: WireRequest) -> WireResponse:
        raise KeyError(SECRET + request.target)

    async with listening(fail) as listener, connected(listener) as client:
        for _ in range(2):  # the connection stays
            await client.send(request_bytes("GET /2008-08-01/x HTTP/1.1"))
            response = await client.read_response()
            assert (response.status, response.body) == (500, b"refused:internal:old")
    assert "KeyError while handling request id-1" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("status", "field"),
    [
        (200, ("X", "a\r\nSet-Cookie: b=1")),
        (200, ("X", "a\nb")),
        (200, ("X\r\nY", "a")),
        (200, ("X y", "a")),
        (200, ("X", "\u20ac")),
        (200, ("X", "\0")),
        (99, ("X", "a")),
        (101, ("X", "a")),
    ],
)
async def test_a_response_that_cannot_stand_on_the_wire_is_a_defect(
    status: int, field: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    response = await exchange(respond(status, field), GET)
    assert (response.status, response.body) == (500, b"refused:internal:none")
    assert response.get("Set-Cookie") is None
    assert "ValueError while handling request id-1" in caplog.text


async def test_nothing_is_logged_of_a_malformed_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await exchange(Recorder(), request_bytes("GET / HTTP/1.1", f"X : {SECRET}"))
    await exchange(Recorder(), b"\x16" + SECRET.encode() + b"\r\n\r\n")
    assert SECRET not in caplog.text


async def test_tls() -> None:
    authority = trustme.CA()
    server, client_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("localhost").configure_cert(server)
    authority.configure_trust(client_side)
    recorder = Recorder()
    async with listening(recorder.handle, ssl=server) as listener, connected(listener, client_side) as client:
        await client.send(request_bytes("POST / HTTP/1.1", "Content-Length: 3", body=b"abc"))
        assert (await client.read_response()).body == b"POST"
        await client.send(request_bytes("GET / HTTP/1.1", "X : y"))
        assert (await client.read_response()).status == 400
