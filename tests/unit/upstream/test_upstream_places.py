"""How many calls an endpoint may have at once, who waits, and when a replaced upstream closes its connections."""

from __future__ import annotations

import asyncio

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry, Source
from gateway.upstream import Balance, BreakerLimits, BreakerState, Timeouts, Upstream
from gateway.upstream.failures import no_place
from gateway.wire import WireRequest
from tests.unit.upstream.raw_backend import OK, PATIENCE, PATIENT, backend_with, then_close, then_wait, upstream_to
from tests.unit.upstream.recorder import Recorder

READ = WireRequest("GET", "/read")
HASTY = Timeouts(0.1, PATIENCE, PATIENCE, PATIENCE)
NERVOUS = BreakerLimits(failures=1, within=60, open=60)


class Gated:
    """A reply that is given when its gate opens."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.gate = asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.arrived.set()
        await self.gate.wait()
        writer.write(OK)


async def begin(upstream: Upstream, gated: Gated) -> asyncio.Task[int]:
    async def status() -> int:
        return (await upstream.send(READ)).status

    call = asyncio.create_task(status())
    await asyncio.wait_for(gated.arrived.wait(), PATIENCE)
    return call


async def test_who_finds_no_place_in_time_is_told_so() -> None:
    gated, events = Gated(), Recorder()
    async with (
        backend_with(gated) as backend,
        upstream_to(backend.endpoint, connections=1, timeouts=HASTY, breaker=NERVOUS, events=events) as upstream,
    ):
        call = await begin(upstream, gated)
        assert events.crowds == []
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True)
        assert events.crowds == [backend.endpoint]
        problem = raised.value.problem
        assert (problem.kind, problem.source, problem.status) == (ProblemKind.OVERLOADED, Source.GATEWAY, 503)
        assert (problem.retry_after, problem.retry) == (1, Retry.IF_UNSENT)
        assert [(state.breaker, state.busy) for state in upstream.states()] == [(BreakerState.CLOSED, 1)]
        gated.gate.set()
        assert await call == 200
    assert len(backend.requests) == 1


async def test_who_waits_gets_the_next_place() -> None:
    gated = Gated()
    async with backend_with(gated, OK) as backend, upstream_to(backend.endpoint, connections=1) as upstream:
        first = await begin(upstream, gated)
        waiting = [asyncio.create_task(upstream.send(READ)) for _ in range(3)]
        leaving = waiting.pop(1)
        await asyncio.sleep(0)
        assert upstream.states()[0].busy == 4
        leaving.cancel()
        gated.gate.set()
        assert await first == 200
        assert [answer.status for answer in await asyncio.gather(*waiting)] == [200, 200]
        assert upstream.states()[0].busy == 0
    assert (backend.connections, len(backend.requests)) == (1, 3)


async def test_an_endpoint_with_a_place_is_preferred() -> None:
    gated = Gated()
    async with (
        backend_with(gated) as full,
        backend_with(OK) as free,
        upstream_to(full.endpoint, free.endpoint, connections=1, timeouts=HASTY) as upstream,
    ):
        call = await begin(upstream, gated)
        for _ in range(5):
            assert (await upstream.send(READ)).status == 200
        gated.gate.set()
        assert await call == 200
    assert (len(full.requests), len(free.requests)) == (1, 5)


async def test_the_least_busy_endpoint_is_chosen() -> None:
    gated = Gated()
    async with (
        backend_with(gated) as busy,
        backend_with(OK) as idle,
        upstream_to(busy.endpoint, idle.endpoint, balance=Balance.LEAST_BUSY) as upstream,
    ):
        call = await begin(upstream, gated)
        for _ in range(5):
            assert (await upstream.send(READ)).status == 200
        assert [state.busy for state in upstream.states()] == [1, 0]
        gated.gate.set()
        assert await call == 200
    assert (len(busy.requests), len(idle.requests)) == (1, 5)


async def test_a_stream_keeps_its_place_until_it_is_let_go_of() -> None:
    endless = then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    async with (
        backend_with(endless, refusal) as backend,
        upstream_to(backend.endpoint, connections=1, timeouts=HASTY) as upstream,
    ):
        held = await upstream.send(READ, stream=0)
        assert held.stream is not None
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, stream=0)
        await held.stream.aclose()
        await held.stream.aclose()
        for _ in range(2):  # what is no success is read whole and keeps nothing
            assert (await upstream.send(READ, stream=0)).status == 404
        assert upstream.states()[0].busy == 0
    assert raised.value.problem.kind is ProblemKind.OVERLOADED


def reply_of(size: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size


async def test_what_is_large_moves_to_a_place_of_the_streams() -> None:
    async with backend_with(reply_of(1000)) as backend, upstream_to(backend.endpoint, connections=1) as upstream:
        large = await upstream.send(READ, stream=10)
        assert large.stream is not None
        assert (await upstream.send(READ)).status == 200
        assert (await upstream.send(READ, stream=1000)).body == b"x" * 1000
        await large.stream.aclose()
        assert upstream.states()[0].busy == 0


@pytest.mark.parametrize("size", [10, 1000])
async def test_slow_streams_keep_nobody_from_reading(size: int) -> None:
    """What is read unless it is large needs no place of the streams; where none is free it is read whole."""
    endless = then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    async with (
        backend_with(endless, reply_of(size)) as backend,
        upstream_to(backend.endpoint, connections=1, timeouts=HASTY) as upstream,
    ):
        held = await upstream.send(READ, stream=0)
        assert held.stream is not None
        for _ in range(2):
            answer = await upstream.send(READ, stream=100)
            assert (answer.stream, answer.body, "Content-Length" in answer.headers) == (None, b"x" * size, False)
        await held.stream.aclose()
        assert upstream.states()[0].busy == 0


async def test_a_large_answer_that_is_read_whole_and_breaks_off_is_told_and_keeps_no_place() -> None:
    events = Recorder()
    endless = then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")
    cut = then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 900)
    async with (
        backend_with(endless, cut) as backend,
        upstream_to(backend.endpoint, connections=1, timeouts=HASTY, events=events) as upstream,
    ):
        held = await upstream.send(READ, stream=0)
        assert held.stream is not None
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, stream=100)
        assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE
        assert (events.failures, upstream.states()[0].busy) == (["backend_unreadable"], 1)
        await held.stream.aclose()


async def test_a_request_that_is_not_wanted_any_more_when_its_turn_comes_is_not_sent() -> None:
    gated, events, wanted = Gated(), Recorder(), True

    def confirm() -> None:
        if not wanted:
            raise no_place()

    async with backend_with(gated, OK) as backend, upstream_to(backend.endpoint, connections=1, events=events) as upstream:
        first = await begin(upstream, gated)
        second = asyncio.create_task(upstream.send(READ, confirm=confirm))
        await asyncio.sleep(0)
        wanted = False
        gated.gate.set()
        assert await first == 200
        with pytest.raises(ProblemRaised):
            await second
        assert (events.failures, [(state.breaker, state.busy) for state in upstream.states()]) == (
            [],
            [(BreakerState.CLOSED, 0)],
        )
        wanted = True
        assert (await upstream.send(READ, confirm=confirm)).status == 200
    assert len(backend.requests) == 2


async def test_a_breaker_that_opens_meanwhile_lets_nobody_through_who_waited() -> None:
    gate = asyncio.Event()
    arrived = asyncio.Event()

    async def hang_up_later(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await gate.wait()
        writer.close()

    async with (
        backend_with(hang_up_later) as backend,
        upstream_to(backend.endpoint, connections=1, breaker=NERVOUS) as upstream,
    ):
        first = asyncio.create_task(upstream.send(READ))
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        second = asyncio.create_task(upstream.send(READ))
        await asyncio.sleep(0)
        gate.set()
        ends = await asyncio.gather(first, second, return_exceptions=True)
    assert [end.problem.status for end in ends if isinstance(end, ProblemRaised)] == [502, 503]
    assert len(backend.requests) == 1


async def test_a_replaced_upstream_closes_its_connections_when_nothing_is_in_progress() -> None:
    gated = Gated()
    async with backend_with(gated) as backend:
        upstream = Upstream((backend.endpoint,), timeouts=PATIENT, body_limit=1000)
        call = await begin(upstream, gated)
        upstream.retire()
        assert not backend.closed.is_set()
        gated.gate.set()
        assert await call == 200
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)
        backend.closed.clear()
        assert (await upstream.send(READ)).status == 200
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)
        await upstream.close()
    assert backend.connections == 2


async def test_what_a_replaced_upstream_is_sent_next_has_connections_of_its_own() -> None:
    """A call of two exchanges, of which the first was the last one in progress."""
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:

        async def answer_once_the_first_is_closed(writer: asyncio.StreamWriter) -> None:
            await asyncio.wait_for(backend.closed.wait(), PATIENCE)
            writer.write(OK)

        backend.replies.append(answer_once_the_first_is_closed)
        upstream.retire()
        assert [(await upstream.send(READ)).status for _ in range(2)] == [200, 200]
    assert backend.connections == 2


async def test_what_a_replaced_upstream_finds_out_is_no_news() -> None:
    gate, arrived, events = asyncio.Event(), asyncio.Event(), Recorder()

    async def hang_up_later(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await gate.wait()
        writer.close()

    async with (
        backend_with(hang_up_later) as backend,
        upstream_to(backend.endpoint, breaker=NERVOUS, events=events) as upstream,
    ):
        call = asyncio.create_task(upstream.send(READ))
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        upstream.retire()
        gate.set()
        with pytest.raises(ProblemRaised):
            await call
        assert upstream.states()[0].breaker is BreakerState.OPEN
    assert (events.failures, events.changes) == (["backend_unreachable"], [])


async def test_a_replaced_upstream_lets_a_stream_come_to_its_end() -> None:
    gate = asyncio.Event()

    async def send_halves(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        await gate.wait()
        writer.write(b"cd")

    async with backend_with(send_halves) as backend, upstream_to(backend.endpoint) as upstream:
        answer = await upstream.send(READ, stream=0)
        upstream.retire()
        gate.set()
        assert answer.stream is not None
        assert b"".join([piece async for piece in answer.stream]) == b"abcd"
        await answer.stream.aclose()
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)


async def test_one_that_is_idle_closes_at_once() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(READ)
        upstream.retire()
        await asyncio.wait_for(backend.closed.wait(), PATIENCE)


async def test_closing_ends_what_is_in_progress() -> None:
    gated = Gated()
    async with backend_with(gated) as backend, upstream_to(backend.endpoint) as upstream:
        call = await begin(upstream, gated)
        await upstream.close()
        with pytest.raises(ProblemRaised) as raised:
            await asyncio.wait_for(call, PATIENCE)
        assert upstream.states()[0].busy == 0
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREACHABLE


async def test_closing_ends_what_waits_for_a_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a failure: a call that nobody cancelled must not end as if it had been."""
    looks_up = asyncio.Event()

    async def look_up_for_ever(*args: object, **wishes: object) -> None:
        del args, wishes
        looks_up.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up_for_ever)
    async with upstream_to("http://backend.example", breaker=NERVOUS) as upstream:
        call = asyncio.create_task(upstream.send(READ, repeatable=True))
        await asyncio.wait_for(looks_up.wait(), PATIENCE)
        await upstream.close()
        with pytest.raises(ProblemRaised) as raised:
            await asyncio.wait_for(call, PATIENCE)
        assert [(state.breaker, state.busy) for state in upstream.states()] == [(BreakerState.CLOSED, 0)]
    problem = raised.value.problem
    assert (problem.kind, problem.retry) == (ProblemKind.BACKEND_UNREACHABLE, Retry.IF_UNSENT)
