"""Backends that are down, slow, broken or talk nonsense: the caller gets a whole error of its dialect, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

from tests.unit.upstream.raw_backend import Backend, Reply, hang_up, say_nothing, then_close, then_wait
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    NEW,
    OLD,
    PUBLIC_URL,
    SID,
    Setting,
    assert_error,
    before_script,
    call,
    call_data,
    error_fields,
    gateway_to,
    json_reply,
    reply,
)
from tests.wire.listening import PATIENCE

ONE = json_reply(call_data())
FORMS = [(version, suffix) for version in (OLD, NEW) for suffix in ("", ".json")]
IN_ALL_FORMS = pytest.mark.parametrize(("version", "suffix"), FORMS)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
IMPATIENT = Setting(timeouts="{connect: 2s, first_byte: 50ms, total: 2s}")
HURRIED = Setting(timeouts="{connect: 2s, first_byte: 2s, total: 50ms}")


def fetch(version: str, suffix: str) -> tuple[str, bytes]:
    path = f"{version}/Accounts/{ACME.id}/Calls/{SID}{suffix}"
    return path, call("GET", path)


def place(version: str, suffix: str) -> tuple[str, bytes]:
    path = f"{version}/Accounts/{ACME.id}/Calls{suffix}"
    to, sender = ("Called", "Caller") if version == OLD else ("To", "From")
    return path, call("POST", path, body=f"{to}=5555550100&{sender}=5555550101&Url=http://example.com/".encode())


def count_creates(backend: Backend) -> int:
    return sum(received.startswith(b"POST ") for received in backend.received)


async def closed_port() -> int:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


@IN_ALL_FORMS
async def test_a_backend_that_is_down(version: str, suffix: str) -> None:
    async with gateway_to(f"http://127.0.0.1:{await closed_port()}") as front:
        for path, request in (fetch(version, suffix), place(version, suffix)):
            fields = assert_error(await front.ask(request), 502, path=path)
            assert "not carried out" in str(fields)


async def test_a_backend_whose_name_is_none() -> None:
    async with gateway_to("http://backend.invalid") as front:
        path, request = fetch(OLD, "")
        assert_error(await front.ask(request), 502, path=path)


SLOW: dict[str, tuple[Reply, Setting]] = {
    "never answers": (say_nothing, IMPATIENT),
    "stops in the head": (then_wait(HEAD), IMPATIENT),
    "stops in the body": (then_wait(HEAD + b"Content-Length: 10\r\n\r\n{"), IMPATIENT),
    "takes longer than all may take": (say_nothing, HURRIED),
}


@IN_ALL_FORMS
@pytest.mark.parametrize("form", SLOW)
async def test_a_backend_that_is_slow(form: str, version: str, suffix: str) -> None:
    said, setting = SLOW[form]
    async with before_script(said, setting=setting) as (front, backend):
        for path, request in (fetch(version, suffix), place(version, suffix)):
            fields = assert_error(await front.ask(request), 504, path=path)
            assert "not known" in str(fields)
    assert count_creates(backend) == 1


BROKEN: dict[str, Reply] = {
    "hangs up": hang_up,
    "closes in the head": then_close(HEAD),
    "closes in the body": then_close(HEAD + b"Content-Length: 100\r\n\r\n{"),
    "closes in a chunk": then_close(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"),
    "garbage for a head": then_close(b"\x16\x03\x01spy\x00\x01\r\n\r\n"),
    "another protocol": then_close(b"SSH-2.0-spy\r\n\r\n"),
    "two lengths": then_close(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
    "switches protocols": then_close(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: spy\r\nConnection: upgrade\r\n\r\n"),
    "HTML": reply(200, b"<html><h1>spy</h1></html>", content_type="text/html"),
    "HTML that says JSON": reply(200, b"<html><h1>spy</h1></html>"),
    "text": reply(200, b"spy", content_type="text/plain"),
    "nothing": reply(200),
    "nothing and no type": reply(200, content_type=None),
    "half of it": reply(200, b'{"sid": "spy", '),
    "a number": reply(200, b"4711"),
    "a list": reply(200, b'["spy"]'),
    "bytes that are no text": reply(200, b"\xff\xfe\x00spy"),
    "too deep": reply(200, b"[" * 5000 + b"]" * 5000),
    "entities": reply(
        200,
        b'<!DOCTYPE a [<!ENTITY b "spy"><!ENTITY c "&b;&b;&b;&b;">]><TwilioResponse><Call><Sid>&c;</Sid></Call></TwilioResponse>',
        content_type="application/xml",
    ),
    "gzip that is none": reply(200, b"spy", "Content-Encoding: gzip"),
    "gzip cut off": reply(200, gzip.compress(b"{}" * 500)[:-9], "Content-Encoding: gzip"),
    "a coding nobody knows": reply(200, b"spy", "Content-Encoding: br"),
}


@IN_ALL_FORMS
@pytest.mark.parametrize("form", BROKEN)
async def test_a_backend_that_talks_nonsense(form: str, version: str, suffix: str) -> None:
    async with before_script(BROKEN[form]) as (front, backend):
        for path, request in (fetch(version, suffix), place(version, suffix)):
            answer = await front.ask(request)
            assert_error(answer, 502, path=path)
            assert b"spy" not in answer.head + answer.body
    assert count_creates(backend) == 1
    assert len(backend.received) <= 3  # a read may be asked for once more


@IN_ALL_FORMS
async def test_a_made_call_whose_answer_is_lost_is_said_to_be_made(version: str, suffix: str) -> None:
    async with before_script(reply(201, b"{", content_type="application/json")) as (front, _):
        path, request = place(version, suffix)
        fields = assert_error(await front.ask(request), 502, path=path)
    assert "did carry out" in str(fields)


ERRORS = {
    "HTML": reply(503, b"<html><h1>spy</h1></html>", content_type="text/html"),
    "text": reply(503, b"spy", content_type="text/plain"),
    "nothing": reply(503, content_type=None),
    "cut off": reply(503, b'{"message": "spy'),
    "gzip": reply(503, gzip.compress(b"<html>spy</html>"), "Content-Encoding: gzip", content_type="text/html"),
}


@IN_ALL_FORMS
@pytest.mark.parametrize("form", ERRORS)
async def test_an_error_nobody_can_read_keeps_its_status_alone(form: str, version: str, suffix: str) -> None:
    async with before_script(ERRORS[form]) as (front, _):
        path, request = fetch(version, suffix)
        answer = await front.ask(request)
    assert_error(answer, 503, path=path)
    assert b"<h1>" not in answer.body


@IN_ALL_FORMS
async def test_a_throttled_caller_is_told_when_to_come_again(version: str, suffix: str) -> None:
    throttled = json_reply({"code": 20429, "message": "Too many requests", "status": 429}, 429, "Retry-After: 7")
    async with before_script(throttled) as (front, backend):
        path, request = place(version, suffix)
        answer = await front.ask(request)
    fields = assert_error(answer, 429, path=path)
    assert answer.get("Retry-After") == "7"
    assert "20429" in fields.values()
    assert len(backend.received) == 1


@IN_ALL_FORMS
@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate"])
async def test_a_coding_nobody_asked_for_is_undone(coding: str, version: str, suffix: str) -> None:
    plain = json.dumps(call_data()).encode()
    body = zlib.compress(plain) if coding == "deflate" else gzip.compress(plain)
    async with before_script(reply(200, body, f"Content-Encoding: {coding}")) as (front, _):
        answer = await front.ask(fetch(version, suffix)[1])
    assert answer.status == 200
    assert SID.encode() in answer.body
    assert answer.get("Content-Encoding") is None


@IN_ALL_FORMS
async def test_an_answer_over_the_limit_is_not_read_to_its_end(version: str, suffix: str) -> None:
    huge = then_close(HEAD + b"Content-Length: 9000\r\n\r\n" + b" " * 9000)
    async with before_script(huge, setting=Setting(limits="{backend_body: 1KiB}")) as (front, _):
        path, request = fetch(version, suffix)
        assert_error(await front.ask(request), 502, path=path)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("version", [OLD, NEW])
async def test_a_connection_that_died_unnoticed_is_no_reason_to_send_twice(method: str, version: str) -> None:
    gone = b"HTTP/1.1 204 No Content\r\n\r\n"
    requests = {
        "POST": place(version, "")[1],
        "DELETE": call("DELETE", f"{version}/Accounts/{ACME.id}/Recordings/RE{SID[2:]}.json"),
    }
    async with before_script(gone if method == "DELETE" else ONE, hang_up) as (front, backend):
        first = await front.ask(requests[method])
        second = await front.ask(requests[method])
    assert first.status < 300
    assert second.status == 502
    assert "not known" in str(error_fields(second))
    assert len(backend.received) == 2
    assert len({number for number, _ in backend.requests}) == 1  # it was the kept connection that died


async def test_a_caller_that_leaves_takes_its_question_with_it() -> None:
    asked = asyncio.Event()

    async def keep_silent(writer: asyncio.StreamWriter) -> None:
        del writer
        asked.set()

    async with before_script(keep_silent) as (front, backend), asyncio.timeout(PATIENCE):
        async with front.connected() as client:
            await client.send(fetch(OLD, "")[1])
            await asked.wait()
        await backend.closed.wait()
    assert len(backend.received) == 1


HERE = f"/Accounts/{ACME.id}/Calls/{SID}"
REDIRECTS = {
    "a path": (f"{NEW}/Accounts/{ACME_BEHIND.id}/Calls/{SID}.json?a=b", "{public}{version}" + HERE + "{suffix}?a=b"),
    "its own URL": ("{endpoint}" + f"{NEW}/Accounts/{ACME_BEHIND.id}/Calls/{SID}", "{public}{version}" + HERE + "{suffix}"),
    "elsewhere": ("https://files.example/x?y=z", "https://files.example/x?y=z"),
}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("form", REDIRECTS)
@IN_ALL_FORMS
async def test_a_redirect_is_the_callers_to_follow(form: str, status: int, version: str, suffix: str) -> None:
    given, expected = REDIRECTS[form]
    async with before_script(ONE) as (front, backend):
        location = given.format(endpoint=backend.endpoint)
        backend.replies = [reply(status, b"", f"Location: {location}", content_type=None)]
        answer = await front.ask(fetch(version, suffix)[1])
    assert answer.status == status
    assert answer.get("Location") == expected.format(public=PUBLIC_URL, version=version, suffix=suffix)
    assert len(backend.received) == 1


@IN_ALL_FORMS
async def test_urls_in_a_body_lead_to_the_gateway(version: str, suffix: str) -> None:
    recording = "RE00000000000000000000000000000001"
    behind = f"/Accounts/{ACME_BEHIND.id}/Recordings/{recording}"
    async with before_script(ONE) as (front, backend):
        notification = {
            "sid": "TR00000000000000000000000000000001",
            "account_sid": ACME_BEHIND.id,
            "recording_sid": recording,
            "transcription_text": "hello",
            "uri": f"{NEW}/Accounts/{ACME_BEHIND.id}/Transcriptions/TR1.json",
            "recording_url": f"{backend.endpoint}{NEW}{behind}",
            "media_url": f"{backend.endpoint}{NEW}{behind}.wav",
            "subresource_uris": {"recordings": f"{NEW}{behind}.json"},
        }
        backend.replies = [json_reply(notification)]
        for name in ("Transcriptions/TR1", f"Recordings/{recording}.xml"):
            path = f"{version}/Accounts/{ACME.id}/{name}{suffix if 'RE' not in name else ''}"
            answer = await front.ask(call("GET", path))  # which looks for the backend's host and ids
            assert answer.status == 200


@IN_ALL_FORMS
async def test_a_fetch_that_is_answered_with_nothing_at_all(version: str, suffix: str) -> None:
    """204 is no answer to a GET of a thing: a caller cannot read its absence."""
    async with before_script(b"HTTP/1.1 204 No Content\r\n\r\n") as (front, _):
        path, request = fetch(version, suffix)
        answer = await front.ask(request)
    assert_error(answer, 502, path=path)


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_a_read_is_asked_for_again_where_the_kept_connection_had_died(version: str) -> None:
    _, request = fetch(version, "")
    async with before_script(ONE, hang_up, ONE) as (front, backend):
        answers = [await front.ask(request) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert [number for number, _ in backend.requests] == [1, 1, 2]
