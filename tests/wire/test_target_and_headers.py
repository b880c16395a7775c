"""What the pipeline is given: the request-target and the header fields, byte for byte, and nothing of the connection."""

from __future__ import annotations

import pytest

from gateway.hop_by_hop import keep_end_to_end
from gateway.wire import Headers, WireResponse
from tests.wire.listening import Recorder, exchange, request_bytes

HOP_BY_HOP = [
    "Connection: keep-alive",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "Proxy-Authorization: Basic Zm9vOmJhcg==",
    "Proxy-Authenticate: Basic",
    "Proxy-Authentication-Info: x=y",
    "TE: trailers, deflate",
    "Trailer: Expires",
    "Upgrade: h2c",
]


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("/2008-08-01/Accounts", "/2008-08-01/Accounts"),
        ("//2008-08-01/x", "//2008-08-01/x"),
        ("/Calls?StartTime>=2010-08-31&EndTime<2011-01-01", "/Calls?StartTime>=2010-08-31&EndTime<2011-01-01"),
        ("/bare?", "/bare?"),
        ("/%41%3B%2F%2e%2E/x?q=%41+%20", "/%41%3B%2F%2e%2E/x?q=%41+%20"),
        ("/a/../b/./c/..", "/a/../b/./c/.."),
        ("/a;v=1/b?x=1;y=2", "/a;v=1/b?x=1;y=2"),
        ("/a?b?c=/d", "/a?b?c=/d"),
        ('/"|\\^`{}[]', '/"|\\^`{}[]'),
        ("/not%zzescaped%", "/not%zzescaped%"),
        ("http://other.example.test/path?x", "/path?x"),
        ("HTTPS://other.example.test:8443//p/../%41", "//p/../%41"),
        ("http://other.example.test?x=1", "/?x=1"),
        ("http://other.example.test", "/"),
    ],
)
async def test_target_arrives_as_sent_in_origin_form(sent: str, given: str) -> None:
    recorder = Recorder()
    response = await exchange(recorder, request_bytes(f"GET {sent} HTTP/1.1"))
    assert response.status == 200
    assert [request.target for request in recorder.seen] == [given]


@pytest.mark.parametrize("target", ["*", "http://api.example.test"])
async def test_asterisk_form_is_for_options(target: str) -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes(f"OPTIONS {target} HTTP/1.1"))
    assert [(request.method, request.target) for request in recorder.seen] == [("OPTIONS", "*")]


@pytest.mark.parametrize(
    "target",
    [
        "*",
        "/a#b",
        "/a?b#c",
        "http://other.example.test/a#b",
        "ftp://other.example.test/a",
        "http://user:secret@other.example.test/a",
        "http:///a",
        "http://[::1/a",
        "http://a b/c",
        "other.example.test:80",
        "relative",
        "/caf\xe9",
        "/\x7f",
    ],
)
async def test_other_targets_are_refused(target: str) -> None:
    recorder = Recorder()
    response = await exchange(recorder, request_bytes(f"GET {target} HTTP/1.1"))
    assert (response.status, response.body) == (400, b"refused:malformed:none")
    assert recorder.seen == []


async def test_absolute_form_brings_its_own_host() -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes("GET http://other.example.test:81/x HTTP/1.1"))
    assert recorder.seen[0].headers.get_all("Host") == ("other.example.test:81",)


async def test_fields_keep_order_repeats_case_and_bytes() -> None:
    recorder = Recorder()
    await exchange(
        recorder,
        request_bytes(
            "GET / HTTP/1.1", "x-A: 1", "Accept: a", "X-a: 2", "accept: b", "X-Bytes: caf\xe9\xff", "X-Empty:", "X-Pad:  p \t"
        ),
    )
    fields = list(recorder.seen[0].headers)
    assert fields == [
        ("Host", "api.example.test"),
        ("x-A", "1"),
        ("Accept", "a"),
        ("X-a", "2"),
        ("accept", "b"),
        ("X-Bytes", "caf\xe9\xff"),
        ("X-Empty", ""),
        ("X-Pad", "p"),
        ("X-Request-Id", "id-1"),
    ]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("GET / HTTP/1.1", ["X-A: 1", "x-a: 2", "Content-Length: 0", "X-Request-Id: known", "Via: 1.1 other"]),
        ("GET / HTTP/1.1", ["X-A: 1", "X-B: 2", "Connection: x-a", "TE: trailers"]),
        ("GET http://other.example.test/ HTTP/1.1", ["X-A: 1"]),
        ("OPTIONS / HTTP/1.1", ["Max-Forwards: 3", "X-A: 1"]),
    ],
)
async def test_fields_are_found_by_the_names_they_have(line: str, fields: list[str]) -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes(line, *fields))
    headers = recorder.seen[0].headers
    assert headers.names == tuple(name.lower() for name, _ in headers)


@pytest.mark.parametrize("field", HOP_BY_HOP)
async def test_hop_by_hop_request_fields_are_dropped(field: str) -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes("GET / HTTP/1.1", field, "X-Kept: 1"))
    assert [name for name, _ in recorder.seen[0].headers] == ["Host", "X-Kept", "X-Request-Id"]


@pytest.mark.parametrize("field", HOP_BY_HOP)
async def test_hop_by_hop_response_fields_are_dropped(field: str) -> None:
    name, _, value = field.partition(": ")
    recorder = Recorder(lambda _: WireResponse(200, Headers([(name, value), ("X-Kept", "1")]), b"x"))
    response = await exchange(recorder, request_bytes("GET / HTTP/1.1"))
    assert [name for name, _ in response.fields] == ["X-Kept", "Content-Length", "Date", "X-Request-Id"]


async def test_what_connection_names_is_dropped_from_requests() -> None:
    recorder = Recorder()
    await exchange(
        recorder,
        request_bytes(
            "GET / HTTP/1.1",
            "Connection: x-one , ,X-TWO",
            "Connection: x-three",
            "X-One: 1",
            "x-two: 2",
            "X-Three: 3",
            "X-Four: 4",
        ),
    )
    assert [name for name, _ in recorder.seen[0].headers] == ["Host", "X-Four", "X-Request-Id"]


async def test_framing_fields_are_not_given_on() -> None:
    recorder = Recorder()
    chunks = b"3\r\nabc\r\n0\r\n\r\n"
    await exchange(recorder, request_bytes("POST / HTTP/1.1", "Transfer-Encoding: chunked", body=chunks))
    await exchange(recorder, request_bytes("POST / HTTP/1.1", "Content-Length: 3", body=b"abc"))
    assert [request.body for request in recorder.seen] == [b"abc", b"abc"]
    assert [[name for name, _ in request.headers] for request in recorder.seen] == [["Host", "X-Request-Id"]] * 2


def test_proxy_status_and_its_like_go_too_and_the_rest_stays() -> None:
    headers = Headers(
        [("Proxy-Status", "x"), ("Proximity", "1"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("Via", "1.1 a")]
    )
    assert list(keep_end_to_end(headers)) == [
        ("Proximity", "1"),
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("Via", "1.1 a"),
    ]


@pytest.mark.parametrize("sane", ["abc-123", "x" * 128, "!~"])
async def test_a_sane_request_id_is_kept_and_answered(sane: str) -> None:
    recorder = Recorder()
    response = await exchange(recorder, request_bytes("GET / HTTP/1.1", f"x-request-id: {sane}"))
    assert recorder.seen[0].headers.get_all("X-Request-Id") == (sane,)
    assert response.get("X-Request-Id") == sane


@pytest.mark.parametrize(
    "fields",
    [
        ["X-Request-Id:"],
        ["X-Request-Id: " + "x" * 129],
        ["X-Request-Id: a b"],
        ["X-Request-Id: \xe9"],
        ["X-Request-Id: a", "X-Request-Id: b"],
    ],
)
async def test_any_other_request_id_is_replaced(fields: list[str]) -> None:
    recorder = Recorder()
    response = await exchange(recorder, request_bytes("GET / HTTP/1.1", *fields))
    assert recorder.seen[0].headers.get_all("X-Request-Id") == ("id-1",)
    assert response.get("X-Request-Id") == "id-1"


async def test_the_caller_address_is_given() -> None:
    recorder = Recorder()
    await exchange(recorder, request_bytes("GET / HTTP/1.1"))
    assert recorder.seen[0].remote == "127.0.0.1"
