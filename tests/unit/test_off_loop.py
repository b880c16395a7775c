"""Large translations leave the event loop free, small ones do without a thread, and both end alike."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
import weakref
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import FrameType

import pytest
from msgspec.structs import replace

from gateway.codecs.basic import write_basic
from gateway.delivery import Backend, Send
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.lane import Step
from gateway.model import ApiResponse, Credentials, Problem, ProblemKind, ProblemRaised, Resource, Source
from gateway.off_loop import ON_LOOP, translate
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.release import Piecemeal
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
    thread = await translate(size, Step.READ_ANSWER, threading.current_thread)
    assert (thread is not threading.current_thread()) is beside


@pytest.mark.parametrize("size", [0, 10**9])
async def test_a_problem_is_raised_from_either(size: int) -> None:
    problem = Problem(ProblemKind.MALFORMED, Source.CALLER, 400)

    def refuse() -> None:
        raise ProblemRaised(problem)

    with pytest.raises(ProblemRaised) as raised:
        await translate(size, Step.READ_ANSWER, refuse)
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


class Watched(str):
    """A text that tells in which thread it was freed."""

    __slots__ = ("__weakref__",)


class Grave:
    """Notes the threads in which something is freed."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self._freed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._watched: list[weakref.ref[object]] = []

    def text(self) -> Watched:
        made = Watched("x")
        self.watch(made)
        return made

    def watch(self, thing: object) -> None:
        self._watched.append(weakref.ref(thing, self._note))

    def _note(self, _of: object) -> None:
        self.threads.append(threading.current_thread())
        self._loop.call_soon_threadsafe(self._freed.set)

    async def filled(self) -> None:
        async with asyncio.timeout(30):
            await self._freed.wait()


@pytest.mark.parametrize("beside", [(), (1, 2)])
async def test_what_the_loop_drops_of_a_large_answer_is_freed_beside_it(beside: tuple[int, ...]) -> None:
    grave = Grave()

    def read() -> object:
        made = ApiResponse(200, Resource("call", {"sid": grave.text()}))
        return (made, beside) if beside else made

    answer = await translate(10**9, Step.READ_ANSWER, read)
    assert grave.threads == []
    del answer
    await grave.filled()
    assert threading.current_thread() not in grave.threads


async def test_what_a_large_answer_was_read_into_in_vain_is_freed_before_the_problem_arrives() -> None:
    grave = Grave()

    def read() -> None:
        tree = [grave.text()]
        try:
            parse(tree)
        except ValueError as error:
            raise ProblemRaised(Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, 502)) from error

    def parse(tree: list[Watched]) -> None:
        raise ValueError(str(len(tree)))

    with pytest.raises(ProblemRaised):
        await translate(10**9, Step.READ_ANSWER, read)
    assert len(grave.threads) == 1
    assert threading.current_thread() not in grave.threads


async def test_the_loop_frees_nothing_of_the_trees_of_a_large_call() -> None:
    calls = [{"sid": f"CA{number:032}", "status": "completed"} for number in range(4000)]
    data = {"calls": calls, "page": 0, "page_size": 4000, "next_page_uri": None}
    body = json.dumps(data).encode()

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        del request, wishes
        return WireResponse(200, Headers((("Content-Type", "application/json"),)), body)

    grave, freed_on_loop = Grave(), 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal freed_on_loop
        freed_on_loop += event == "call" and frame.f_code is Piecemeal.__del__.__code__

    before = sys.getprofile()
    sys.setprofile(count)  # of this thread alone
    try:
        trail = Trail()
        answer = await handle(ASKED, gateway_before(send), trail)
        assert trail.answered is not None
        grave.watch(trail.answered)
        del trail
        await grave.filled()
    finally:
        sys.setprofile(before)
    assert answer.body.count(b"CA000") == 4000
    assert freed_on_loop == 0


async def test_collections_are_put_off_and_go_on() -> None:
    usual = gc.get_threshold()
    during = await translate(10**9, Step.READ_ANSWER, gc.get_threshold)
    assert during[1:] == usual[1:]
    assert 1_000_000 < during[0] < 100_000_000
