"""What a request is, to all four dialects: its method, its target byte for byte, its host, its fields' bytes, its place in a row."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from tests.wire.gateway_running import json_reply
from tests.wire.http_running import (
    CALL,
    CALLER,
    DIALECTS,
    ENVELOPE,
    MODERN,
    NAME,
    OLD,
    RESTCOMM,
    ROOTS,
    ask,
    assert_refused,
    bare_listener,
    before_script,
    change,
    thing,
    told,
)
from tests.wire.listening import Recorder, request_bytes

EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
UNKNOWN = f"{ROOTS[MODERN]}/Accounts/{CALLER.id}"
"""Paths below it that no table knows go on by the structural rule."""
THING = json_reply({"sid": "XX1"})


def line_of(request: bytes) -> str:
    return request.split(b"\r\n")[0].decode("latin-1")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
@EVERY_DIALECT
async def test_trace_and_connect_are_refused_in_the_dialect(dialect: str, method: str) -> None:
    """TRACE would show a caller what proxies before it added, credentials among it (RFC 9110 section 9.3.8)."""
    async with before_script(CALL) as (front, backend):
        for fields in ((), ("Max-Forwards: 0",), ("Max-Forwards: 5",)):
            answer = await front.ask(ask(method, thing(dialect), "X-Secret: spy", *fields))
            assert_refused(dialect, answer, 405, 400)
            assert b"spy" not in answer.head + answer.body
    assert backend.received == []


async def test_a_tunnel_is_opened_for_nobody() -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(
            f"CONNECT localhost:{backend.port} HTTP/1.1\r\nHost: localhost:{backend.port}\r\n\r\n".encode()
        )
    assert answer.status == 405
    assert backend.connections == 0


@pytest.mark.parametrize("method", ["get", "Get", "BREW", "PROPFIND", "M-SEARCH", "X"])
@EVERY_DIALECT
async def test_a_method_is_taken_letter_for_letter(dialect: str, method: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask(method, thing(dialect)))
    assert_refused(dialect, answer, 400, 405, 501)
    assert backend.received == []


@EVERY_DIALECT
async def test_options_ends_here_where_it_may_go_no_further(dialect: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("OPTIONS", thing(dialect), "Max-Forwards: 0"))
        everywhere = await front.ask(ask("OPTIONS", "*", "Max-Forwards: 0"))
    assert_refused(dialect, answer, 405, 400)
    assert everywhere.status == 405
    assert backend.received == []


@pytest.mark.parametrize(
    ("told_by_caller", "told_to_backend"),
    [("1", "0"), ("10", "9"), ("007", "6"), ("ten", "ten"), ("-1", "-1"), ("9" * 30, "9" * 30)],
)
async def test_options_goes_on_with_one_hop_less(told_by_caller: str, told_to_backend: str) -> None:
    recorder = Recorder()
    async with bare_listener(recorder) as client:
        await client.send(request_bytes("OPTIONS /x HTTP/1.1", f"Max-Forwards: {told_by_caller}"))
        await client.read_response()
    assert recorder.seen[0].headers.get_all("Max-Forwards") == (told_to_backend,)


async def test_max_forwards_of_other_methods_is_nothing_to_us() -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", thing(MODERN), "Max-Forwards: 0"))
    assert answer.status == 200
    assert told(backend, "Max-Forwards") == ["0"]


FORMS = {
    "origin": "{path}",
    "absolute": "http://other.example.test{path}",
    "absolute, https": "HTTPS://other.example.test:8443{path}",
}


@pytest.mark.parametrize("form", FORMS)
@EVERY_DIALECT
async def test_every_form_of_a_target_is_the_same_request(dialect: str, form: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", FORMS[form].format(path=thing(dialect))))
        plain = await front.ask(ask("GET", thing(dialect)))
    assert (answer.status, answer.body) == (200, plain.body)
    assert line_of(backend.received[0]) == line_of(backend.received[1])
    assert "other.example.test" not in line_of(backend.received[0])


@pytest.mark.parametrize(
    "target", ["{path}#x", "http://user:spy@h{path}", "ftp://h{path}", "h:80", "http://{path}", "{path} x", "\\"]
)
@EVERY_DIALECT
async def test_any_other_target_is_refused_in_the_dialect(dialect: str, target: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", target.format(path=thing(dialect))))
    assert answer.status == 400
    if "{path}" in target and not target.startswith("ftp"):
        assert_refused(dialect, answer, 400)
    assert b"spy" not in answer.body
    assert backend.received == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/Caf%C3%A9s/1.json", ""),
        ("/Things/a%20b.json", ""),
        ("/Things/1.json", "?a=%41&b=%2F&c=1%202"),
        ("/Things/1.json", "?a=1&a=2&A=3"),
    ],
)
async def test_an_unknown_path_is_asked_for_as_it_was_written(path: str, query: str) -> None:
    """What it names is decoded once and written once: `%2F` stays one, and a value is the value that was sent."""
    async with before_script(THING) as (front, backend):
        answer = await front.ask(ask("GET", UNKNOWN + path + query))
    assert answer.status == 200
    method, target, _ = line_of(backend.received[0]).split(" ")
    assert (method, target.partition("?")[0]) == ("GET", UNKNOWN + path)
    assert _values(target) == _values(query)


def _values(target: str) -> list[tuple[str, str]]:
    return parse_qsl(target.partition("?")[2], keep_blank_values=True)


@pytest.mark.parametrize(
    "path", ["/Things/a%2Fb", "/Things/../x", "/Things/%2e%2e/x", "/Things/.", "/Things/a%5Cb", "/Things/%00"]
)
@EVERY_DIALECT
async def test_a_path_two_servers_would_read_differently_is_nowhere(dialect: str, path: str) -> None:
    """`%2F` is no slash and `..` leads nowhere, and so that no backend thinks otherwise it hears of neither."""
    root = ROOTS[dialect] if dialect == ENVELOPE else f"{ROOTS[dialect]}/Accounts/{CALLER.id}"
    async with before_script(THING) as (front, backend):
        answer = await front.ask(ask("GET", root + path))
    assert_refused(dialect, answer, 404, 400)
    assert backend.received == []


@pytest.mark.parametrize("host", ["gateway.example", "GATEWAY.example:8080", "[::1]:80", "10.0.0.1", "evil.example"])
@EVERY_DIALECT
async def test_the_backend_is_asked_by_its_own_name(dialect: str, host: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", thing(dialect), "X-Forwarded-Host: spy.example", "X-Host: spy.example", host=host))
    assert answer.status == 200
    assert told(backend, "Host") == [f"localhost:{backend.port}"]
    assert told(backend, "X-Forwarded-Host") == [host]
    assert b"spy" not in backend.received[0]


@pytest.mark.parametrize("host", ["Host: a b", "Host: a/b", "Host: user@a", "Host: a\r\nHost: a", "Host: a, b"])
@EVERY_DIALECT
async def test_a_request_without_one_proper_host_is_refused(dialect: str, host: str) -> None:
    raw = ask("GET", thing(dialect)).replace(b"Host: gateway.example", host.encode())
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(raw)
        absent = await front.ask(ask("GET", thing(dialect)).replace(b"Host: gateway.example\r\n", b""))
    assert_refused(dialect, answer, 400)
    assert_refused(dialect, absent, 400)
    assert backend.received == []


@EVERY_DIALECT
async def test_a_host_that_routes_nowhere_is_not_replaced_by_a_forwarded_one(dialect: str) -> None:
    """Nothing a caller says of proxies decides where its request goes, nor what URLs it is given."""
    async with before_script(CALL) as (front, backend):
        plain = await front.ask(ask("GET", thing(dialect)))
        claimed = await front.ask(
            ask(
                "GET",
                thing(dialect),
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: https",
                "Forwarded: host=evil.example",
            )
        )
    assert plain.body == claimed.body
    assert line_of(backend.received[0]) == line_of(backend.received[1])


@pytest.mark.parametrize("value", ["caf\xc3\xa9", "\xe2\x82\xac 5", "tab\there", "a  b", '"q\\"uoted"', "; , =", "~!@#$%^&*()"])
@EVERY_DIALECT
async def test_a_fields_bytes_arrive_as_they_were_sent(dialect: str, value: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", thing(dialect), f"X-Note: {value}"))
    assert answer.status == 200
    assert told(backend, "X-Note") == [value]


@EVERY_DIALECT
async def test_repeated_fields_keep_their_order(dialect: str) -> None:
    async with before_script(CALL) as (front, backend):
        await front.ask(ask("GET", thing(dialect), "X-Note: 1", "X-Other: a", "X-Note: 2", "X-Note: 1"))
    assert told(backend, "X-Note") == ["1", "2", "1"]


@EVERY_DIALECT
async def test_requests_in_a_row_are_answered_in_a_row_and_made_once_each(dialect: str) -> None:
    async with before_script(CALL) as (front, backend), front.connected() as client:
        await client.send(b"".join(change(dialect, f"X-Number: {number}", f"X-Request-Id: r{number}") for number in range(8)))
        answers = [await client.read_response() for _ in range(8)]
    assert [(answer.status, answer.get("X-Request-Id")) for answer in answers] == [(200, f"r{number}") for number in range(8)]
    assert [told(backend, "X-Number", number) for number in range(len(backend.received))] == [
        [str(number)] for number in range(8)
    ]


@EVERY_DIALECT
async def test_a_bad_request_in_a_row_ends_it(dialect: str) -> None:
    async with before_script(CALL) as (front, backend), front.connected() as client:
        await client.send(ask("GET", thing(dialect)) + ask("GET", thing(dialect), "X : y") + change(dialect))
        first, second = await client.read_response(), await client.read_response()
        assert await client.read_to_end() == b""
    assert first.status == 200
    assert_refused(dialect, second, 400)
    assert len(backend.received) == 1


@EVERY_DIALECT
async def test_an_older_caller_is_answered_whole_and_let_go(dialect: str) -> None:
    async with before_script(CALL) as (front, backend), front.connected() as client:
        await client.send(ask("GET", thing(dialect), version="HTTP/1.0"))
        answer = await client.read_response()
        assert await client.read_to_end() == b""
    assert (answer.status, answer.get("Connection"), answer.get("Transfer-Encoding")) == (200, "close", None)
    assert line_of(backend.received[0]).endswith(" HTTP/1.1")
    assert told(backend, "Via") == [f"1.0 {NAME}"]


@EVERY_DIALECT
async def test_an_older_caller_may_ask_to_stay(dialect: str) -> None:
    async with before_script(CALL) as (front, _), front.connected() as client:
        for _ in range(3):
            await client.send(ask("GET", thing(dialect), "Connection: Keep-Alive", version="HTTP/1.0"))
            answer = await client.read_response()
            assert (answer.status, answer.get("Connection")) == (200, "keep-alive")


@pytest.mark.parametrize("dialect", [OLD, MODERN, RESTCOMM])
async def test_an_older_callers_sound_of_unknown_length_ends_with_its_connection(dialect: str) -> None:
    said = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsound\r\n0\r\n\r\n"
    async with before_script(said) as (front, _), front.connected() as client:
        path = f"{ROOTS[dialect]}/Accounts/{CALLER.id}/Recordings/RE00000000000000000000000000000001.wav"
        await client.send(ask("GET", path, "Connection: keep-alive", version="HTTP/1.0"))
        head = await client.read_head()
        assert await client.read_to_end() == b"sound"
    assert b"Transfer-Encoding" not in head
    assert b"Connection: close" in head
