"""Callers that take an answer slowly or not at all: a stream lets go of its backend after a while, a patient one is served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.server import ListenerLimits
from gateway.wire import Headers, WireRequest, WireResponse
from tests.wire.listening import PATIENCE, connected, listening

PIECE = b"x" * 65_536


class Endless:
    """A recording without an end. It remembers whether it was let go of."""

    def __init__(self, pieces: int = 10**9) -> None:
        self.pieces = pieces
        self.closed = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.pieces):
            yield PIECE

    async def aclose(self) -> None:
        self.closed.set()


def playing(stream: Endless, length: int | None = None) -> WireResponse:
    fields = [("Content-Type", "audio/x-wav")]
    return WireResponse(200, Headers(fields + ([("Content-Length", str(length))] if length else [])), stream=stream)


@pytest.mark.parametrize("length", [None, 10**12])
async def test_a_caller_that_takes_nothing_is_given_up(length: int | None) -> None:
    stream = Endless()

    async def handle(_: WireRequest) -> WireResponse:
        return playing(stream, length)

    async with listening(handle, limits=ListenerLimits(stall_seconds=0.05)) as listener, connected(listener) as client:
        await client.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            await stream.closed.wait()


async def test_a_caller_that_goes_on_taking_gets_all_of_it() -> None:
    stream = Endless(pieces=200)

    async def handle(_: WireRequest) -> WireResponse:
        return playing(stream)

    async with listening(handle, limits=ListenerLimits(stall_seconds=1.0)) as listener, connected(listener) as client:
        await client.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        response = await client.read_response()
    assert len(response.body) == 200 * len(PIECE)
    assert stream.closed.is_set()
