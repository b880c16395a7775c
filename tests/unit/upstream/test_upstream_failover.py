"""Calls that fail at one endpoint: which go to another, and what remains when none answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from gateway.model import ProblemKind, ProblemRaised, Retry
from gateway.upstream import BreakerLimits, Retries, Timeouts
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.clock import Clock
from tests.unit.upstream.raw_backend import (
    OK,
    PATIENCE,
    Reply,
    backend_with,
    hang_up,
    keep_silent,
    say_nothing,
    serving,
    then_close,
    then_wait,
    upstream_to,
)
from tests.unit.upstream.recorder import Recorder

READ = WireRequest("GET", "/read")
CREATE = WireRequest("POST", "/create", Headers(), b"To=x")
HASTY = Timeouts(PATIENCE, 0.1, 0.1, PATIENCE)
BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy"
CUT = then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
BROKEN: dict[str, Reply] = {
    "closed": hang_up,
    "silent": say_nothing,
    "garbage": b"<html>not HTTP</html>\r\n\r\n",
    "cut": CUT,
    "stalled": then_wait(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
}


async def refused() -> str:
    async with backend_with(OK) as backend:
        return backend.endpoint


async def test_a_create_goes_to_another_endpoint_where_nothing_was_sent() -> None:
    recorder = Recorder()
    nowhere = await refused()
    async with backend_with(OK) as backend, upstream_to(nowhere, backend.endpoint, events=recorder) as upstream:
        for _ in range(4):
            assert (await upstream.send(CREATE)).body == b"ok"
    assert len(backend.requests) == 4
    assert recorder.failures == recorder.retries == ["backend_unreachable"] * 2


async def refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(5)
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("serve", [refuse_tls, keep_silent])
async def test_a_create_whose_handshake_fails_goes_to_another_endpoint(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> None:
    hasty = Timeouts(0.1, PATIENCE, PATIENCE, PATIENCE)
    async with (
        serving(serve) as port,
        backend_with(OK) as backend,
        upstream_to(f"https://localhost:{port}", backend.endpoint, timeouts=hasty) as upstream,
    ):
        assert (await upstream.send(CREATE)).body == b"ok"
    assert len(backend.requests) == 1


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
async def test_a_create_that_was_sent_is_not_repeated(reply: Reply) -> None:
    async with (
        backend_with(reply) as bad,
        backend_with(OK) as good,
        upstream_to(bad.endpoint, good.endpoint, timeouts=HASTY) as upstream,
    ):
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(CREATE)
    assert (len(bad.requests), len(good.requests)) == (1, 0)
    assert raised.value.problem.retry is Retry.NO
    assert "Whether it carried out the request is not known." in raised.value.problem.message


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
async def test_a_read_is_repeated_at_another_endpoint(reply: Reply) -> None:
    async with (
        backend_with(reply) as bad,
        backend_with(OK) as good,
        upstream_to(bad.endpoint, good.endpoint, timeouts=HASTY) as upstream,
    ):
        assert (await upstream.send(READ, repeatable=True)).body == b"ok"
    assert (len(bad.requests), len(good.requests)) == (1, 1)


async def test_a_read_is_repeated_at_the_only_endpoint() -> None:
    async with backend_with(hang_up, OK) as backend, upstream_to(backend.endpoint) as upstream:
        assert (await upstream.send(READ, repeatable=True)).body == b"ok"
    assert len(backend.requests) == 2


@pytest.mark.parametrize("attempts", [1, 2, 3, 5])
async def test_attempts_are_counted(attempts: int) -> None:
    async with backend_with(hang_up) as backend, upstream_to(backend.endpoint, retries=Retries(attempts)) as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(READ, repeatable=True)
    assert len(backend.requests) == attempts


async def test_the_budget_bounds_all_calls_together() -> None:
    recorder = Recorder()
    never = BreakerLimits(failures=1000, within=60, open=60)
    async with (
        backend_with(hang_up) as backend,
        upstream_to(backend.endpoint, events=recorder, breaker=never, retries=Retries(3, budget=1), now=Clock()) as upstream,
    ):
        for _ in range(40):
            with pytest.raises(ProblemRaised):
                await upstream.send(READ, repeatable=True)
    assert len(backend.requests) == 40 + 10
    assert len(recorder.retries) == 10


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_that_an_endpoint_cannot_serve_is_asked_of_another(status: int) -> None:
    unable = BUSY.replace(b"503", b"%d" % status)
    async with backend_with(unable) as bad, backend_with(OK) as good, upstream_to(bad.endpoint, good.endpoint) as upstream:
        assert (await upstream.send(READ, repeatable=True)).status == 200
    assert (len(bad.requests), len(good.requests)) == (1, 1)


async def test_what_an_endpoint_says_that_cannot_serve_passes_where_no_other_does_better() -> None:
    async with backend_with(BUSY) as bad, upstream_to(bad.endpoint) as upstream:
        answer = await upstream.send(READ, repeatable=True)
        assert (answer.status, answer.headers.get("Retry-After"), answer.body) == (503, "7", b"busy")
        assert len(bad.requests) == 1
        assert (await upstream.send(CREATE)).status == 503
    nowhere = await refused()
    async with backend_with(BUSY) as bad, upstream_to(bad.endpoint, nowhere) as upstream:
        assert (await upstream.send(READ, repeatable=True)).body == b"busy"
        assert len(bad.requests) == 1


async def test_a_create_that_an_endpoint_cannot_serve_is_not_asked_of_another() -> None:
    async with backend_with(BUSY) as bad, backend_with(OK) as good, upstream_to(bad.endpoint, good.endpoint) as upstream:
        assert (await upstream.send(CREATE)).status == 503
    assert good.requests == []


@pytest.mark.parametrize("status", [400, 401, 404, 408, 429, 500, 501])
async def test_other_answers_are_answers(status: int) -> None:
    reply = BUSY.replace(b"503", b"%d" % status)
    async with backend_with(reply) as one, backend_with(OK) as two, upstream_to(one.endpoint, two.endpoint) as upstream:
        assert (await upstream.send(READ, repeatable=True)).status == status
    assert two.requests == []


async def test_an_answer_that_is_too_large_is_not_asked_for_again() -> None:
    async with (
        backend_with(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n") as one,
        backend_with(OK) as two,
        upstream_to(one.endpoint, two.endpoint, body_limit=1000) as upstream,
    ):
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE
    assert two.requests == []


async def test_a_deadline_ends_all_attempts_together() -> None:
    loop = asyncio.get_running_loop()
    async with backend_with(say_nothing) as backend, upstream_to(backend.endpoint, retries=Retries(10)) as upstream:
        began = loop.time()
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(READ, repeatable=True, deadline=began + 0.1)
        assert loop.time() - began < PATIENCE - 1
    assert raised.value.problem.kind is ProblemKind.BACKEND_TIMED_OUT
    assert len(backend.requests) == 1


async def test_a_deadline_that_has_passed_sends_nothing() -> None:
    async with backend_with(OK) as backend, upstream_to(backend.endpoint) as upstream:
        await upstream.send(READ)
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(CREATE, deadline=asyncio.get_running_loop().time())
    assert (raised.value.problem.status, raised.value.problem.retry) == (504, Retry.IF_UNSENT)
    assert len(backend.requests) == 1


async def test_a_deadline_in_the_middle_of_connecting_tells_that_nothing_was_sent() -> None:
    async with serving(keep_silent) as port, upstream_to(f"https://127.0.0.1:{port}") as upstream:
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(CREATE, deadline=asyncio.get_running_loop().time() + 0.05)
    assert (raised.value.problem.status, raised.value.problem.retry) == (504, Retry.IF_UNSENT)
    assert raised.value.problem.message.endswith("The request was not carried out.")
