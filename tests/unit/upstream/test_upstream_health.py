"""Active probes: what makes an endpoint healthy, and what becomes of one that is not."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream import HealthCheck
from gateway.upstream.health import Health, pause
from gateway.wire import WireRequest
from tests.unit.upstream.clock import Clock
from tests.unit.upstream.raw_backend import (
    OK,
    PATIENCE,
    Backend,
    Reply,
    backend_with,
    hang_up,
    say_nothing,
    serving,
    upstream_to,
)
from tests.unit.upstream.recorder import Recorder

READ = WireRequest("GET", "/read")
CHECK = HealthCheck(path="/up?now", interval=0.01, timeout=0.2, unhealthy_after=2, healthy_after=2)
DOWN = b"HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n"


def probes(backend: Backend) -> list[int]:
    return [number for number, request in backend.requests if request.startswith(b"GET /up?now HTTP/1.1\r\n")]


def test_opinions_change_after_enough_in_a_row() -> None:
    health = Health(HealthCheck(unhealthy_after=3, healthy_after=2))
    results = [False, False, True, False, False, False, False, True, False, True, True]
    changes = [count for count, good in enumerate(results, 1) if health.note(good=good)]
    assert changes == [6, 11]
    assert health.healthy


@given(st.lists(st.booleans()), st.integers(1, 5), st.integers(1, 5))
def test_a_verdict_is_what_the_last_long_enough_row_says(results: list[bool], bad: int, good: int) -> None:
    health = Health(HealthCheck(unhealthy_after=bad, healthy_after=good))
    verdict = True
    for count, result in enumerate(results, 1):
        before = verdict
        if results[:count][-bad:] == [False] * bad:
            verdict = False
        elif results[:count][-good:] == [True] * good:
            verdict = True
        assert health.note(good=result) is (verdict is not before)
        assert health.healthy is verdict


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 9.0), (0.5, 10.0), (1.0, 11.0)])
def test_the_interval_varies_by_a_tenth(chance: float, seconds: float) -> None:
    assert pause(HealthCheck(interval=10), chance) == pytest.approx(seconds)


@pytest.mark.parametrize("reply", [DOWN, hang_up, say_nothing, b"garbage\r\n\r\n"], ids=["500", "closed", "silent", "garbage"])
async def test_an_endpoint_that_fails_its_probes_is_used_only_when_no_other_is_there(reply: Reply) -> None:
    recorder = Recorder()
    async with (
        backend_with(reply) as bad,
        backend_with(OK) as good,
        upstream_to(bad.endpoint, good.endpoint, health=CHECK, events=recorder) as upstream,
    ):
        upstream.start()
        upstream.start()
        await recorder.until(lambda seen: bool(seen.changes))
        assert recorder.changes == [("closed", False)]
        assert [state.healthy for state in upstream.states()] == [False, True]
        for _ in range(5):
            assert (await upstream.send(READ)).status == 200
    assert len(good.requests) - len(probes(good)) == 5
    assert len(bad.requests) == len(probes(bad))
    assert recorder.failures == []


async def test_where_nothing_better_is_there_it_is_used() -> None:
    recorder = Recorder()
    async with backend_with(DOWN) as backend, upstream_to(backend.endpoint, health=CHECK, events=recorder) as upstream:
        upstream.start()
        await recorder.until(lambda seen: bool(seen.changes))
        assert (await upstream.send(READ)).status == 500


@pytest.mark.parametrize("status", [200, 204, 301, 401, 404, 429])
async def test_it_comes_back_with_any_answer_below_500_and_slowly(status: int) -> None:
    recorder, clock = Recorder(), Clock()
    async with (
        backend_with(DOWN) as back,
        backend_with(OK) as good,
        upstream_to(back.endpoint, good.endpoint, health=CHECK, events=recorder, now=clock, slow_return=30) as upstream,
    ):
        upstream.start()
        await recorder.until(lambda seen: bool(seen.changes))
        back.replies = [b"HTTP/1.1 %d X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n" % status]
        await recorder.until(lambda seen: len(seen.changes) == 2)
        clock.go(15)
        for _ in range(24):
            await upstream.send(READ)
        assert len(back.requests) - len(probes(back)) == 8
    assert recorder.changes == [("closed", False), ("closed", True)]


async def test_probes_have_connections_of_their_own_and_need_no_place() -> None:
    recorder = Recorder()
    async with (
        backend_with(DOWN) as backend,
        upstream_to(backend.endpoint, health=CHECK, events=recorder, connections=1) as upstream,
    ):
        backend.replies = [say_nothing]
        call = asyncio.create_task(upstream.send(READ))
        await asyncio.sleep(0)
        backend_busy = upstream.states()[0].busy
        upstream.start()
        await recorder.until(lambda seen: bool(seen.changes))
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert backend_busy == 1
    seen = probes(backend)
    assert len(seen) == len(set(seen)) >= 2
    probe = next(request for _, request in backend.requests if b"/up?now" in request)
    assert probe == b"GET /up?now HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % backend.port


@pytest.mark.parametrize("end", ["retire", "close"])
async def test_probes_end_with_the_upstream(end: str) -> None:
    twice = asyncio.Event()
    connections = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        if connections == 2:
            twice.set()
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)

    async with serving(count) as port, upstream_to(f"http://127.0.0.1:{port}", health=CHECK) as upstream:
        upstream.start()
        await asyncio.wait_for(twice.wait(), PATIENCE)
        if end == "retire":
            upstream.retire()
        else:
            await upstream.close()
        running = upstream._probes._running
        await asyncio.wait_for(asyncio.wait(running), PATIENCE)
        assert [probe.cancelled() for probe in running] == [True]


async def test_without_a_check_nothing_is_probed() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        upstream.start()
        await upstream.send(READ)
    assert len(backend.requests) == 1
