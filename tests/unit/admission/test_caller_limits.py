"""What one caller may have in this process; the same of processes that share is in test_shared_limits.py."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from gateway.model import Problem, ProblemKind, ProblemRaised
from gateway.policy.admission.callers import CallerLimits
from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.refusals import Reason
from gateway.policy.admission.store import MemoryStore
from gateway.policy.admission.token_bucket import CallRate
from tests.unit.admission.clocks import Clock, Told


async def refused(callers: CallerLimits, caller: str) -> Problem:
    with pytest.raises(ProblemRaised) as raised:
        await callers.hold(caller).__aenter__()
    return raised.value.problem


async def test_so_many_at_once_of_each_caller() -> None:
    told = Told()
    callers = CallerLimits(MemoryStore(), CallLimits(concurrency=2), told)
    async with callers.hold("a"):
        async with callers.hold("a"), callers.hold("b"):
            problem = await refused(callers, "a")
            assert (problem.kind, problem.status, problem.retry_after) == (ProblemKind.THROTTLED, 429, 1)
            assert told.what == [Reason.CONCURRENCY]
        async with callers.hold("a"):
            await refused(callers, "a")


async def test_a_call_that_fails_or_leaves_gives_its_place_back() -> None:
    store = MemoryStore()
    callers = CallerLimits(store, CallLimits(concurrency=1))
    with pytest.raises(LookupError):
        async with callers.hold("a"):
            raise LookupError
    inside = asyncio.Event()

    async def stay() -> None:
        async with callers.hold("a"):
            inside.set()
            await asyncio.Event().wait()

    staying = asyncio.create_task(stay())
    await inside.wait()
    staying.cancel()
    await asyncio.wait((staying,))
    async with callers.hold("a"):
        await refused(callers, "a")
    assert len(store.calls) == 0


async def test_so_many_in_a_while_and_when_to_come_back() -> None:
    clock, told = Clock(), Told()
    callers = CallerLimits(MemoryStore(clock), CallLimits(rate=CallRate(6, 60, burst=2)), told)
    for _ in range(2):
        async with callers.hold("a"):
            pass
    problem = await refused(callers, "a")
    assert (problem.kind, problem.status, problem.retry_after) == (ProblemKind.THROTTLED, 429, 10)
    assert told.what == [Reason.RATE]
    async with callers.hold("b"):
        pass
    clock.now += 10
    async with callers.hold("a"):
        pass
    await refused(callers, "a")


async def test_a_refused_call_spends_nothing() -> None:
    clock = Clock()
    callers = CallerLimits(MemoryStore(clock), CallLimits(concurrency=1, rate=CallRate(1, 60, burst=2)))
    async with callers.hold("a"):
        for _ in range(5):
            assert "in progress" in (await refused(callers, "a")).message
    async with callers.hold("a"):
        assert "more calls than it may" in (await refused(callers, "a")).message
    clock.now += 60
    async with callers.hold("a"):
        pass


async def test_other_limits_hold_from_now_on() -> None:
    callers = CallerLimits(MemoryStore(), CallLimits(concurrency=1))
    async with callers.hold("a"):
        callers.change(CallLimits(concurrency=2))
        async with callers.hold("a"):
            callers.change(CallLimits(concurrency=1))
            await refused(callers, "a")


async def test_a_flood_of_made_up_callers_takes_no_room() -> None:
    store = MemoryStore(Clock(), capacity=100)
    callers = CallerLimits(store, CallLimits(rate=CallRate(1, 3600, burst=5)))
    async with AsyncExitStack() as held:
        for number in range(2000):
            async with callers.hold(f"made up {number}"):
                pass
        for number in range(150):
            await held.enter_async_context(callers.hold(f"in progress {number}"))
        assert len(store.calls) == 150  # as many as there are calls, however many may be remembered
    assert len(store.calls) == 100
