"""When an endpoint is left alone, what callers are told meanwhile, and what no caller can bring about."""

from __future__ import annotations

import asyncio
import os
import resource

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry, Source
from gateway.upstream import BreakerLimits, BreakerState, Retries, Timeouts, Upstream
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.clock import Clock
from tests.unit.upstream.raw_backend import (
    OK,
    PATIENCE,
    Reply,
    backend_with,
    hang_up,
    say_nothing,
    serving,
    then_close,
    then_wait,
    upstream_to,
)
from tests.unit.upstream.recorder import Recorder

READ = WireRequest("GET", "/read")
LIMITS = BreakerLimits(failures=2, within=10, open=8)
NERVOUS = BreakerLimits(failures=1, within=60, open=60)
ONCE = Retries(attempts=1)
HASTY = Timeouts(PATIENCE, 0.1, 0.1, PATIENCE)


def answer(status: int) -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status


async def fail(upstream: Upstream, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(ProblemRaised):
            await upstream.send(READ)


async def receive(upstream: Upstream, *, stream: bool) -> bytes:
    received = await upstream.send(READ, stream=stream)
    if received.stream is None:
        return received.body
    try:
        return b"".join([piece async for piece in received.stream])
    finally:
        await received.stream.aclose()


def breakers(upstream: Upstream) -> list[str]:
    return [state.breaker.value for state in upstream.states()]


async def test_an_endpoint_that_fails_is_left_alone_and_tried_again() -> None:
    clock, recorder = Clock(), Recorder()
    async with (
        backend_with(hang_up) as backend,
        upstream_to(backend.endpoint, breaker=LIMITS, retries=ONCE, events=recorder, now=clock) as upstream,
    ):
        await fail(upstream, 2)
        clock.go(2.5)
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True)
        problem = raised.value.problem
        assert (problem.kind, problem.source, problem.status) == (ProblemKind.BACKEND_UNREACHABLE, Source.BACKEND, 503)
        assert (problem.retry_after, problem.retry) == (6, Retry.IF_UNSENT)
        assert len(backend.requests) == 2
        clock.go(5.5)
        await fail(upstream)
        assert (len(backend.requests), breakers(upstream)) == (3, ["open"])
        clock.go(16)
        assert breakers(upstream) == ["half_open"]
        backend.replies = [OK]
        assert (await upstream.send(READ)).status == 200
        assert breakers(upstream) == ["closed"]
    assert [breaker for breaker, _ in recorder.changes] == ["open", "half_open", "open", "half_open", "closed"]


async def test_the_call_that_opens_the_last_breaker_is_told_what_it_met() -> None:
    recorder = Recorder()
    async with backend_with(hang_up) as backend, upstream_to(backend.endpoint, breaker=NERVOUS, events=recorder) as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True)
    assert raised.value.problem.status == 502
    assert (len(backend.requests), recorder.retries) == (1, [])


async def test_one_call_tries_and_the_others_are_told_to_come_back() -> None:
    clock, arrived, gate = Clock(), asyncio.Event(), asyncio.Event()

    async def answer_later(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await gate.wait()
        writer.write(OK)

    async with (
        backend_with(hang_up, answer_later) as backend,
        upstream_to(backend.endpoint, breaker=NERVOUS, retries=ONCE, now=clock) as upstream,
    ):
        await fail(upstream)
        clock.go(60)
        trial = asyncio.create_task(upstream.send(READ))
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ)
        gate.set()
        assert (await trial).status == 200
        assert (await upstream.send(READ)).status == 200
    assert (raised.value.problem.status, raised.value.problem.retry_after) == (503, 1)
    assert len(backend.requests) == 3


async def test_the_other_endpoints_take_the_calls_and_it_comes_back_slowly() -> None:
    clock = Clock()
    async with (
        backend_with(hang_up, OK) as bad,
        backend_with(OK) as good,
        upstream_to(bad.endpoint, good.endpoint, breaker=NERVOUS, retries=ONCE, now=clock, slow_return=30) as upstream,
    ):
        await fail(upstream)
        for _ in range(10):
            await upstream.send(READ)
        assert (len(bad.requests), len(good.requests)) == (1, 10)
        clock.go(60)
        while len(bad.requests) == 1:  # the trial has a turn like others
            await upstream.send(READ)
        clock.go(10)
        # A third of the weight is a quarter of the calls; half of it a third; all of it a half.
        for expected, seconds in ((6, 5), (8, 15), (12, 0)):
            bad.requests.clear()
            for _ in range(24):
                await upstream.send(READ)
            assert len(bad.requests) == expected
            clock.go(seconds)


@pytest.mark.parametrize(
    "reply",
    [
        hang_up,
        say_nothing,
        b"garbage\r\n\r\n",
        then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
    ],
    ids=["closed", "silent", "garbage", "cut", "stalled"],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_what_is_no_answer_counts(reply: Reply, *, stream: bool) -> None:
    async with (
        backend_with(reply) as backend,
        upstream_to(backend.endpoint, breaker=NERVOUS, retries=ONCE, timeouts=HASTY) as upstream,
    ):
        with pytest.raises(ProblemRaised):
            await receive(upstream, stream=stream)
        assert breakers(upstream) == ["open"]
        assert [state.busy for state in upstream.states()] == [0]


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_answers_that_it_cannot_serve_count(status: int) -> None:
    async with backend_with(answer(status)) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        assert (await upstream.send(READ)).status == status
        assert breakers(upstream) == ["open"]


async def test_a_call_that_is_repeated_at_one_endpoint_counts_once() -> None:
    """What nothing can answer must not weigh more than what can be answered."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"poison" not in await reader.readuntil(b"\r\n\r\n"):
            writer.write(OK)

    recorder, poison = Recorder(), WireRequest("GET", "/poison")
    async with (
        serving(serve) as port,
        upstream_to(f"http://127.0.0.1:{port}", breaker=BreakerLimits(5, 60, 60), events=recorder) as upstream,
    ):
        for _ in range(4):
            with pytest.raises(ProblemRaised):
                await upstream.send(poison, repeatable=True)
        assert (len(recorder.failures), breakers(upstream)) == (8, ["closed"])
        with pytest.raises(ProblemRaised):
            await upstream.send(poison, repeatable=True)
        assert breakers(upstream) == ["open"]


async def test_a_kept_connection_that_died_does_not_hide_what_happens_next() -> None:
    async with backend_with(OK, hang_up, hang_up) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        await upstream.send(READ)
        with pytest.raises(ProblemRaised):
            await upstream.send(READ, repeatable=True)
        assert breakers(upstream) == ["open"]


async def test_a_refused_connection_counts() -> None:
    async with backend_with(OK) as backend:
        endpoint = backend.endpoint
    async with upstream_to(endpoint, breaker=NERVOUS, retries=ONCE) as upstream:
        await fail(upstream)
        assert breakers(upstream) == ["open"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 409, 413, 429, 500, 501, 505])
async def test_answers_a_caller_can_bring_about_do_not_count(status: int) -> None:
    async with backend_with(answer(status)) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        for _ in range(3):
            assert (await upstream.send(READ)).status == status
        assert breakers(upstream) == ["closed"]


async def test_a_caller_that_leaves_does_not_count() -> None:
    arrived = asyncio.Event()

    async def note_and_wait(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await say_nothing(writer)

    async with backend_with(note_and_wait) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        call = asyncio.create_task(upstream.send(READ, repeatable=True))
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert [(state.breaker, state.busy) for state in upstream.states()] == [(BreakerState.CLOSED, 0)]


async def test_a_deadline_that_leaves_no_fair_chance_does_not_count() -> None:
    async with backend_with(say_nothing) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(READ, deadline=asyncio.get_running_loop().time() + 0.05)
        assert breakers(upstream) == ["closed"]
        assert len(backend.requests) == 1


async def test_an_answer_larger_than_we_hold_does_not_count_and_is_not_read_on() -> None:
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    announced = b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"

    async def send_without_end(writer: asyncio.StreamWriter) -> None:
        writer.write(endless)
        while not writer.is_closing():
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            await writer.drain()

    async with (
        backend_with(send_without_end, announced) as backend,
        upstream_to(backend.endpoint, breaker=NERVOUS, body_limit=1000) as upstream,
    ):
        for _ in range(2):
            with pytest.raises(ProblemRaised) as raised:
                await upstream.send(READ, repeatable=True)
            assert "larger than 1000 bytes" in raised.value.problem.message
        assert breakers(upstream) == ["closed"]
    assert len(backend.requests) == 2


async def test_bytes_that_cannot_be_sent_do_not_count() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint, breaker=NERVOUS) as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(WireRequest("GET", "/", Headers([("X", "\xff")])))
        assert breakers(upstream) == ["closed"]


async def test_files_that_run_out_here_do_not_count() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with backend_with(OK) as backend, upstream_to(f"http://127.0.0.1:{backend.port}", breaker=NERVOUS) as upstream:
        lowest_free = os.dup(0)
        os.close(lowest_free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
        try:
            (outcome,) = await asyncio.gather(upstream.send(READ), return_exceptions=True)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert isinstance(outcome, ProblemRaised)
        assert outcome.problem.retry is Retry.IF_UNSENT
        assert breakers(upstream) == ["closed"]
        assert (await upstream.send(READ)).status == 200


async def test_an_operator_can_read_how_an_upstream_is() -> None:
    clock = Clock()
    async with (
        backend_with(hang_up) as bad,
        backend_with(OK) as good,
        upstream_to(bad.endpoint, good.endpoint, breaker=NERVOUS, retries=ONCE, now=clock) as upstream,
    ):
        await fail(upstream)
        shown = repr(upstream)
        assert [state.endpoint for state in upstream.states()] == [bad.endpoint, good.endpoint]
    assert shown == (
        f"Upstream(Endpoint({bad.endpoint}, breaker open, healthy, 0 busy), "
        f"Endpoint({good.endpoint}, breaker closed, healthy, 0 busy))"
    )
