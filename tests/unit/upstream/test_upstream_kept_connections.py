"""Kept connections that die: found out before use where that can be, survived by what reads, never a reason to send twice."""

from __future__ import annotations

import asyncio
import socket

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry
from gateway.upstream import BreakerLimits, BreakerState, Retries
from gateway.wire import Headers, WireRequest, WireResponse
from tests.unit.upstream.raw_backend import (
    OK,
    PATIENCE,
    Reply,
    backend_with,
    hang_up,
    say_nothing,
    serving,
    then_close,
    upstream_to,
)
from tests.unit.upstream.recorder import Recorder

READ = WireRequest("GET", "/read")
CREATE = WireRequest("POST", "/create", Headers(), b"To=x")
NERVOUS = BreakerLimits(failures=1, within=60, open=60)


def keep(into: list[asyncio.StreamWriter]) -> Reply:
    """Answers, and keeps the connection's other end at hand."""

    async def answer_and_keep(writer: asyncio.StreamWriter) -> None:
        into.append(writer)
        writer.write(OK)

    return answer_and_keep


@pytest.mark.parametrize("rest", [b"", b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"])
@pytest.mark.parametrize("body", [b"", b"To=x"])
async def test_a_connection_that_died_just_now_is_not_used(rest: bytes, body: bytes) -> None:
    """The end has arrived and the event loop has not seen it yet: between here and the request it has no turn."""
    ends: list[asyncio.StreamWriter] = []
    async with backend_with(keep(ends), OK) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        await upstream.send(READ)
        if rest:
            ends[0].write(rest)
        ends[0].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        answer = await upstream.send(WireRequest("POST", "/create", Headers(), body))
    assert answer.body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 2]
    assert backend.received[1].startswith(b"POST /create")


async def test_a_connection_on_which_something_waits_is_not_used() -> None:
    ends: list[asyncio.StreamWriter] = []
    async with backend_with(keep(ends), OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(READ)
        ends[0].write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        answer = await upstream.send(CREATE)
    assert answer.body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 2]


async def test_a_connection_that_dies_before_the_first_byte_costs_nothing() -> None:
    """It is closed, and the event loop has not yet said so to anybody."""
    async with backend_with(OK) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        await upstream.send(READ)
        pool = upstream._endpoints[0]._connections._pool
        assert pool is not None
        (kept,) = pool._kept
        kept._transport.abort()
        assert (await upstream.send(CREATE)).body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 2]
    assert backend.received[1].startswith(b"POST /create")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("reply", [hang_up, then_close(b"H"), then_close(b"HTTP/1.1 200 OK\r\n")])
async def test_a_create_is_not_repeated_when_its_connection_dies(method: str, reply: Reply) -> None:
    """Whatever the verb: what counts is whether the operation only reads."""
    recorder = Recorder()
    async with backend_with(OK, reply, OK) as backend, upstream_to(backend.endpoint, events=recorder) as upstream:
        await upstream.send(READ)
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(WireRequest(method, "/create", Headers(), b"To=x"))
    assert [number for number, _ in backend.requests] == [1, 1]
    assert raised.value.problem.retry is Retry.NO
    assert "Whether it carried out the request is not known." in raised.value.problem.message
    assert (len(recorder.failures), recorder.retries) == (1, [])


async def test_a_read_is_repeated_once_on_a_fresh_connection() -> None:
    recorder = Recorder()
    async with (
        backend_with(OK, hang_up, OK) as backend,
        upstream_to(backend.endpoint, events=recorder, breaker=NERVOUS, retries=Retries(attempts=2, budget=0)) as upstream,
    ):
        await upstream.send(READ)
        answer = await upstream.send(READ, repeatable=True)
        state = upstream.states()[0].breaker
    assert answer.body == b"ok"
    assert [number for number, _ in backend.requests] == [1, 1, 2]
    assert (recorder.failures, recorder.retries) == (["backend_unreachable"], ["backend_unreachable"])
    assert state is BreakerState.CLOSED


async def test_the_repeat_does_not_try_one_kept_connection_after_the_other() -> None:
    both_began = asyncio.Event()
    began = 0

    async def answer_together(writer: asyncio.StreamWriter) -> None:
        nonlocal began
        began += 1
        if began == 3:
            both_began.set()
        await both_began.wait()
        writer.write(OK)

    replies: list[Reply] = [answer_together] * 3
    async with backend_with(*replies, hang_up, OK) as backend, upstream_to(backend.endpoint) as upstream:
        await asyncio.gather(*(upstream.send(READ) for _ in range(3)))
        assert (await upstream.send(READ, repeatable=True)).body == b"ok"
    assert len(backend.requests) == 5
    assert backend.requests[-1][0] == backend.connections == 4


async def test_it_counts_neither_as_an_attempt_nor_twice() -> None:
    async with (
        backend_with(OK, hang_up, hang_up, hang_up, OK) as backend,
        upstream_to(backend.endpoint, retries=Retries(attempts=2)) as upstream,
    ):
        await upstream.send(READ)
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True)
        assert len(backend.requests) == 4
        assert (await upstream.send(READ, repeatable=True)).body == b"ok"
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREACHABLE


async def test_one_attempt_means_one() -> None:
    async with backend_with(OK, hang_up, OK) as backend, upstream_to(backend.endpoint, retries=Retries(attempts=1)) as upstream:
        await upstream.send(READ)
        with pytest.raises(ProblemRaised):
            await upstream.send(READ, repeatable=True)
    assert len(backend.requests) == 2


async def test_a_stream_is_resent_before_its_head_and_never_after() -> None:
    cut = then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
    async with backend_with(OK, hang_up, cut, OK) as backend, upstream_to(backend.endpoint) as upstream:
        first = await upstream.send(READ, stream=0)
        assert first.stream is not None
        assert [piece async for piece in first.stream] == [b"ok"]
        await first.stream.aclose()
        second = await upstream.send(READ, stream=0, repeatable=True)
        assert second.stream is not None
        with pytest.raises(ProblemRaised):
            assert [piece async for piece in second.stream]
        await second.stream.aclose()
    assert [number for number, _ in backend.requests] == [1, 1, 2]


async def test_a_create_given_up_on_its_way_leaves_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    arrived = asyncio.Event()

    async def note_and_wait(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await say_nothing(writer)

    async with backend_with(note_and_wait) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        call = asyncio.create_task(upstream.send(CREATE))
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        state = upstream.states()[0]
    assert f"backend {backend.endpoint}: given up; whether the request was carried out is not known" in caplog.text
    assert (state.breaker, state.busy) == (BreakerState.CLOSED, 0)


async def test_a_refused_body_does_not_count_against_the_endpoint() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    async with serving(refuse) as port, upstream_to(f"http://127.0.0.1:{port}", breaker=NERVOUS) as upstream:
        for _ in range(5):
            sending = upstream.send(WireRequest("POST", "/", Headers(), b"x" * 24_000_000))
            (outcome,) = await asyncio.gather(sending, return_exceptions=True)
            # The reset that follows the answer may overtake it.
            assert isinstance(outcome, ProblemRaised) or (isinstance(outcome, WireResponse) and outcome.status == 413)
        assert upstream.states()[0].breaker is BreakerState.CLOSED


async def test_a_connection_whose_request_was_not_written_to_its_end_is_not_kept() -> None:
    """What is left of the body would stand in front of the next request."""
    heads: list[bytes] = []

    async def answer_early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        await asyncio.Event().wait()

    async with serving(answer_early) as port, upstream_to(f"http://127.0.0.1:{port}") as upstream:
        for _ in range(2):
            answer = await upstream.send(WireRequest("POST", "/", Headers(), b"x" * 24_000_000))
            assert answer.status == 413
        assert (await upstream.send(READ)).status == 413
    assert [head.partition(b" ")[0] for head in heads] == [b"POST", b"POST", b"GET"]
