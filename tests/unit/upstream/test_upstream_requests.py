"""What bytes go out to a backend: those of the WireRequest, once, and nothing that is not written there."""

from __future__ import annotations

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry, Source
from gateway.upstream import Upstream
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.raw_backend import OK, PATIENT, backend_with, hang_up, then_wait, upstream_to


async def test_the_bytes_of_a_request_are_exactly_these() -> None:
    headers = Headers(
        [("Host", "caller.test"), ("x-B", "1"), ("Authorization", "Basic eA=="), ("X-b", "2"), ("CONTENT-type", "text/plain")]
    )
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("POST", "/2010-04-01/Calls.json", headers, b"a=\xff"))
    assert backend.received == [
        b"POST /2010-04-01/Calls.json HTTP/1.1\r\nHost: localhost:%d\r\nx-B: 1\r\nAuthorization: Basic eA==\r\nX-b: 2\r\n"
        b"CONTENT-type: text/plain\r\nAccept-Encoding: identity\r\nContent-Length: 3\r\n\r\na=\xff" % backend.port
    ]


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/%41%3B%2F%2e%2E/x?q=%41+%20",
        "/a/../b/./c/..",
        "//2008-08-01//x",
        "/bare?",
        "/bare??a=b?",
        "/a;v=1?x=1;y=2&x",
        "/Calls?StartTime>=2010-08-31&EndTime<2011",
        '/"|\\^`{}[]',
        "/not%zzescaped%",
        "/a@b:c",
        "//user:secret@elsewhere.test/x",
    ],
)
async def test_the_target_goes_out_as_it_is(target: str) -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("GET", target))
    assert backend.received[0].startswith(f"GET {target} HTTP/1.1\r\nHost: localhost:{backend.port}\r\n".encode())


@pytest.mark.parametrize("target", ["", "x", "*", "http://elsewhere.test/x", "/a b", "/a\r\nX: y", "/\xe9"])
async def test_a_target_no_request_line_can_hold_is_a_defect(target: str) -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        with pytest.raises(ValueError, match="request-target"):
            await upstream.send(WireRequest("GET", target))
    assert backend.requests == []


@pytest.mark.parametrize(("name", "value"), [("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\0b"), ("X\r\nY", "b")])
async def test_a_field_no_request_can_hold_is_a_defect(name: str, value: str) -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        with pytest.raises(ValueError, match="field"):
            await upstream.send(WireRequest("GET", "/", Headers([(name, value)])))
    assert backend.requests == []


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [
        ("GET", b"", []),
        ("HEAD", b"", []),
        ("OPTIONS", b"", []),
        ("GET", b"abc", ["Content-Length: 3"]),
        ("DELETE", b"abc", ["Content-Length: 3"]),
        ("DELETE", b"", ["Content-Length: 0"]),
        ("POST", b"", ["Content-Length: 0"]),
        ("PUT", b"", ["Content-Length: 0"]),
    ],
)
async def test_nothing_is_invented_but_host_length_and_the_wish_for_no_coding(
    method: str, body: bytes, length: list[str]
) -> None:
    reply = OK.removesuffix(b"ok") if method == "HEAD" else OK
    async with backend_with(reply) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest(method, "/", Headers(), body))
    assert backend.fields() == [f"Host: localhost:{backend.port}", "Accept-Encoding: identity", *length]


async def test_what_the_caller_accepts_is_not_touched() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(
            WireRequest("GET", "/", Headers([("accept-encoding", "gzip"), ("Accept", "x/y"), ("User-Agent", "")]))
        )
    assert backend.fields() == [f"Host: localhost:{backend.port}", "accept-encoding: gzip", "Accept: x/y", "User-Agent: "]


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Expect",
        "X-Named",
    ],
)
async def test_fields_of_the_callers_connection_do_not_go_out(name: str) -> None:
    headers = Headers([(name, "x-named"), ("Connection", "X-Named"), ("X-Kept", "1"), ("Content-Length", "99")])
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("GET", "/", headers))
    assert backend.fields() == [f"Host: localhost:{backend.port}", "X-Kept: 1", "Accept-Encoding: identity"]


async def test_a_backend_may_code_nothing_where_connection_takes_away_what_the_caller_accepts() -> None:
    """Without the field any coding would be acceptable (RFC 9110 section 12.5.3), those too that we can't undo."""
    headers = Headers([("Accept-Encoding", "gzip"), ("Connection", "accept-encoding")])
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("GET", "/", headers))
    assert backend.fields() == [f"Host: localhost:{backend.port}", "Accept-Encoding: identity"]


async def test_utf_8_bytes_in_a_field_go_out_as_they_came() -> None:
    value = "café".encode().decode("latin-1")
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("GET", "/", Headers([("X-Name", value)])))
    assert f"X-Name: {value}" in backend.fields()


@pytest.mark.parametrize("value", ["caf\xe9", "\xff", "\u20ac"])
async def test_bytes_that_cannot_be_sent_unchanged_are_not_sent(value: str) -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(WireRequest("GET", "/", Headers([("X-Name", value)])))
    assert (raised.value.problem.kind, raised.value.problem.source, raised.value.problem.status) == (
        ProblemKind.MALFORMED,
        Source.CALLER,
        400,
    )
    assert backend.requests == []


async def test_a_large_body_goes_out_whole() -> None:
    body = bytes(range(256)) * 12_000
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("POST", "/", Headers(), body))
    assert backend.received[0].partition(b"\r\n\r\n")[2] == body


async def test_connections_are_kept() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        for _ in range(3):
            await upstream.send(WireRequest("POST", "/", Headers(), b"x"))
    assert [number for number, _ in backend.requests] == [1, 1, 1]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
async def test_a_request_on_a_dead_kept_connection_is_not_sent_twice(method: str) -> None:
    async with backend_with(OK, hang_up, OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(WireRequest("GET", "/warm"))
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(WireRequest(method, "/once"))
    assert [number for number, _ in backend.requests] == [1, 1]
    assert (raised.value.problem.kind, raised.value.problem.retry) == (ProblemKind.BACKEND_UNREACHABLE, Retry.NO)


async def test_cookies_of_one_answer_are_not_replayed() -> None:
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    async with backend_with(cookie) as backend, upstream_to(backend.endpoint) as upstream:
        answer = await upstream.send(WireRequest("GET", "/"))
        await upstream.send(WireRequest("GET", "/"))
        await upstream.send(WireRequest("GET", "/", Headers([("Cookie", "own=1")])))
    assert answer.headers.get_all("Set-Cookie") == ("a=1; Path=/", "b=2")
    assert [[line for line in backend.fields(index) if line.startswith("Cookie")] for index in range(3)] == [
        [],
        [],
        ["Cookie: own=1"],
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_passed_back(status: int) -> None:
    async with (
        backend_with(b"HTTP/1.1 %d X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n" % status) as backend,
        upstream_to(backend.endpoint) as upstream,
    ):
        answer = await upstream.send(WireRequest("GET", "/here"))
    assert (answer.status, answer.headers.get("Location")) == (status, "/there")
    assert len(backend.requests) == 1


async def test_the_environment_does_not_reroute(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        assert (await upstream.send(WireRequest("GET", "/"))).status == 200


async def test_endpoints_take_turns() -> None:
    async with backend_with(OK) as one, backend_with(OK) as two, upstream_to(one.endpoint, two.endpoint) as upstream:
        for number in range(4):
            await upstream.send(WireRequest("GET", f"/{number}"))
    assert [request[:6] for request in one.received] == [b"GET /0", b"GET /2"]
    assert [request[:6] for request in two.received] == [b"GET /1", b"GET /3"]


async def test_an_ipv6_endpoint_is_written_in_brackets() -> None:
    async with upstream_to("http://[::1]:9") as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(WireRequest("GET", "/"))
    assert raised.value.problem.retry is Retry.IF_UNSENT


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "x",
        "ftp://a.test",
        "http://",
        "http://a.test/base",
        "http://a.test?x",
        "http://u:p@a.test",
        "a.test:80",
        "http://a..test",
        f"http://{'a' * 64}.test",
    ],
)
def test_an_endpoint_is_scheme_host_and_port(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        Upstream((endpoint,), timeouts=PATIENT, body_limit=1)


def test_there_is_an_endpoint() -> None:
    with pytest.raises(ValueError, match="endpoint"):
        Upstream((), timeouts=PATIENT, body_limit=1)


async def test_streams_that_are_held_up_leave_connections_for_everything_else() -> None:
    endless = then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    async with backend_with(endless, endless, OK) as backend:
        upstream = Upstream((backend.endpoint,), timeouts=PATIENT, body_limit=1000, connections=2)
        streams = [await upstream.send(WireRequest("GET", "/"), stream=0) for _ in range(2)]
        answer = await upstream.send(WireRequest("POST", "/"))
        for held in streams:
            assert held.stream is not None
            await held.stream.aclose()
        await upstream.close()
    assert (answer.status, answer.body) == (200, b"ok")
