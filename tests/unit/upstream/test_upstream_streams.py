"""Answers whose body is passed on as it arrives: unread, in time of their own, and never a broken one for a whole."""

from __future__ import annotations

import asyncio

import pytest

from gateway.model import ProblemKind, ProblemRaised
from gateway.upstream import BreakerLimits, BreakerState, Timeouts
from gateway.wire import BegunStream, Headers, WireResponse
from tests.unit.upstream.raw_backend import OK, PATIENCE, Reply, backend_with, lie_idle, then_close, then_wait, upstream_to
from tests.unit.upstream.recorder import Recorder
from tests.unit.upstream.test_upstream_answers import GET, TEXT, pack


async def read_stream(answer: WireResponse) -> bytes:
    assert answer.stream is not None
    try:
        return b"".join([piece async for piece in answer.stream])
    finally:
        await answer.stream.aclose()


async def test_a_stream_brings_the_body_as_the_backend_coded_it() -> None:
    body = pack(TEXT)
    reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    async with backend_with(reply) as backend, upstream_to(backend.endpoint, body_limit=1) as upstream:
        for _ in range(2):
            answer = await upstream.send(GET, stream=0)
            assert answer.headers == Headers([("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))])
            assert await read_stream(answer) == body
    assert [number for number, _ in backend.requests] == [1, 1]


async def test_a_stream_is_not_bound_by_the_total_time() -> None:
    gate = asyncio.Event()

    async def send_halves(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        await gate.wait()
        writer.write(b"cd")

    async with (
        backend_with(send_halves) as backend,
        upstream_to(backend.endpoint, timeouts=Timeouts(5, 5, PATIENCE, 0.3)) as upstream,
    ):
        answer = await upstream.send(GET, stream=0)
        asyncio.get_running_loop().call_later(0.4, gate.set)
        assert await read_stream(answer) == b"abcd"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), ProblemKind.BACKEND_UNREADABLE),
        (then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), ProblemKind.BACKEND_UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", ProblemKind.BACKEND_UNREADABLE),
        (then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), ProblemKind.BACKEND_TIMED_OUT),
    ],
)
async def test_a_stream_that_breaks_raises_a_problem(reply: Reply, kind: ProblemKind) -> None:
    async with backend_with(reply) as backend, upstream_to(backend.endpoint, timeouts=Timeouts(5, 5, 0.1, 5)) as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await read_stream(await upstream.send(GET, stream=0))
    assert raised.value.problem.kind is kind


async def test_a_stream_that_is_read_whole_is_bound_by_the_time_of_its_call() -> None:
    stop = asyncio.Event()

    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 100)
        while not (stop.is_set() or writer.is_closing()):
            writer.write(b"x")
            await lie_idle(0.05)

    nervous, events = BreakerLimits(failures=1, within=60, open=60), Recorder()
    async with (
        backend_with(trickle) as backend,
        upstream_to(backend.endpoint, timeouts=Timeouts(5, 5, PATIENCE, 0.5), breaker=nervous, events=events) as upstream,
        asyncio.timeout(PATIENCE),
    ):
        answer = await upstream.send(GET, stream=10)
        assert isinstance(answer.stream, BegunStream)
        with pytest.raises(ProblemRaised) as raised:
            await answer.stream.read()
        stop.set()
        assert [(state.breaker, state.busy) for state in upstream.states()] == [(BreakerState.CLOSED, 0)]
    assert (raised.value.problem.kind, raised.value.problem.status) == (ProblemKind.BACKEND_TIMED_OUT, 504)
    assert events.failures == ["backend_timed_out"]


async def test_a_stream_given_up_closes_its_connection() -> None:
    async with (
        backend_with(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", OK) as backend,
        upstream_to(backend.endpoint) as upstream,
    ):
        answer = await upstream.send(GET, stream=0)
        assert answer.stream is not None
        await answer.stream.aclose()
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)
        assert (await upstream.send(GET)).body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 2]
