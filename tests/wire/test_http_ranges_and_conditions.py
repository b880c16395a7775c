"""Parts and stored copies: a range, a tag and a date belong to bytes. A translated answer has other bytes than the backend's."""

from __future__ import annotations

import pytest

from gateway.model import ProblemRaised
from gateway.unasked import refuse_unasked
from gateway.wire import Headers, WireRequest, WireResponse
from tests.wire.gateway_running import call_data, json_reply, reply
from tests.wire.http_running import (
    CALLER,
    DIALECTS,
    ENVELOPE,
    MODERN,
    OLD,
    RESTCOMM,
    Setting,
    ask,
    assert_refused,
    before_script,
    change,
    sound,
    thing,
    told,
)
from tests.wire.listening import as_stream

LAST = "Sun, 06 Nov 1994 08:49:37 GMT"
VALIDATORS = (
    'ETag: "v1"',
    f"Last-Modified: {LAST}",
    "Accept-Ranges: bytes",
    "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
    "Digest: sha-256=4REjxQ4yrqUVicfSKYNO/cF9zNj5ANbzgDZt3/h3Qxo=",
    "Content-Digest: sha-256=:4REjxQ4yrqUVicfSKYNO/cF9zNj5ANbzgDZt3/h3Qxo=:",
    "Repr-Digest: sha-256=:4REjxQ4yrqUVicfSKYNO/cF9zNj5ANbzgDZt3/h3Qxo=:",
    "Content-Location: /elsewhere",
)
ONE = json_reply(call_data(account_sid=CALLER.id), 200, *VALIDATORS)
CONDITIONS = ['If-None-Match: "v1"', f"If-Modified-Since: {LAST}", 'If-Match: "v1"', f"If-Unmodified-Since: {LAST}"]
RANGES = ["Range: bytes=2-5", 'If-Range: "v1"']
TRANSLATED = (OLD, RESTCOMM, ENVELOPE)
SOUNDING = (OLD, MODERN, RESTCOMM)
SOUND = bytes(range(256))
NOT_MODIFIED = f'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nLast-Modified: {LAST}\r\nCache-Control: max-age=60\r\n\r\n'.encode()


def name_of(field: str) -> str:
    return field.partition(":")[0]


@pytest.mark.parametrize("field", [*CONDITIONS, *RANGES], ids=name_of)
@pytest.mark.parametrize("dialect", TRANSLATED)
async def test_for_an_answer_that_is_translated_the_backend_is_asked_for_the_whole(dialect: str, field: str) -> None:
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(ask("GET", thing(dialect), field))
    assert answer.status == 200
    assert told(backend, name_of(field)) == []


@pytest.mark.parametrize("field", VALIDATORS, ids=name_of)
@pytest.mark.parametrize("dialect", TRANSLATED)
async def test_a_translated_answer_says_nothing_of_the_bytes_it_was_made_from(dialect: str, field: str) -> None:
    async with before_script(ONE) as (front, _):
        answer = await front.ask(ask("GET", thing(dialect)))
    assert answer.status == 200
    assert name_of(field).lower() not in {name.lower() for name, _ in answer.fields}


@pytest.mark.parametrize("fields", [(), ('If-None-Match: "v1"',)], ids=["plain", "conditional"])
@pytest.mark.parametrize("dialect", TRANSLATED)
async def test_no_translated_answer_is_a_304(dialect: str, fields: tuple[str, ...]) -> None:
    """The backend was told of no copy; whose it means is nobody's guess."""
    async with before_script(NOT_MODIFIED) as (front, _):
        answer = await front.ask(ask("GET", thing(dialect), *fields))
    assert_refused(dialect, answer, 502, 500)


@pytest.mark.parametrize("fields", [(), ("Range: bytes=0-9",)], ids=["plain", "range"])
@pytest.mark.parametrize("dialect", TRANSLATED)
async def test_a_part_is_not_translated_as_if_it_were_the_whole(dialect: str, fields: tuple[str, ...]) -> None:
    part = json_reply(call_data(account_sid=CALLER.id), 206, "Content-Range: bytes 0-9/1000")
    async with before_script(part) as (front, _):
        answer = await front.ask(ask("GET", thing(dialect), *fields))
    assert_refused(dialect, answer, 502, 500)


@pytest.mark.parametrize("field", CONDITIONS, ids=name_of)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_what_is_to_be_done_only_if_is_not_done_anyway(dialect: str, field: str) -> None:
    """A condition on a change is about the state there, not about bytes: it goes on, or the change would lose its "only if"."""
    failed = json_reply({"code": 20412, "message": "Precondition failed", "status": 412}, 412)
    async with before_script(failed) as (front, backend):
        answer = await front.ask(change(dialect, field))
    assert told(backend, name_of(field)) == [field.partition(": ")[2]]
    assert_refused(dialect, answer, 412, 400)


async def test_an_answer_that_passes_unread_keeps_what_is_said_of_its_bytes() -> None:
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(ask("GET", thing(MODERN, ".json")))
    assert (answer.get("ETag"), answer.get("Last-Modified")) == ('"v1"', LAST)
    assert answer.body == ONE.partition(b"\r\n\r\n")[2]
    assert len(backend.received) == 1


@pytest.mark.parametrize("field", CONDITIONS[:2], ids=name_of)
async def test_a_copy_of_an_unread_answer_is_not_sent_again(field: str) -> None:
    async with before_script(NOT_MODIFIED, ONE) as (front, backend), front.connected() as client:
        await client.send(ask("GET", thing(MODERN, ".json"), field))
        answer = await client.read_response(has_body=False)
        await client.send(ask("GET", thing(MODERN, ".json")))
        again = await client.read_response()
    assert (answer.status, answer.get("ETag"), answer.get("Cache-Control")) == (304, '"v1"', "max-age=60")
    assert again.status == 200
    assert told(backend, name_of(field), 0) == [field.partition(": ")[2]]


@pytest.mark.parametrize("field", RANGES, ids=name_of)
async def test_a_part_of_an_unread_document_is_not_asked_for(field: str) -> None:
    """A server may answer with the whole, and the whole can still be read where it turns out that it must be."""
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(ask("GET", thing(MODERN, ".json"), field))
    assert answer.status == 200
    assert told(backend, name_of(field)) == []


@pytest.mark.parametrize("dialect", SOUNDING)
async def test_a_sound_comes_in_parts_where_asked(dialect: str) -> None:
    part = reply(
        206,
        SOUND[2:6],
        f"Content-Range: bytes 2-5/{len(SOUND)}",
        'ETag: "v1"',
        "Accept-Ranges: bytes",
        content_type="audio/x-wav",
    )
    async with before_script(part) as (front, backend):
        answer = await front.ask(ask("GET", sound(dialect), *RANGES))
    assert (answer.status, answer.body, answer.get("Content-Range")) == (206, SOUND[2:6], f"bytes 2-5/{len(SOUND)}")
    assert (answer.get("ETag"), answer.get("Accept-Ranges")) == ('"v1"', "bytes")
    assert told(backend, "Range") == ["bytes=2-5"]
    assert told(backend, "If-Range") == ['"v1"']


@pytest.mark.parametrize("dialect", SOUNDING)
async def test_several_parts_of_a_sound_come_as_the_backend_sent_them(dialect: str) -> None:
    body = b"--x\r\nContent-Range: bytes 0-1/9\r\n\r\nab\r\n--x\r\nContent-Range: bytes 5-6/9\r\n\r\nfg\r\n--x--\r\n"
    parts = reply(206, body, content_type="multipart/byteranges; boundary=x")
    async with before_script(parts) as (front, _):
        answer = await front.ask(ask("GET", sound(dialect), "Range: bytes=0-1,5-6"))
    assert (answer.status, answer.body, answer.get("Content-Type")) == (206, body, "multipart/byteranges; boundary=x")


@pytest.mark.parametrize("dialect", SOUNDING)
async def test_a_range_that_is_not_there_is_an_error_of_the_dialect(dialect: str) -> None:
    beyond = reply(416, b"", "Content-Range: bytes */256", content_type=None)
    async with before_script(beyond) as (front, _):
        answer = await front.ask(ask("GET", sound(dialect), "Range: bytes=999-"))
    assert_refused(dialect, answer, 416, 400)


@pytest.mark.parametrize("field", CONDITIONS[:2], ids=name_of)
@pytest.mark.parametrize("dialect", SOUNDING)
async def test_a_copy_of_a_sound_is_not_sent_again(dialect: str, field: str) -> None:
    async with before_script(NOT_MODIFIED) as (front, backend), front.connected() as client:
        await client.send(ask("GET", sound(dialect), field))
        answer = await client.read_response(has_body=False)
    assert (answer.status, answer.get("ETag"), answer.get("Last-Modified")) == (304, '"v1"', LAST)
    assert told(backend, name_of(field)) == [field.partition(": ")[2]]


@pytest.mark.parametrize("dialect", SOUNDING)
@pytest.mark.parametrize("status", [304, 206])
async def test_nothing_partial_is_made_of_a_plain_request_for_a_sound(dialect: str, status: int) -> None:
    body = b"" if status == 304 else SOUND[:4]
    async with before_script(reply(status, body, content_type="audio/x-wav")) as (front, _):
        answer = await front.ask(ask("GET", sound(dialect)))
    assert_refused(dialect, answer, 502)


MEDIA = "/v1/media/00000000-0000-0000-0000-000000000001?media=wav"
ENVELOPES = Setting(behind=ENVELOPE)


async def test_a_file_of_the_envelope_comes_in_parts_too() -> None:
    part = reply(206, SOUND[2:6], f"Content-Range: bytes 2-5/{len(SOUND)}", content_type="audio/x-wav")
    async with before_script(part, setting=ENVELOPES) as (front, backend):
        answer = await front.ask(ask("GET", MEDIA, "Range: bytes=2-5"))
    assert told(backend, "Range") == ["bytes=2-5"]
    assert (answer.status, answer.body, answer.get("Content-Range")) == (206, SOUND[2:6], f"bytes 2-5/{len(SOUND)}")


async def test_a_copy_of_a_file_of_the_envelope_is_not_sent_again() -> None:
    async with before_script(NOT_MODIFIED, setting=ENVELOPES) as (front, _), front.connected() as client:
        await client.send(ask("GET", MEDIA, 'If-None-Match: "v1"'))
        answer = await client.read_response(has_body=False)
    assert (answer.status, answer.get("ETag")) == (304, '"v1"')


@pytest.mark.parametrize(
    ("status", "field"),
    [(304, None), (304, "Range"), (304, "If-Match"), (206, None), (206, "If-None-Match"), (206, "If-Range")],
)
async def test_an_answer_nothing_asked_for_is_refused(status: int, field: str | None) -> None:
    asked = WireRequest("GET", "/", Headers([(field, "x")] if field else []))
    stream = as_stream([b"part"])
    with pytest.raises(ProblemRaised) as raised:
        await refuse_unasked(WireResponse(status, stream=stream), asked)
    assert raised.value.problem.status == 502
    assert stream.closed.is_set()


@pytest.mark.parametrize(
    ("status", "field"),
    [(304, "If-None-Match"), (304, "if-modified-since"), (206, "Range"), (200, "Range"), (412, "X"), (416, "X")],
)
async def test_an_answer_that_was_asked_for_is_not(status: int, field: str) -> None:
    await refuse_unasked(WireResponse(status), WireRequest("GET", "/", Headers([(field, "x")])))
