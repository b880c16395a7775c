"""Recordings through a whole gateway: sound is passed on as it arrives, in parts where asked, and to whom 2008 gave it."""

from __future__ import annotations

import asyncio
import gzip
import io
import wave
from contextlib import AsyncExitStack

import pytest

from gateway.codecs.basic import write_basic
from tests.unit.upstream.raw_backend import serving, then_close
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    ACME_SUB,
    ACME_SUB_BEHIND,
    GLOBEX,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_sandbox,
    before_script,
    call,
    call_data,
    gateway_to,
    json_reply,
    reply,
)
from tests.wire.listening import PATIENCE

RE = "RE00000000000000000000000000000001"
SOUND = bytes(range(256)) * 4
WAV = reply(200, SOUND, "Accept-Ranges: bytes", 'ETag: "v1"', "Set-Cookie: spy=1", "Server: spy", content_type="audio/x-wav")
BOTH = pytest.mark.parametrize("version", [OLD, NEW])
CLOSED = Setting(options="{public_recordings: false}")


def path_of(version: str, suffix: str = "", account: str = ACME.id) -> str:
    return f"{version}/Accounts/{account}/Recordings/{RE}{suffix}"


@BOTH
async def test_the_sandboxes_recording_arrives_as_a_wave_file(version: str) -> None:
    async with before_sandbox() as front:
        listed = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}/Recordings.csv"))
        sid = next(cell for cell in listed.body.decode().replace("\n", ",").split(",") if cell.startswith("RE"))
        answers = [await front.ask(call("GET", path_of(version, suffix).replace(RE, sid))) for suffix in ("", ".wav", ".mp3")]
    assert [answer.status for answer in answers] == [200] * 3
    assert [answer.get("Content-Type") for answer in answers] == ["audio/x-wav", "audio/x-wav", "audio/mpeg"]
    with wave.open(io.BytesIO(answers[0].body)) as sound:
        assert sound.getnframes() > 0
    assert answers[1].body == answers[0].body != answers[2].body


@pytest.mark.parametrize("suffix", ["", ".wav", ".mp3"])
@BOTH
async def test_sound_is_passed_on_byte_for_byte(version: str, suffix: str) -> None:
    async with before_script(WAV) as (front, backend):
        answer = await front.ask(call("GET", path_of(version, suffix)))
    assert answer.body == SOUND
    assert (answer.get("Content-Type"), answer.get("ETag"), answer.get("Accept-Ranges")) == ("audio/x-wav", '"v1"', "bytes")
    assert b"spy" not in answer.head
    (request,) = backend.received
    assert request.startswith(f"GET {NEW}/Accounts/{ACME_BEHIND.id}/Recordings/{RE}{suffix} HTTP/1.1\r\n".encode())
    assert "Accept: */*" in backend.fields()


@BOTH
async def test_a_part_of_it_may_be_asked_for(version: str) -> None:
    part = reply(206, SOUND[2:6], f"Content-Range: bytes 2-5/{len(SOUND)}", content_type="audio/x-wav")
    async with before_script(part) as (front, backend):
        answer = await front.ask(call("GET", path_of(version, ".wav"), "Range: bytes=2-5", 'If-Range: "v1"'))
    assert (answer.status, answer.body) == (206, SOUND[2:6])
    assert answer.get("Content-Range") == f"bytes 2-5/{len(SOUND)}"
    assert {"Range: bytes=2-5", 'If-Range: "v1"'} <= set(backend.fields())


@BOTH
async def test_a_copy_the_caller_has_is_not_sent_again(version: str) -> None:
    async with (
        before_script(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n') as (front, backend),
        front.connected() as client,
    ):
        await client.send(call("GET", path_of(version, ".wav"), 'If-None-Match: "v1"'))
        answer = await client.read_response(has_body=False)
    assert answer.status == 304
    assert 'If-None-Match: "v1"' in backend.fields()


async def test_sound_reaches_the_caller_while_the_backend_still_speaks() -> None:
    go_on = asyncio.Event()

    async def speak_slowly(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        await go_on.wait()
        writer.write(b"6\r\nsecond\r\n0\r\n\r\n")

    async with before_script(speak_slowly) as (front, _), front.connected() as client:
        await client.send(call("GET", path_of(OLD)))
        head = await client.read_head()
        async with asyncio.timeout(PATIENCE):
            assert await client.reader.readexactly(len(b"5\r\nfirst\r\n")) == b"5\r\nfirst\r\n"
            go_on.set()
            assert await client.read_chunks() == b"second"
    assert b"Content-Length" not in head


@pytest.mark.parametrize("framing", [b"Content-Length: 100\r\n\r\nbegin", b"Transfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n"])
async def test_sound_that_breaks_off_is_not_taken_for_whole(framing: bytes) -> None:
    broken = then_close(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\n" + framing)
    async with before_script(broken) as (front, _), front.connected() as client:
        await client.send(call("GET", path_of(OLD)))
        await client.read_head()
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.reader.readexactly(100)


@pytest.mark.parametrize("suffix", ["", ".wav", ".mp3"])
async def test_in_2008_the_sound_is_everybodys(suffix: str) -> None:
    async with before_script(WAV) as (front, backend):
        answer = await front.ask(call("GET", path_of(OLD, suffix), caller=None))
        below = await front.ask(call("GET", path_of(OLD, suffix, ACME_SUB), caller=None))
    assert (answer.status, answer.body, below.status) == (200, SOUND, 200)
    one, two = backend.received
    # the backend may not be that generous: it is asked in the owner's name
    assert write_basic(ACME_BEHIND).encode() in one
    assert f"/Accounts/{ACME_SUB_BEHIND}/".encode() in two


@pytest.mark.parametrize(
    ("method", "path", "setting"),
    [
        ("GET", path_of(NEW), Setting()),
        ("GET", path_of(NEW, ".wav"), Setting()),
        ("GET", path_of(OLD, ".wav"), CLOSED),
        ("GET", path_of(OLD), CLOSED),
        ("GET", path_of(OLD, ".xml"), Setting()),
        ("GET", path_of(OLD, ".json"), Setting()),
        ("DELETE", path_of(OLD), Setting()),
        ("POST", path_of(OLD) + "?_method=DELETE", Setting()),
        ("GET", f"{OLD}/Accounts/{ACME.id}/Recordings", Setting()),
        ("GET", path_of(OLD, account="ACcccccccccccccccccccccccccccccccc"), Setting()),
        ("GET", path_of(OLD, account=ACME_BEHIND.id), Setting()),
    ],
    ids=lambda value: value if isinstance(value, str) else value.policy[:8],
)
async def test_anything_else_needs_credentials(method: str, path: str, setting: Setting) -> None:
    async with before_script(WAV, setting=setting) as (front, backend), front.connected() as client:
        await client.send(call(method, path, caller=None))
        answer = await client.read_response()
    assert_error(answer, 401, path=path)
    assert backend.received == []


@BOTH
async def test_wrong_credentials_do_not_open_what_none_would(version: str) -> None:
    async with before_script(WAV) as (front, backend):
        foreign = await front.ask(call("GET", path_of(version, ".wav"), caller=GLOBEX))
    assert_error(foreign, 401, path=version)
    assert backend.received == []


@BOTH
async def test_a_recording_that_is_not_there_is_an_error_of_the_dialect(version: str) -> None:
    async with before_sandbox() as front:
        for suffix in ("", ".wav", ".mp3"):
            assert_error(await front.ask(call("GET", path_of(version, suffix))), 404, path=path_of(version, suffix))
    async with gateway_to("http://127.0.0.1:1") as front:
        assert_error(await front.ask(call("GET", path_of(version, ".wav"))), 502, path=version)


@BOTH
async def test_a_head_brings_no_sound_and_leaves_the_connection_whole(version: str) -> None:
    async with before_script(WAV) as (front, _), front.connected() as client:
        await client.send(call("HEAD", path_of(version, ".wav")))
        head = await client.read_response(has_body=False)
        await client.send(call("GET", path_of(version, ".wav")))
        get = await client.read_response()
    assert (head.status, head.get("Content-Type"), get.body) == (200, "audio/x-wav", SOUND)


@BOTH
async def test_the_length_the_backend_told_is_told(version: str) -> None:
    """Players of any age show how far they are by it, and HTTP/1.0 knows the end of a body by it."""
    async with before_script(WAV) as (front, _):
        answer = await front.ask(call("GET", path_of(version, ".wav")))
    assert answer.get("Content-Length") == str(len(SOUND))


@BOTH
async def test_a_coding_nobody_asked_for_is_named_or_undone(version: str) -> None:
    coded = reply(200, gzip.compress(SOUND), "Content-Encoding: gzip", content_type="audio/x-wav")
    async with before_script(coded) as (front, _):
        answer = await front.ask(call("GET", path_of(version, ".wav")))
    body = gzip.decompress(answer.body) if answer.get("Content-Encoding") == "gzip" else answer.body
    assert body == SOUND


async def test_slow_listeners_keep_nobody_from_reading() -> None:
    """Of the same dialect on both sides, where what is large passes as it comes too."""
    stop = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"/Recordings/" not in await reader.readuntil(b"\r\n\r\n"):
            writer.write(json_reply(call_data()))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 1000000\r\n\r\nRIFF")
        await stop.wait()

    setting = Setting(credentials="passthrough", connections=2, timeouts="{connect: 1s, first_byte: 5s, total: 10s}")
    async with serving(serve) as port, gateway_to(f"http://127.0.0.1:{port}", setting) as front, AsyncExitStack() as stack:
        for _ in range(2):
            listener = await stack.enter_async_context(front.connected())
            await listener.send(call("GET", path_of(NEW)))
            assert b" 200 " in await listener.read_head()
        for _ in range(3):
            answer = await front.ask(call("GET", f"{NEW}/Accounts/{GLOBEX.id}/Calls/{SID}.json", caller=GLOBEX))
            assert answer.status == 200
        stop.set()
