"""The queue before the calls in progress: its order, its limits, and that no place is lost whoever leaves when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from gateway.model import ProblemKind, ProblemRaised, Source
from gateway.policy.admission.gate import Gate, GateLimits
from gateway.policy.admission.refusals import Reason
from tests.unit.admission.clocks import StillLoop, Told


@pytest.fixture
def loop() -> Iterator[StillLoop]:
    loop = StillLoop()
    yield loop
    loop.close()


class Call:
    """A call that holds its place until it is told to end, and does something just before or after in the same breath."""

    def __init__(self, loop: StillLoop, gate: Gate) -> None:
        self._end = asyncio.Event()
        self.first: Callable[[], object] = bool
        self.then: Callable[[], object] = bool
        self.is_in = False
        self.task = loop.create_task(self._run(gate))
        loop.settle()

    async def _run(self, gate: Gate) -> None:
        async with gate.hold():
            self.is_in = True
            await self._end.wait()
            self.first()
        self.is_in = False
        self.then()

    def end(self) -> None:
        self._end.set()

    def raised(self) -> ProblemRaised:
        error = self.task.exception()
        assert isinstance(error, ProblemRaised)
        return error


def finish(loop: StillLoop, gate: Gate, *calls: Call) -> None:
    """Ends all calls and checks that nothing is left of them."""
    for call in calls:
        call.end()
    loop.settle()
    assert all(call.task.done() for call in calls)
    assert (gate.busy, gate.waiting) == (0, 0)


def test_so_many_are_in_and_the_next_waits_for_a_place(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=2, queue=2))
    first, second, third = (Call(loop, gate) for _ in range(3))
    assert (first.is_in, second.is_in, third.is_in) == (True, True, False)
    assert (gate.busy, gate.waiting) == (2, 1)
    second.end()
    loop.settle()
    assert third.is_in
    finish(loop, gate, first, third)


def test_who_waits_is_called_up_in_order_and_nobody_overtakes(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=3))
    calls = [Call(loop, gate) for _ in range(3)]
    calls[0].end()
    calls.append(Call(loop, gate))
    loop.settle()
    assert [call.is_in for call in calls] == [False, True, False, False]
    calls[1].end()
    loop.settle()
    assert [call.is_in for call in calls] == [False, False, True, False]
    finish(loop, gate, *calls)


def test_a_full_queue_sheds_at_once(loop: StillLoop) -> None:
    told = Told()
    gate = Gate(GateLimits(concurrency=1, queue=1, queue_time=2.5), told)
    calls = [Call(loop, gate) for _ in range(3)]
    problem = calls[2].raised().problem
    assert (problem.kind, problem.source, problem.status) == (ProblemKind.OVERLOADED, Source.GATEWAY, 503)
    assert problem.retry_after == 3
    assert told.what == [Reason.QUEUE_FULL]
    assert not calls[1].task.done()
    finish(loop, gate, *calls[:2])


def test_it_is_told_how_long_each_waited_that_had_to_however_that_ended(loop: StillLoop) -> None:
    told = Told()
    gate = Gate(GateLimits(concurrency=1, queue=3, queue_time=5.0), told)
    first, second, leaver, patient = (Call(loop, gate) for _ in range(4))
    loop.pass_time(1.0)
    first.end()
    loop.settle()
    assert second.is_in
    loop.pass_time(1.0)
    leaver.task.cancel()
    loop.settle()
    loop.pass_time(3.0)
    assert patient.raised().problem.status == 503
    assert told.waits == [1.0, 2.0, 5.0]
    finish(loop, gate, second)


def test_without_a_queue_nobody_waits(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=0))
    first, second = Call(loop, gate), Call(loop, gate)
    assert second.raised().problem.status == 503
    finish(loop, gate, first)


def test_who_waited_long_enough_is_sent_away(loop: StillLoop) -> None:
    told = Told()
    gate = Gate(GateLimits(concurrency=1, queue=2, queue_time=5), told)
    first, early = Call(loop, gate), Call(loop, gate)
    loop.pass_time(2)
    late = Call(loop, gate)
    loop.pass_time(2.9)
    assert not early.task.done()
    loop.pass_time(0.2)
    assert early.raised().problem.status == 503
    assert (told.what, gate.waiting) == ([Reason.QUEUE_TIME], 1)
    first.end()
    loop.settle()
    assert late.is_in
    finish(loop, gate, late)


def test_who_leaves_the_queue_frees_its_place_in_it(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=1))
    first, leaver = Call(loop, gate), Call(loop, gate)
    leaver.task.cancel()
    loop.settle()
    assert gate.waiting == 0
    third = Call(loop, gate)
    assert not third.task.done()
    finish(loop, gate, first, third)


@pytest.mark.parametrize("leaves_first", [True, False], ids=["leaves, then called up", "called up, then leaves"])
def test_a_call_that_leaves_as_it_is_called_up_hands_the_place_on(loop: StillLoop, *, leaves_first: bool) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=2))
    first, leaver, third = (Call(loop, gate) for _ in range(3))

    # The leaver has not run since the first of the two happened, when the second does.
    if leaves_first:
        first.first = leaver.task.cancel
    else:
        first.then = leaver.task.cancel
    first.end()
    loop.settle()
    assert not leaver.is_in
    assert leaver.task.cancelled()
    assert third.is_in
    finish(loop, gate, third)


def test_who_is_called_up_as_its_time_is_over_is_in(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=1, queue_time=5))
    first, second = Call(loop, gate), Call(loop, gate)
    first.then = lambda: loop.pass_by(10)
    first.end()
    loop.settle()
    assert second.is_in
    finish(loop, gate, first, second)


def test_a_call_that_fails_gives_its_place_back(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1))

    async def fail() -> None:
        async with gate.hold():
            raise LookupError

    with pytest.raises(LookupError):
        loop.run_until_complete(fail())
    finish(loop, gate)


def test_other_limits_hold_from_now_on(loop: StillLoop) -> None:
    gate = Gate(GateLimits(concurrency=1, queue=3))
    calls = [Call(loop, gate) for _ in range(4)]
    gate.change(GateLimits(concurrency=3, queue=3))
    loop.settle()
    assert [call.is_in for call in calls] == [True, True, True, False]
    gate.change(GateLimits(concurrency=1, queue=3))
    calls[0].end()
    calls[1].end()
    loop.settle()
    assert [call.is_in for call in calls] == [False, False, True, False]
    calls[2].end()
    loop.settle()
    assert [call.is_in for call in calls] == [False, False, False, True]
    finish(loop, gate, calls[3])
