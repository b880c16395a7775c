"""Work in a lane: one at a time, the call that has come furthest first, and no turn is lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import pytest

from gateway.lane import Lane, Step

T = TypeVar("T")


class Gate:
    """Work that goes on until it is let."""

    def __init__(self) -> None:
        self.begun, self._end = threading.Event(), threading.Event()

    def work(self) -> None:
        self.begun.set()
        assert self._end.wait(30)

    def open(self) -> None:
        self._end.set()


@asynccontextmanager
async def taken(lane: Lane) -> AsyncIterator[Gate]:
    """The lane is busy while the block runs."""
    gate = Gate()
    working = asyncio.ensure_future(lane.run(Step.READ_REQUEST, gate.work))
    try:
        await asyncio.to_thread(gate.begun.wait, 30)
        yield gate
    finally:
        gate.open()
        await working


async def queue(*work: asyncio.Future[T]) -> None:
    """All of them have begun to wait."""
    for _ in work:
        await asyncio.sleep(0)


async def test_who_has_come_furthest_goes_next_and_among_equals_who_came_first() -> None:
    lane, order = Lane("lane"), list[str]()
    waiting = [(Step.READ_ANSWER, "b"), (Step.WRITE_ANSWER, "a"), (Step.READ_ANSWER, "c"), (Step.READ_REQUEST, "d")]
    async with taken(lane):
        work = [asyncio.ensure_future(lane.run(step, partial(order.append, name))) for step, name in waiting]
        await queue(*work)
    async with asyncio.timeout(30):
        await asyncio.gather(*work)
    assert order == ["a", "b", "c", "d"]


async def test_a_call_makes_its_steps_without_another_in_between() -> None:
    lane, order = Lane("lane"), list[str]()

    async def make_steps(name: str) -> None:
        for step in (Step.READ_ANSWER, Step.SHOW_ANSWER, Step.WRITE_ANSWER):
            await lane.run(step, lambda: order.append(name))

    async with asyncio.timeout(30):
        await asyncio.gather(*map(make_steps, "abc"))
    assert order == [*"aaabbbccc"]


async def test_never_are_two_at_work() -> None:
    lane, at_work, seen = Lane("lane"), set[int](), list[int]()

    def work(number: int) -> None:
        at_work.add(number)
        seen.append(len(at_work))
        at_work.remove(number)

    async with asyncio.timeout(30):
        await asyncio.gather(*(lane.run(Step.READ_ANSWER, partial(work, number)) for number in range(200)))
    assert seen == [1] * 200


async def test_who_goes_away_while_waiting_holds_up_nobody() -> None:
    lane = Lane("lane")
    async with taken(lane):
        gone = asyncio.ensure_future(lane.run(Step.WRITE_ANSWER, threading.get_ident))
        stays = asyncio.ensure_future(lane.run(Step.READ_REQUEST, threading.get_ident))
        await queue(gone, stays)
        gone.cancel()
    async with asyncio.timeout(30):
        assert await stays != threading.get_ident()
    assert gone.cancelled()


async def test_who_goes_away_as_its_turn_comes_passes_it_on() -> None:
    lane, gate = Lane("lane"), Gate()

    async def end_and_send_away() -> None:
        await lane.run(Step.READ_ANSWER, gate.work)
        asyncio.get_running_loop().call_soon(gone.cancel)  # behind the one that gives it its turn

    ending = asyncio.ensure_future(end_and_send_away())
    await asyncio.to_thread(gate.begun.wait, 30)
    gone = asyncio.ensure_future(lane.run(Step.WRITE_ANSWER, threading.get_ident))
    stays = asyncio.ensure_future(lane.run(Step.READ_REQUEST, threading.get_ident))
    await queue(gone, stays)
    gate.open()
    async with asyncio.timeout(30):
        assert await stays != threading.get_ident()
    await ending
    assert gone.cancelled()


async def test_work_whose_call_has_gone_away_keeps_the_lane_until_its_end() -> None:
    lane, gate, order = Lane("lane"), Gate(), list[str]()

    def work() -> None:
        gate.work()
        order.append("given up")

    given_up = asyncio.ensure_future(lane.run(Step.READ_ANSWER, work))
    await asyncio.to_thread(gate.begun.wait, 30)
    given_up.cancel()
    follows = asyncio.ensure_future(lane.run(Step.READ_ANSWER, lambda: order.append("next")))
    await queue(given_up, follows)
    gate.open()
    async with asyncio.timeout(30):
        await follows
    assert order == ["given up", "next"]


async def test_what_is_raised_is_raised_and_the_next_has_its_turn() -> None:
    lane = Lane("lane")

    def fail() -> None:
        raise ValueError("as it should")

    async with asyncio.timeout(30):
        failing = asyncio.ensure_future(lane.run(Step.READ_ANSWER, fail))
        follows = asyncio.ensure_future(lane.run(Step.READ_ANSWER, lambda: "next"))
        with pytest.raises(ValueError, match="as it should"):
            await failing
        assert await follows == "next"
