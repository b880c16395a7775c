"""Large translations leave the event loop free, small ones do without a thread, and both end alike."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

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
    """A gateway whose callers, of both dialects, are answered by a 2010 backend."""
    dialects = discover()
    old, new = dialects["twilio-2008"], dialects["twilio-2010"]
    front = Face("http://gateway.example", options=complete_options(old.options, {}))
    behind = Face("https://api.backend.example", options=complete_options(new.options, {}))
    return Gateway(
        routes=(
            Route("old", Condition(path="/2008-08-01"), old, front, "backend"),
            Route("new", Condition(), new, Face("http://gateway.example", options=behind.options), "backend"),
        ),
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


class Turns:
    """How often the event loop came round. Counted in its turns, not in time: it does nothing else."""

    def __init__(self) -> None:
        self.count = 0

    async def go_on(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)


@dataclass
class Begun:
    """A large body of which the first bytes are here."""

    whole: bytes

    @property
    def begun(self) -> bytes:
        return self.whole[:1000]

    async def read(self) -> bytes:
        return self.whole

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.whole

    async def aclose(self) -> None: ...


@pytest.mark.parametrize(("version", "comes_whole"), [("2008-08-01", True), ("2010-04-01", True), ("2010-04-01", False)])
async def test_the_pipeline_lets_others_in_while_it_translates_a_large_answer(version: str, comes_whole: bool) -> None:
    """Also one that would have passed unread, did it not name the backend's own host: reading it is not all there is to do."""
    turns, answered_at = Turns(), 0
    calls = [{"sid": f"CA{number:032}", "status": "completed"} for number in range(4000)]
    first = "https://api.backend.example/2010-04-01/Accounts/AC1/Calls.json?Page=0"
    data = {"first_page_uri": first, "calls": calls, "page": 0, "page_size": 4000, "next_page_uri": None}
    body = json.dumps(data).encode()
    assert len(body) > ON_LOOP

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        nonlocal answered_at
        del request, wishes
        answered_at = turns.count
        headers = Headers((("Content-Type", "application/json"),))
        return WireResponse(200, headers, body) if comes_whole else WireResponse(200, headers, stream=Begun(body))

    counter = asyncio.ensure_future(turns.go_on())
    trail = Trail()
    asked = replace(ASKED, target=f"/{version}/Accounts/AC1/Calls{'' if version == '2008-08-01' else '.json'}")
    answer = await handle(asked, gateway_before(send), trail)
    counter.cancel()
    assert answer.body.count(b"CA000") == 4000
    assert b"api.backend.example" not in answer.body
    assert trail.received == len(body)
    assert turns.count - answered_at > 10
