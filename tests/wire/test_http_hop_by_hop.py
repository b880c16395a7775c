"""Fields of one connection stay on it, both ways, whatever names them, and how a body is framed is said anew on each side."""

from __future__ import annotations

import pytest

from gateway.hop_by_hop import keep_end_to_end
from gateway.wire import Headers
from tests.unit.upstream.raw_backend import Reply, then_close
from tests.wire.gateway_running import call_data, json_reply, reply
from tests.wire.http_running import CALL, CALLER, DIALECTS, MODERN, OLD, ask, before_script, change, sound, thing, told

# Each alone: a rule that drops some of them must not hide one that drops none.
HOP_BY_HOP = {
    "Connection": "keep-alive",
    "Keep-Alive": "timeout=66",
    "Proxy-Connection": "keep-alive",
    "Proxy-Authorization": "Basic c3B5OnNweQ==",
    "Proxy-Authenticate": "Basic realm=spy",
    "Proxy-Authentication-Info": "spy=1",
    "Proxy-Status": "spy",
    "TE": "trailers",
    "Trailer": "X-Spy",
    "Upgrade": "h2c",
}
NAMING = {
    "one": ["Connection: X-Secret"],
    "beside close": ["Connection: close, X-Secret"],
    "beside keep-alive": ["Connection: keep-alive ,\tx-secret"],
    "in another field": ["Connection: keep-alive", "Connection: X-SECRET"],
    "among nothing": ["Connection: ,, X-Secret,,"],
    "twice": ["Connection: X-Secret, X-Secret"],
}
SOUND = b"sound" * 100


@pytest.mark.parametrize("name", HOP_BY_HOP)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_callers_hop_by_hop_field_does_not_reach_the_backend(dialect: str, name: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", thing(dialect), f"{name}: {HOP_BY_HOP[name]}"))
    assert answer.status == 200
    assert told(backend, name) == []


@pytest.mark.parametrize("form", NAMING)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_what_a_callers_connection_names_does_not_reach_the_backend(dialect: str, form: str) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(ask("GET", thing(dialect), *NAMING[form], "X-Secret: spy", "X-Open: 1"))
    assert answer.status == 200
    assert told(backend, "X-Secret") == []
    assert told(backend, "X-Open") == ["1"]


@pytest.mark.parametrize("name", HOP_BY_HOP)
@pytest.mark.parametrize("path", [thing(MODERN, ".json"), thing(OLD), sound(MODERN)], ids=["unread", "translated", "sound"])
async def test_a_backends_hop_by_hop_field_does_not_reach_the_caller(path: str, name: str) -> None:
    value = HOP_BY_HOP[name]
    said: Reply = json_reply(call_data(account_sid=CALLER.id), 200, f"{name}: {value}")
    if path.endswith(".wav"):
        said = reply(200, SOUND, f"{name}: {value}", content_type="audio/x-wav")
    async with before_script(said) as (front, _):
        answer = await front.ask(ask("GET", path))
    assert answer.status == 200
    assert answer.get(name) is None


@pytest.mark.parametrize("form", NAMING)
@pytest.mark.parametrize("path", [thing(MODERN, ".json"), sound(MODERN)], ids=["unread", "sound"])
async def test_what_a_backends_connection_names_does_not_reach_the_caller(path: str, form: str) -> None:
    named = [
        line.replace("X-Secret", "Last-Word").replace("x-secret", "last-word").replace("X-SECRET", "LAST-WORD")
        for line in NAMING[form]
    ]
    body, kind = (SOUND, "audio/x-wav") if path.endswith(".wav") else (b'{"sid": "CA1"}', "application/json")
    async with before_script(reply(200, body, *named, "Last-Word: spy", content_type=kind)) as (front, _):
        answer = await front.ask(ask("GET", path))
    assert answer.body == body
    assert b"spy" not in answer.head


KEPT = {
    "Authorization": "Basic eDp5",
    "Cache-Control": "no-store",
    "Content-Encoding": "gzip",
    "Content-Length": "5",
    "Content-Type": "text/plain",
    "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
    "Host": "api.example.test",
    "Location": "/x",
    "Retry-After": "7",
    "WWW-Authenticate": "Basic realm=x",
}


@pytest.mark.parametrize("name", KEPT)
def test_a_field_for_everybody_is_none_of_one_connection(name: str) -> None:
    """A sender "MUST NOT" name it in Connection; who does must not have it taken from those it is meant for."""
    fields = Headers([("Connection", f"close, {name}"), (name, KEPT[name])])
    assert list(keep_end_to_end(fields)) == [(name, KEPT[name])]


@pytest.mark.parametrize(
    "named", ["Authorization", "Content-Length", "Content-Type", "Host", "Accept", "Transfer-Encoding", "Connection"]
)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_caller_that_names_what_makes_its_request_breaks_nothing(dialect: str, named: str) -> None:
    async with before_script(CALL) as (front, backend), front.connected() as client:
        for _ in range(2):  # the framing too is whole: the next request begins where it should
            await client.send(change(dialect, f"Connection: {named}, keep-alive"))
            assert (await client.read_response()).status == 200
    assert len(backend.received) == 2
    assert backend.received[0] == backend.received[1].replace(*ids_of(backend.received[1], backend.received[0]))


def ids_of(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """The X-Request-Id fields of two requests, which differ."""
    first, second = (next(line for line in head.split(b"\r\n") if line.startswith(b"X-Request-Id")) for head in (one, other))
    return first, second


@pytest.mark.parametrize("named", ["Content-Type", "Content-Length", "Cache-Control", "Date"])
async def test_a_backend_that_names_what_makes_its_answer_breaks_nothing(named: str) -> None:
    said = json_reply(
        call_data(account_sid=CALLER.id),
        200,
        f"Connection: {named}",
        "Cache-Control: no-store",
        "Date: Sun, 06 Nov 1994 08:49:37 GMT",
    )
    async with before_script(said) as (front, backend):
        answers = [await front.ask(ask("GET", thing(OLD))) for _ in range(2)]
    assert [(answer.status, answer.get("Cache-Control"), answer.get("Date")) for answer in answers] == [
        (200, "no-store", "Sun, 06 Nov 1994 08:49:37 GMT")
    ] * 2
    assert len(backend.received) == 2


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_callers_framing_is_not_the_backends(dialect: str) -> None:
    """A request in chunks goes on with a length; `read_request` of the raw backend would fail on chunks."""
    whole = change(dialect)
    head, _, body = whole.partition(b"\r\n\r\n")
    fields = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:5], body[5:]))
    framed = b"\r\n".join((*fields, b"Transfer-Encoding: chunked", b"", chunks + b"0\r\n\r\n"))
    async with before_script(CALL) as (front, backend):
        answers = [await front.ask(request) for request in (whole, framed)]
    assert [answer.status for answer in answers] == [200, 200]
    first, second = (request.partition(b"\r\n\r\n") for request in backend.received)
    assert first[2] == second[2] != b""
    assert told(backend, "Transfer-Encoding") == []
    assert told(backend, "Content-Length") == [str(len(second[2]))]


TWICE = call_data(account_sid=CALLER.id)
PLAIN = json_reply(TWICE).partition(b"\r\n\r\n")[2]
FRAMINGS: dict[str, Reply] = {
    "length": json_reply(TWICE),
    "chunks": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"%x;a=b\r\n%s\r\n0\r\nX-Trailer: spy\r\n\r\n" % (len(PLAIN), PLAIN),
    "end of connection": then_close(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + PLAIN),
    "HTTP/1.0": then_close(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + PLAIN),
}


@pytest.mark.parametrize("path", [thing(MODERN, ".json"), thing(OLD)], ids=["unread", "translated"])
@pytest.mark.parametrize("form", FRAMINGS)
async def test_a_backends_framing_is_not_the_callers(form: str, path: str) -> None:
    async with before_script(FRAMINGS["length"]) as (front, _):
        expected = (await front.ask(ask("GET", path))).body
    async with before_script(FRAMINGS[form]) as (front, _):
        answer = await front.ask(ask("GET", path))
    assert answer.body == expected
    assert answer.get("Content-Length") == str(len(expected))
    assert answer.get("Transfer-Encoding") is None
