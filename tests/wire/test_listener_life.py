"""How a listener starts, and how it ends without dropping what has begun."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from gateway.wire import Headers, WireRequest, WireResponse
from tests.wire.listening import PATIENCE, PieceStream, Recorder, answer_ok, connected, listening, request_bytes

START = """
import asyncio
from gateway.server import ListenerLimits, ParserMissing, start_listener

async def start():
    await start_listener(bind="127.0.0.1", port=0, handle=None, refuse=None, limits=ListenerLimits(), new_request_id=str)

try:
    asyncio.run(start())
except ParserMissing as error:
    print(error)
"""


class Gate:
    """A pipeline that answers when it is opened."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.open = asyncio.Event()

    async def handle(self, request: WireRequest) -> WireResponse:
        self.began.set()
        await self.open.wait()
        return answer_ok(request)


def test_it_does_not_start_without_the_compiled_parser() -> None:
    environment = {**os.environ, "AIOHTTP_NO_EXTENSIONS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert "AIOHTTP_NO_EXTENSIONS" in done.stdout


async def test_an_idle_connection_that_stays_silent_is_closed() -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as used:
        await used.send(request_bytes("GET / HTTP/1.1"))
        await used.read_response()
        await listener.close(PATIENCE)
        assert await used.read_to_end() == b""


@pytest.mark.parametrize("used", [False, True])
async def test_an_idle_connection_may_still_say_its_last_word(used: bool) -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as quick, connected(listener) as silent:
        if used:
            await quick.send(request_bytes("GET / HTTP/1.1"))
            await quick.read_response()
        closing = asyncio.create_task(listener.close(PATIENCE))
        for _ in range(10):  # turns in which its close sees all connections there are
            await asyncio.sleep(0)
        await quick.send(request_bytes("GET / HTTP/1.1"))
        answered = await quick.read_response()
        assert (answered.status, answered.get("Connection")) == (200, "close")
        assert await silent.read_to_end() == b""
        await closing


async def test_what_has_begun_is_answered_and_the_caller_told_to_go() -> None:
    gate = Gate()
    async with listening(gate.handle) as listener, connected(listener) as client:
        await client.send(request_bytes("GET / HTTP/1.1"))
        await gate.began.wait()
        closing = asyncio.create_task(listener.close(PATIENCE))
        await asyncio.sleep(0)
        gate.open.set()
        assert (await client.read_response()).get("Connection") == "close"
        assert await client.read_to_end() == b""
        await closing


async def test_an_answer_half_sent_is_finished_and_the_connection_closed() -> None:
    opened = asyncio.Event()

    class Halves(PieceStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"ab"
            await opened.wait()
            yield b"cd"

    recorder = Recorder(lambda _: WireResponse(200, Headers([("Content-Length", "4")]), stream=Halves([])))
    async with listening(recorder.handle) as listener, connected(listener) as client:
        await client.send(request_bytes("GET / HTTP/1.1"))
        assert b"Connection" not in await client.read_head()
        closing = asyncio.create_task(listener.close(PATIENCE))
        await asyncio.sleep(0)
        opened.set()
        assert await client.read_to_end() == b"abcd"
        await asyncio.wait_for(closing, PATIENCE / 2)


@pytest.mark.parametrize(
    "begun", [b"PO", b"POST / HTTP/1.1\r\nHost: h\r\n", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na"]
)
async def test_a_request_half_sent_may_be_finished(begun: bytes) -> None:
    whole = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
    whole = whole if whole.startswith(begun) else b"POST / HTTP/1.1\r\nHost: h\r\n\r\n"
    recorder = Recorder()
    async with listening(recorder.handle) as listener, connected(listener) as other, connected(listener) as client:
        await client.send(begun)
        await other.send(request_bytes("GET / HTTP/1.1"))
        await other.read_response()  # now the listener has seen what has begun
        closing = asyncio.create_task(listener.close(PATIENCE))
        assert await other.read_to_end() == b""
        await client.send(whole[len(begun) :])
        assert (await client.read_response()).status == 200
        await closing
    assert recorder.seen[-1].method == "POST"


async def test_after_the_grace_it_is_cut_off() -> None:
    gate = Gate()
    async with listening(gate.handle) as listener, connected(listener) as client:
        await client.send(request_bytes("GET / HTTP/1.1"))
        await gate.began.wait()
        await listener.close(0.01)
        assert await client.read_to_end() == b""


async def test_a_closed_listener_takes_no_connection() -> None:
    async with listening(Recorder().handle) as listener:
        port = listener.port
        await listener.close(PATIENCE)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
