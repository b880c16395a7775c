"""Large translations leave the event loop free, small ones do without a thread, and both end alike."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from gateway.codecs.basic import write_basic
from gateway.delivery import Backend, Send
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import Credentials, Problem, ProblemKind, ProblemRaised, Source
from gateway.off_loop import ON_LOOP, translate
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse

ASKED = WireRequest(
    "GET", "/2008-08-01/Accounts/AC1/Calls", Headers((("Authorization", write_basic(Credentials("AC1", "secret"))),))
)


def gateway_before(send: Send) -> Gateway:
    """A gateway whose 2008 callers are answered by a 2010 backend."""
    dialects = discover()
    old, new = dialects["twilio-2008"], dialects["twilio-2010"]
    front = Face("http://gateway.example", options=complete_options(old.options, {}))
    behind = Face("https://api.backend.example", options=complete_options(new.options, {}))
    return Gateway(
        routes=(Route("old", Condition(), old, front, "backend"),),
        backends={"backend": Backend(new, behind, send)},
        dialects=dialects,
        admit=pass_through,
        public_url="http://gateway.example",
    )


@pytest.mark.parametrize(("size", "beside"), [(0, False), (ON_LOOP, False), (ON_LOOP + 1, True), (10**9, True)])
async def test_what_is_large_runs_beside_the_loop(size: int, beside: bool) -> None:
    thread = await translate(size, threading.current_thread)
    assert (thread is not threading.current_thread()) is beside


@pytest.mark.parametrize("size", [0, 10**9])
async def test_a_problem_is_raised_from_either(size: int) -> None:
    problem = Problem(ProblemKind.MALFORMED, Source.CALLER, 400)

    def refuse() -> None:
        raise ProblemRaised(problem)

    with pytest.raises(ProblemRaised) as raised:
        await translate(size, refuse)
    assert raised.value.problem is problem


async def test_the_pipeline_lets_others_in_while_it_translates_a_large_answer() -> None:
    """Counted in turns of the event loop, not in time: none passes between the backend's answer and the caller's otherwise."""
    turns = 0
    answered_at = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def send(request: WireRequest, *, stream: int | None, repeatable: bool, deadline: float | None) -> WireResponse:
        nonlocal answered_at
        del request, stream, repeatable, deadline
        answered_at = turns
        calls = [{"sid": f"CA{number:032}", "status": "completed"} for number in range(4000)]
        body = json.dumps({"calls": calls, "page": 0, "page_size": 4000, "next_page_uri": None}).encode()
        assert len(body) > ON_LOOP
        return WireResponse(200, Headers((("Content-Type", "application/json"),)), body)

    counter = asyncio.ensure_future(count())
    answer = await handle(ASKED, gateway_before(send), Trail())
    counter.cancel()
    assert answer.body.count(b"<Call>") == 4000
    assert turns - answered_at > 10
