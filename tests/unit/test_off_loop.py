"""Large translations leave the event loop free, small ones do without a thread, and both end alike."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
from collections.abc import Iterator

import pytest

from gateway.codecs.basic import write_basic
from gateway.delivery import Backend, Send
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import Credentials, Problem, ProblemKind, ProblemRaised, Source
from gateway.off_loop import ON_LOOP, settle_process, translate
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

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        nonlocal answered_at
        del request, wishes
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


@pytest.fixture
def _as_before() -> Iterator[None]:
    """What these tests change of the whole process is put back."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_before")
async def test_full_collections_wait_until_the_last_large_translation_is_over() -> None:
    usual = gc.get_threshold()
    first, second = threading.Event(), threading.Event()
    one, other = (asyncio.create_task(translate(10**9, event.wait)) for event in (first, second))
    await asyncio.sleep(0)
    assert gc.get_threshold()[:2] == usual[:2]
    assert gc.get_threshold()[2] > 10**6
    first.set()
    await one
    assert gc.get_threshold()[2] > 10**6
    second.set()
    await other
    assert gc.get_threshold() == usual


@pytest.mark.usefixtures("_as_before")
async def test_small_ones_leave_the_collector_alone() -> None:
    usual = gc.get_threshold()
    assert await translate(ON_LOOP, gc.get_threshold) == usual


@pytest.mark.usefixtures("_as_before")
def test_a_settled_process_takes_short_turns_and_does_not_collect_what_stays() -> None:
    settle_process()
    assert sys.getswitchinterval() == pytest.approx(0.001)
    held = gc.get_freeze_count()
    assert held > 10_000
    settle_process()
    assert gc.get_freeze_count() == pytest.approx(held, rel=0.1)


REQUESTS = {
    "a text": b"From=%2B15555550100&To=%2B15555550101&Body=" + b"x" * 4_000_000,
    "escapes": b"From=%2B15555550100&To=%2B15555550101&Body=" + b"%C3%A9+" * 600_000,
    "parameters": b"&".join(b"Name%d=%d" % (number, number) for number in range(900)) + b"&Body=" + b"%C3%A9+" * 300_000,
}


@pytest.mark.parametrize("body", REQUESTS.values(), ids=REQUESTS)
async def test_others_are_let_in_while_a_large_request_is_translated(body: bytes) -> None:
    turns = began = asked_at = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def send(request: WireRequest, **_how: object) -> WireResponse:
        nonlocal asked_at
        asked_at = turns
        assert len(request.body) >= 100_000
        return WireResponse(500, Headers((("Content-Type", "text/plain"),)), b"no")

    headers = ASKED.headers.plus(("Content-Type", "application/x-www-form-urlencoded"))
    counter = asyncio.ensure_future(count())
    await asyncio.sleep(0)
    began = turns
    await handle(WireRequest("POST", "/2008-08-01/Accounts/AC1/SMS/Messages", headers, body), gateway_before(send), Trail())
    counter.cancel()
    assert asked_at - began > 10
