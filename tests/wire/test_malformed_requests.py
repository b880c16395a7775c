"""Every malformed request is answered by `refuse`, in the dialect of its own request line; no answer repeats what was sent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.server import ListenerLimits
from gateway.server.cutter import MessageCutter
from tests.wire.listening import OLD, Recorder, connected, exchange, listening, request_bytes

SPY = "sPy4711"  # stands in every malformed request and in no answer
SMALL = ListenerLimits(request_line=200, header=100, headers=500, header_count=10, head_seconds=5)

MALFORMED = {
    "version unknown": (f"GET {OLD}/{SPY} HTTP/1.2\r\nHost: h\r\n\r\n", 505),
    "version of another protocol": (f"GET {OLD}/{SPY} HTTP/2.0\r\nHost: h\r\n\r\n", 505),
    "version 0.9 said": (f"GET {OLD}/{SPY} HTTP/0.9\r\nHost: h\r\n\r\n", 505),
    "version not said": (f"GET {OLD}/{SPY}\r\nHost: h\r\n\r\n", 400),
    "version in small letters": (f"GET {OLD}/{SPY} http/1.1\r\nHost: h\r\n\r\n", 400),
    "protocol is RTSP": (f"GET {OLD}/{SPY} RTSP/1.0\r\nHost: h\r\n\r\n", 400),
    "protocol is ICE": (f"SOURCE {OLD}/{SPY} ICE/1.0\r\nHost: h\r\n\r\n", 400),
    "HTTP/2 preface": (f"PRI {OLD}/{SPY} HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "blank in target": (f"GET {OLD}/{SPY} x HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "two blanks": (f"GET  {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "tab for blank": (f"GET {OLD}/{SPY}\tHTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "method unknown": (f"SPY4711 {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 501),
    "method in small letters": (f"get {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 501),
    "method no token": (f"G(T {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "fragment": (f"GET {OLD}/{SPY}#{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "bare LF in request line": (f"GET {OLD}/{SPY} HTTP/1.1\nHost: h\r\n\r\n", 400),
    "bare LF in header": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\nX: {SPY}\r\n\r\n", 400),
    "bare LF all over": (f"GET {OLD}/x HTTP/1.1\nHost: h\nX: {SPY}\n\n", 400),
    "bare CR in value": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: {SPY}\rb\r\n\r\n", 400),
    "NUL in value": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: {SPY}\0\r\n\r\n", 400),
    "NUL in target": (f"GET {OLD}/{SPY}\0 HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "control in value": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: {SPY}\x01\r\n\r\n", 400),
    "control in name": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n{SPY}\x01: a\r\n\r\n", 400),
    "blank before colon": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n{SPY} : a\r\n\r\n", 400),
    "no name": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n: {SPY}\r\n\r\n", 400),
    "no colon": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n{SPY}\r\n\r\n", 400),
    "folded line": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: a\r\n {SPY}\r\n\r\n", 400),
    "blank before first header": (f"GET {OLD}/x HTTP/1.1\r\n X: {SPY}\r\nHost: h\r\n\r\n", 400),
    "no Host": (f"GET {OLD}/{SPY} HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nHost: {SPY}\r\n\r\n", 400),
    "Host no host": (f"GET {OLD}/x HTTP/1.1\r\nHost: a b/{SPY}\r\n\r\n", 400),
    "Host with user": (f"GET {OLD}/x HTTP/1.1\r\nHost: {SPY}@h\r\n\r\n", 400),
    "two lengths that differ": (
        f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\n{SPY}",
        400,
    ),
    "two lengths that agree": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n{SPY}", 400),
    "length a list": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: 7, 7\r\n\r\n{SPY}", 400),
    "length negative": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: -7\r\n\r\n{SPY}", 400),
    "length with sign": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: +7\r\n\r\n{SPY}", 400),
    "length too long": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: {'9' * 25}\r\n\r\n{SPY}", 400),
    "length and chunks": (
        f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SPY}",
        400,
    ),
    "chunks and length": (
        f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n0\r\n\r\n{SPY}",
        400,
    ),
    "chunked twice": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{SPY}", 400),
    "chunked not last": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n{SPY}", 400),
    "coding unknown": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: {SPY}\r\n\r\n0\r\n\r\n", 400),
    "coding gzip too": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{SPY}", 501),
    "chunks in HTTP/1.0": (f"POST {OLD}/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SPY}", 400),
    "chunk size no number": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{SPY}\r\n", 400),
    "chunk size negative": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{SPY}", 400),
    "chunk longer than said": (
        f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{SPY}\r\n0\r\n\r\n",
        400,
    ),
    "chunk ended by bare LF": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7\n{SPY}\n0\n\n", 400),
    "second chunk broken": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{SPY}\r\nx\r\n", 400),
    "line too long": (f"GET {OLD}/{SPY}{'a' * 300} HTTP/1.1\r\nHost: h\r\n\r\n", 414),
    "line without end": (f"GET {OLD}/{SPY}{'a' * 5000}", 414),
    "field too long": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: {SPY}{'a' * 100}\r\n\r\n", 431),
    "field without end": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\nX: {SPY}{'a' * 5000}", 431),
    "name too long": (f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n{SPY}{'a' * 100}: x\r\n\r\n", 431),
    "too many fields": (
        f"GET {OLD}/x HTTP/1.1\r\nHost: h\r\n{f'X: {SPY}' + chr(13) + chr(10)}{('X: y' + chr(13) + chr(10)) * 20}\r\n",
        431,
    ),
    "headers too long together": (
        f"GET {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n" + "".join(f"X-{n}: {'a' * 80}\r\n" for n in range(7)) + "\r\n",
        431,
    ),
    "TRACE": (f"TRACE {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 405),
    "CONNECT a path": (f"CONNECT {OLD}/{SPY} HTTP/1.1\r\nHost: h\r\n\r\n", 405),
    "compressed body": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n{SPY}", 415),
    "expectation unknown": (f"POST {OLD}/x HTTP/1.1\r\nHost: h\r\nExpect: {SPY}\r\nContent-Length: 7\r\n\r\n{SPY}", 417),
}
WITHOUT_PATH = {
    "TLS greeting": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "control first": (b"\0\r\n\r\n", 400),
    "garbage": (b"sPy4711\r\n\r\n", 400),
    "CONNECT": (b"CONNECT api.example.test:443 HTTP/1.1\r\nHost: h\r\n\r\n", 405),
    "an answer": (b"HTTP/1.1 200 OK\r\n\r\n", 400),
}


@pytest.mark.parametrize(("raw", "status"), MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("bytewise", [False, True], ids=["whole", "bytewise"])
async def test_malformed_is_refused_in_its_dialect(raw: str, status: int, bytewise: bool) -> None:
    recorder = Recorder()
    async with listening(recorder.handle, limits=SMALL) as listener, connected(listener) as client:
        await (client.send_bytewise if bytewise else client.send)(raw.encode("latin-1"))
        response = await client.read_response()
        assert await client.read_to_end() == b""
    assert response.head.startswith(b"HTTP/1.1 ")
    assert response.status == status
    assert response.body.startswith(b"refused:")
    assert response.body.endswith(b":old")
    assert [name for name, _ in response.fields] == ["Content-Type", "Content-Length", "Date", "X-Request-Id", "Connection"]
    assert response.get("Connection") == "close"
    assert SPY.lower().encode() not in (response.head + response.body).lower()
    assert recorder.seen == []


@pytest.mark.parametrize(("raw", "status"), WITHOUT_PATH.values(), ids=WITHOUT_PATH)
async def test_malformed_without_a_path_is_refused_all_the_same(raw: bytes, status: int) -> None:
    recorder = Recorder()
    async with listening(recorder.handle, limits=SMALL) as listener, connected(listener) as client:
        await client.send(raw)
        response = await client.read_response()
        assert await client.read_to_end() == b""
    assert response.status == status
    assert response.body.startswith(b"refused:")
    assert recorder.seen == []


async def test_a_good_request_in_front_of_a_bad_one_is_answered() -> None:
    recorder = Recorder()
    good = request_bytes("POST /a HTTP/1.1", "Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\nTrailer: t\r\n\r\n")
    bad = request_bytes(f"GET {OLD}/b HTTP/1.1", "X : y")
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(good + bad + good)
        first, second = await client.read_response(), await client.read_response()
        assert await client.read_to_end() == b""
    assert (first.status, first.body) == (200, b"POST")
    assert (second.status, second.body) == (400, b"refused:malformed:old")
    assert [request.target for request in recorder.seen] == ["/a"]


async def test_a_refusal_takes_the_dialect_of_its_own_line_not_of_the_one_before() -> None:
    recorder = Recorder()
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(request_bytes(f"GET {OLD}/a HTTP/1.1") + request_bytes("GET /b HTTP/1.1", "X : y"))
        assert (await client.read_response()).status == 200
        assert (await client.read_response()).body == b"refused:malformed:none"


async def test_a_refused_head_has_no_body() -> None:
    response = await exchange(Recorder(), b"HEAD /x HTTP/1.1\r\nX : y\r\n\r\n", has_body=False)
    assert response.status == 400
    assert response.get("Content-Length") == str(len(b"refused:malformed:none"))


async def test_empty_lines_in_front_of_a_request_are_ignored() -> None:
    recorder = Recorder()
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(b"\r\n\r\n" + request_bytes("POST /a HTTP/1.1", "Content-Length: 1", body=b"x") + b"\r\n")
        await client.read_response()
        await client.send(request_bytes("GET /b HTTP/1.1"))
        await client.read_response()
    assert [request.target for request in recorder.seen] == ["/a", "/b"]


async def test_the_refusal_reaches_a_caller_that_is_still_sending() -> None:
    async with listening(Recorder().handle, limits=SMALL) as listener, connected(listener) as client:
        client.writer.write(request_bytes(f"POST {OLD}/x HTTP/1.1", "X : y") + b"x" * 4_000_000)
        assert (await client.read_response()).status == 400


MESSAGES = [
    request_bytes("GET /one HTTP/1.1"),
    request_bytes("POST /two HTTP/1.1", "Content-Length: 9", body=b"\r\n\r\nGET /"),
    request_bytes(
        "POST /three HTTP/1.1", "Transfer-Encoding: chunked", body=b"5;x=y\r\n\r\n0\r\n\r\n1\r\n\n\r\n0\r\nA: b\r\nC: d\r\n\r\n"
    ),
    request_bytes("PUT /four HTTP/1.1", "Content-Length: 0"),
]
BODIES: dict[bytes, int | None] = {b"GET": 0, b"POST /two": 9, b"POST /three": None, b"PUT": 0}


@given(st.lists(st.sampled_from(range(4)), min_size=1, max_size=6), st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_cutting_does_not_depend_on_how_bytes_arrive(which: list[int], steps: list[int]) -> None:
    messages = [MESSAGES[index] for index in which]
    data = b"".join(messages)
    cutter = MessageCutter()
    backlog = bytearray()
    cut: list[bytes] = []
    current = b""
    in_body = False
    at = 0
    while data:
        step = steps[at % len(steps)]
        backlog += data[:step]
        data, at = data[step:], at + 1
        while backlog:
            current += cutter.take(backlog)
            if not in_body and current.endswith(b"\r\n\r\n"):
                in_body = True
                cutter.expect_body(next(length for start, length in BODIES.items() if current.startswith(start)))
            if current in MESSAGES:
                assert cutter.line == current.partition(b"\r\n")[0]
                cut.append(current)
                current = b""
                in_body = False
                cutter.restart()
    assert cut == messages


@pytest.mark.parametrize("line", [b"-ff\r\n", b"-1\r\n", b"x\r\n", b"\r\n", b"\n", b";\r\n"])
def test_cutting_goes_on_where_a_chunk_has_no_size(line: bytes) -> None:
    cutter = MessageCutter()
    cutter.expect_body(None)
    backlog = bytearray(b"1\r\nx\r\n" + line + b"behind")
    while backlog:
        assert cutter.take(backlog)


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=4), st.sampled_from(range(4)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_damage_is_answered_or_waited_for(damages: list[tuple[int, bytes]], which: int) -> None:
    raw = bytearray(MESSAGES[which])
    for at, with_what in damages:
        raw[at % len(raw) : at % len(raw) + 1] = with_what
    limits = ListenerLimits(head_seconds=0.05, body_seconds=0.05, idle_seconds=0.1, farewell_seconds=0.01)
    async with listening(Recorder().handle, limits=limits) as listener, connected(listener) as client:
        await client.send(bytes(raw))
        answered = await client.read_to_end()
    assert answered == b"" or answered.startswith(b"HTTP/1.1 ")
