"""A caller that leaves takes back a read, and never a request that changes something."""

from __future__ import annotations

import asyncio
import logging

import pytest

from gateway.commitment import Commitment, see_all_through, see_through, tell_unknown
from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.wire import Headers, WireRequest, WireResponse

REQUEST = WireRequest("POST", "/x", Headers([("X-Request-Id", "id-1")]))
MADE = WireResponse(201)


class Backend:
    """Answers when it is told to, and remembers whether it was let finish."""

    def __init__(self, problem: Problem | None = None, answer: WireResponse = MADE) -> None:
        self.reached = asyncio.Event()
        self.released = asyncio.Event()
        self.finished = asyncio.Event()
        self._problem = problem
        self._answer = answer

    async def send(self) -> WireResponse:
        self.reached.set()
        await self.released.wait()
        self.finished.set()
        if self._problem is not None:
            raise ProblemRaised(self._problem)
        return self._answer


async def leave(backend: Backend) -> None:
    """A caller that leaves while the backend is at work."""
    caller = begin(backend)
    await backend.reached.wait()
    caller.cancel()
    backend.released.set()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await caller


def begin(backend: Backend, commitment: Commitment | None = None) -> asyncio.Task[WireResponse]:
    return asyncio.ensure_future(see_through(backend.send(), REQUEST, "calls.create", commitment or Commitment()))


async def turn_away(caller: asyncio.Task[WireResponse]) -> None:
    """Ends a call whose caller has left, as a gateway does that ends."""
    for _ in range(2):
        caller.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await caller


async def test_a_caller_that_stays_gets_the_answer() -> None:
    backend = Backend()
    backend.released.set()
    assert await begin(backend) == MADE


async def test_a_create_is_seen_through_and_its_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await leave(Backend())
    assert "the caller of calls.create left; the request is seen through; request id-1" in caplog.messages
    assert "calls.create, whose caller left, ended with status 201; request id-1" in caplog.messages


async def test_a_failure_nobody_waits_for_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    problem = Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504)
    with caplog.at_level(logging.WARNING):
        await leave(Backend(problem))
    assert (
        "calls.create, whose caller left, failed: backend_timed_out; its outcome may be unknown; request id-1"
        in caplog.messages
    )


async def test_one_that_was_not_sent_is_told_as_such(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await leave(Backend(UNSENT))
    assert caplog.messages[1:] == ["calls.create, whose caller left, was not sent; request id-1"]


async def test_what_the_call_holds_is_held_until_the_request_is_over() -> None:
    backend, held = Backend(), True

    async def hold() -> None:
        nonlocal held
        try:
            await begin(backend)
        finally:
            held = False

    caller = asyncio.ensure_future(hold())
    await backend.reached.wait()
    caller.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not caller.done()
    assert held
    backend.released.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert (backend.finished.is_set(), held) == (True, False)


async def test_what_was_not_sent_when_its_caller_left_is_not_to_be() -> None:
    backend, commitment = Backend(), Commitment()
    caller = begin(backend, commitment)
    await backend.reached.wait()
    commitment.confirm()
    await turn_away(caller)
    with pytest.raises(ProblemRaised) as raised:
        commitment.confirm()
    assert raised.value.problem.retry is Retry.IF_UNSENT
    backend.released.set()
    await see_all_through(5)


async def test_nothing_is_sent_when_it_is_too_late_to_hear_of_it() -> None:
    now = asyncio.get_running_loop().time()
    Commitment(now + 60).confirm()
    with pytest.raises(ProblemRaised) as raised:
        Commitment(now - 1).confirm()
    problem = raised.value.problem
    assert (problem.kind, problem.status, problem.retry) == (ProblemKind.BACKEND_TIMED_OUT, 504, Retry.IF_UNSENT)
    assert problem.message.endswith("Nothing was changed.")


async def test_one_that_is_cut_off_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    backend = Backend()
    sending = asyncio.ensure_future(backend.send())

    async def pass_on() -> WireResponse:
        return await sending

    caller = asyncio.ensure_future(see_through(pass_on(), REQUEST, "calls.create", Commitment()))
    await backend.reached.wait()
    await asyncio.sleep(0)
    await turn_away(caller)
    sending.cancel()
    await see_all_through(5)
    await asyncio.sleep(0)
    assert "calls.create was cut off by the end of the gateway; its outcome is unknown; request id-1" in caplog.messages


async def test_whoever_closes_the_connections_can_wait_for_what_is_under_way() -> None:
    backend = Backend()
    caller = begin(backend)
    await backend.reached.wait()
    await turn_away(caller)
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


SOON = Headers([("Retry-After", "5")])


@pytest.mark.parametrize(
    ("answer", "is_known"),
    [
        (WireResponse(201), True),
        (WireResponse(500), True),
        (WireResponse(429, SOON), True),
        (WireResponse(503, SOON), True),  # it says itself that it did not take the request
        (WireResponse(503), False),
        (WireResponse(502), False),
        (WireResponse(502, SOON), False),
        (WireResponse(504), False),
        (WireResponse(504, SOON), False),
    ],
)
async def test_an_answer_of_what_is_in_between_leaves_it_open_too(
    answer: WireResponse, is_known: bool, caplog: pytest.LogCaptureFixture
) -> None:
    backend, unknown = Backend(answer=answer), list[str]()
    backend.released.set()
    assert await tell_unknown(backend.send(), REQUEST, "calls.create", unknown.append) == answer
    told = [] if is_known else [f"whether calls.create was carried out is not known: status {answer.status}; request id-1"]
    assert (unknown, caplog.messages) == ([] if is_known else ["calls.create"], told)
