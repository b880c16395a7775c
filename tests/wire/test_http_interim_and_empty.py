"""Answers without a body of their own: interim ones, 204, 304, those to a HEAD; and what stands behind a body: trailers."""

from __future__ import annotations

import pytest

from tests.unit.upstream.raw_backend import Reply
from tests.wire.gateway_running import reply
from tests.wire.http_running import (
    CALL,
    CALLER,
    DIALECTS,
    ENVELOPE,
    ID,
    MODERN,
    OLD,
    ROOTS,
    ask,
    before_script,
    change,
    sound,
    thing,
    told,
)

SOUND = bytes(range(256))
WAV = reply(200, SOUND, content_type="audio/x-wav")
INTERIM = {
    "100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "102": b"HTTP/1.1 102 Processing\r\nX-Interim: spy\r\n\r\n",
    "103": b"HTTP/1.1 103 Early Hints\r\nLink: </spy>; rel=preload\r\nX-Interim: spy\r\n\r\n",
    "many": b"HTTP/1.1 103 Early Hints\r\nLink: </spy>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" * 5,
}
REST = (MODERN, OLD)


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
@pytest.mark.parametrize("form", INTERIM)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_interim_answer_of_the_backend_is_not_passed_on(dialect: str, form: str, version: str) -> None:
    async with before_script(INTERIM[form] + CALL) as (front, backend), front.connected() as client:
        await client.send(ask("GET", thing(dialect), "Connection: keep-alive", version=version))
        answer = await client.read_response()
        assert answer.head.startswith(b"HTTP/1.1 200 ")
        assert b"spy" not in answer.head
        await client.send(ask("GET", thing(dialect), "Connection: close", version=version))
        again = await client.read_response()
        assert await client.read_to_end() == b""
    assert again.body == answer.body
    assert len(backend.received) == 2


@pytest.mark.parametrize("form", INTERIM)
async def test_an_interim_answer_before_a_sound_is_not_passed_on(form: str) -> None:
    async with before_script(INTERIM[form] + WAV) as (front, _):
        answer = await front.ask(ask("GET", sound(MODERN)))
    assert (answer.status, answer.body) == (200, SOUND)
    assert b"spy" not in answer.head


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_backend_is_expected_nothing_of(dialect: str) -> None:
    async with before_script(CALL) as (front, backend), front.connected() as client:
        head, _, body = change(dialect, "Expect: 100-continue").partition(b"\r\n\r\n")
        await client.send(head + b"\r\n\r\n")
        assert await client.read_head() == b"HTTP/1.1 100 Continue"
        await client.send(body)
        assert (await client.read_response()).status == 200
    assert told(backend, "Expect") == []
    assert len(backend.received) == 1


def recording(dialect: str) -> str:
    return f"{ROOTS[dialect]}/Accounts/{CALLER.id}/Recordings/RE{ID}"


@pytest.mark.parametrize("dialect", REST)
async def test_a_204_has_no_body_and_no_words_about_one(dialect: str) -> None:
    async with before_script(b"HTTP/1.1 204 No Content\r\n\r\n") as (front, _), front.connected() as client:
        for _ in range(2):  # nothing stands between it and the next
            await client.send(ask("DELETE", recording(dialect)))
            answer = await client.read_response(has_body=False)
            assert answer.status == 204
            assert {"content-length", "content-type", "transfer-encoding"} & {
                name.lower() for name, _ in answer.fields
            } == set()


INJECTED = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"sid": "spy"} '
SMUGGLED: dict[str, Reply] = {
    "204": b"HTTP/1.1 204 No Content\r\nContent-Length: %d\r\n\r\n" % len(INJECTED) + INJECTED,
    "304": b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d\r\n\r\n" % len(INJECTED) + INJECTED,
    "200": CALL + INJECTED,
    "chunks": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    + INJECTED,
}


@pytest.mark.parametrize("form", SMUGGLED)
async def test_what_stands_behind_an_answer_is_nobodys_answer(form: str) -> None:
    """A body behind a 204, or bytes behind a body, would be the next caller's answer on a kept connection."""
    async with before_script(SMUGGLED[form], CALL) as (front, backend):
        await front.ask(ask("DELETE" if form == "204" else "GET", recording(MODERN)), has_body=form != "204")
        second = await front.ask(ask("GET", thing(MODERN, ".json")))
    assert second.status == 200
    assert b"spy" not in second.body
    assert len({number for number, _ in backend.requests}) == 2  # on a connection of its own


@pytest.mark.parametrize("dialect", [*REST, "restcomm-2012"])
async def test_a_head_says_what_a_get_would_and_no_more(dialect: str) -> None:
    async with before_script(CALL) as (front, _), front.connected() as client:
        await client.send(ask("GET", thing(dialect), "X-Request-Id: same"))
        get = await client.read_response()
        await client.send(ask("HEAD", thing(dialect), "X-Request-Id: same"))
        head = await client.read_response(has_body=False)
        await client.send(ask("GET", thing(dialect), "X-Request-Id: same"))
        again = await client.read_response()
    without_date = [(name, value) for name, value in head.fields if name != "Date"]
    assert without_date == [(name, value) for name, value in get.fields if name != "Date"]
    assert again.body == get.body


async def test_a_head_of_a_sound_keeps_its_length() -> None:
    told_length = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 123456\r\n\r\n"
    async with before_script(told_length) as (front, backend), front.connected() as client:
        for _ in range(2):
            await client.send(ask("HEAD", sound(MODERN)))
            head = await client.read_response(has_body=False)
            assert head.status == 200
    assert backend.received[-1].split(b" ")[0] in (b"HEAD", b"GET")


TRAILERS = b"0\r\nX-Trailer: spy\r\nSet-Cookie: spy=1\r\nContent-Language: spy\r\nAuthorization: spy\r\n\r\n"


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_callers_trailers_are_dropped(dialect: str) -> None:
    """They are no fields of their own request, nor of the one behind it, which may be another caller's."""
    head, _, body = change(dialect, "Transfer-Encoding: chunked", "Trailer: X-Trailer").partition(b"\r\n\r\n")
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length"))
    chunks = b"%x\r\n%s\r\n" % (len(body), body)
    async with before_script(CALL) as (front, backend), front.connected() as client:
        await client.send(head + b"\r\n\r\n" + chunks + TRAILERS + ask("GET", thing(dialect)))
        assert [(await client.read_response()).status for _ in range(2)] == [200, 200]
    assert b"spy" not in backend.received[0] + backend.received[1]
    assert len(backend.received) == 2


@pytest.mark.parametrize("path", [thing(MODERN, ".json"), thing(OLD), thing(ENVELOPE), sound(MODERN)])
async def test_a_backends_trailers_are_dropped(path: str) -> None:
    kind, body = ("audio/x-wav", SOUND) if path.endswith(".wav") else ("application/json", CALL.partition(b"\r\n\r\n")[2])
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTrailer: X-Trailer\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    async with before_script(head + b"%x\r\n%s\r\n" % (len(body), body) + TRAILERS) as (front, _), front.connected() as client:
        for _ in range(2):
            await client.send(ask("GET", path))
            answer = await client.read_response()
            assert answer.status == 200
            assert b"spy" not in answer.head + answer.body
            assert answer.get("Trailer") is None
