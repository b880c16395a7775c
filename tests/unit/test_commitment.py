"""A caller that leaves takes back a read, and never a request that changes something."""

from __future__ import annotations

import asyncio
import logging

import pytest

from gateway.commitment import see_all_through, see_through, tell_unknown
from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.wire import Headers, WireRequest, WireResponse


class Backend:
    """Answers when it is told to, and remembers whether it was let finish."""

    def __init__(self, problem: Problem | None = None) -> None:
        self.reached = asyncio.Event()
        self.released = asyncio.Event()
        self.finished = asyncio.Event()
        self._problem = problem

    async def send(self) -> WireResponse:
        self.reached.set()
        await self.released.wait()
        self.finished.set()
        if self._problem is not None:
            raise ProblemRaised(self._problem)
        return WireResponse(201)


async def leave(backend: Backend) -> None:
    """A caller that leaves while the backend is at work."""
    caller = asyncio.ensure_future(see_through(backend.send(), "calls.create"))
    await backend.reached.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    backend.released.set()
    async with asyncio.timeout(5):
        await backend.finished.wait()
    await asyncio.sleep(0)  # lets the task's own callback run


async def test_a_caller_that_stays_gets_the_answer() -> None:
    backend = Backend()
    backend.released.set()
    assert await see_through(backend.send(), "calls.create") == WireResponse(201)


async def test_a_create_is_seen_through_and_its_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await leave(Backend())
    assert "the caller of calls.create left; the request is seen through" in caplog.messages
    assert "calls.create, whose caller left, ended with status 201" in caplog.messages


async def test_a_failure_nobody_waits_for_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    problem = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504)
    with caplog.at_level(logging.WARNING):
        await leave(Backend(problem))
    assert "calls.create, whose caller left, failed: backend_timed_out; its outcome may be unknown" in caplog.messages


async def test_whoever_closes_the_connections_can_wait_for_what_is_under_way() -> None:
    backend = Backend()
    caller = asyncio.ensure_future(see_through(backend.send(), "calls.create"))
    await backend.reached.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await see_all_through(0)  # as long at most, and no longer
    assert not backend.finished.is_set()
    closing = asyncio.ensure_future(see_all_through(5))
    await asyncio.sleep(0)
    assert not closing.done()
    backend.released.set()
    await closing
    assert backend.finished.is_set()


async def test_where_nothing_is_under_way_there_is_nothing_to_wait_for() -> None:
    await see_all_through(5)


REQUEST = WireRequest("POST", "/x", Headers([("X-Request-Id", "id-1")]))
UNSENT = Problem(ProblemKind.BACKEND_UNREACHABLE, Source.BACKEND, 502, retry=Retry.IF_UNSENT)
SILENT = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504)
BUSY = Problem(ProblemKind.OVERLOADED, Source.GATEWAY, 503)


async def lost(problem: Problem | None) -> list[str]:
    """The operations of which nobody knows whether they were carried out."""
    backend, unknown = Backend(problem), list[str]()
    backend.released.set()
    try:
        await tell_unknown(backend.send(), REQUEST, "calls.create", unknown.append)
    except ProblemRaised as raised:
        assert raised.problem is problem  # noqa: PT017 -- an answer is as good
    return unknown


@pytest.mark.parametrize("problem", [None, UNSENT, BUSY])
async def test_what_was_answered_or_never_sent_is_known(problem: Problem | None, caplog: pytest.LogCaptureFixture) -> None:
    assert await lost(problem) == []
    assert caplog.messages == []


async def test_a_silent_backend_leaves_open_what_it_did_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert await lost(SILENT) == ["calls.create"]
    assert caplog.messages == ["whether calls.create was carried out is not known: backend_timed_out; request id-1"]
