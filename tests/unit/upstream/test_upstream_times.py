"""How long each phase of an answer may take, and that what never ends is ended."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry
from gateway.upstream import Timeouts
from tests.unit.upstream.raw_backend import PATIENCE, Reply, keep_silent, lie_idle, say_nothing, serving, then_wait, upstream_to
from tests.unit.upstream.test_upstream_answers import GET, TIMED_OUT, UNREADABLE, ask, fail


@pytest.mark.parametrize(
    ("begin", "forever"),
    [
        (b"HTTP/1.1 200 ", b"O" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 50),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"x" * 1000),
        (b"", b"\xff" * 1000),
    ],
    ids=["reason", "fields", "value", "name", "nothing known"],
)
async def test_a_head_without_end_is_unreadable_within_the_limits(begin: bytes, forever: bytes) -> None:
    async def send_without_end(writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while not writer.is_closing():
            writer.write(forever)
            await writer.drain()

    assert await fail(send_without_end) == UNREADABLE


@pytest.mark.parametrize(
    "forever",
    [
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y",
    ],
    ids=["interim answers", "trailer", "chunk extension"],
)
async def test_what_has_no_end_elsewhere_ends_in_time(forever: bytes) -> None:
    part = forever[-6:] if b"chunked" in forever else forever

    async def send_without_end(writer: asyncio.StreamWriter) -> None:
        writer.write(forever)
        while not writer.is_closing():
            writer.write(part * 100)
            await writer.drain()

    tracemalloc.start()
    try:
        assert await fail(send_without_end, timeouts=Timeouts(5, 5, 5, 1)) in (UNREADABLE, TIMED_OUT)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


async def test_connect_has_its_own_time() -> None:
    hasty = Timeouts(0.05, PATIENCE, PATIENCE, PATIENCE)
    async with serving(keep_silent) as port, upstream_to(f"https://localhost:{port}", timeouts=hasty) as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(GET)
    assert (raised.value.problem.kind, raised.value.problem.status, raised.value.problem.retry) == (
        ProblemKind.BACKEND_TIMED_OUT,
        504,
        Retry.IF_UNSENT,
    )


async def test_the_first_byte_has_its_own_time() -> None:
    assert await fail(say_nothing, timeouts=Timeouts(PATIENCE, 0.05, PATIENCE, PATIENCE)) == TIMED_OUT


@pytest.mark.parametrize(
    "begun",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"H",
    ],
    ids=["body", "before a chunk", "head", "after an interim answer", "status line"],
)
async def test_an_answer_that_stalls_has_a_time_of_its_own(begun: bytes) -> None:
    assert await fail(then_wait(begun), timeouts=Timeouts(PATIENCE, PATIENCE, 0.05, PATIENCE)) == TIMED_OUT


async def test_an_answer_that_has_begun_has_no_longer_the_time_of_a_first_byte() -> None:
    async def send_halves(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        await lie_idle(0.4)
        writer.write(b"cd")

    answer = await ask(send_halves, timeouts=Timeouts(PATIENCE, 0.2, PATIENCE, PATIENCE))
    assert answer.body == b"abcd"


@pytest.mark.parametrize(
    "reply", [say_nothing, then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")], ids=["head", "body"]
)
async def test_all_of_it_has_its_own_time(reply: Reply) -> None:
    assert await fail(reply, timeouts=Timeouts(PATIENCE, PATIENCE, PATIENCE, 0.05)) == TIMED_OUT
