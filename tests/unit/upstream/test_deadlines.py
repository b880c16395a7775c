"""One timer for many deadlines: each is acted on when it has passed, none before, and none that moved away."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field

from gateway.upstream.deadlines import Deadlines
from tests.unit.upstream.raw_backend import PATIENCE


@dataclass(eq=False)
class Waiting:
    deadline: float
    expired_at: float | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def expire(self) -> None:
        self.expired_at = asyncio.get_running_loop().time()
        self.deadline = math.inf
        self.over.set()


async def test_each_is_acted_on_in_its_time() -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    late, soon, never = Waiting(now + 0.1), Waiting(now + 0.02), Waiting(math.inf)
    deadlines = Deadlines([late, soon, never], loop)
    deadlines.heed(late.deadline)
    deadlines.heed(soon.deadline)
    await asyncio.wait_for(late.over.wait(), PATIENCE)
    assert soon.expired_at is not None
    assert late.expired_at is not None
    assert now + 0.02 <= soon.expired_at <= late.expired_at
    assert now + 0.1 <= late.expired_at
    assert never.expired_at is None


async def test_one_that_moved_away_is_left_alone_until_then() -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    moved, other = Waiting(now + 0.02), Waiting(now + 0.05)
    deadlines = Deadlines([moved, other], loop)
    deadlines.heed(moved.deadline)
    moved.deadline = now + 0.1
    await asyncio.wait_for(other.over.wait(), PATIENCE)
    await asyncio.wait_for(moved.over.wait(), PATIENCE)
    assert moved.expired_at is not None
    assert moved.expired_at >= now + 0.1


async def test_stopped_it_acts_no_more_until_the_next() -> None:
    loop = asyncio.get_running_loop()
    first, second = Waiting(loop.time()), Waiting(math.inf)
    timed = [first, second]
    deadlines = Deadlines(timed, loop)
    deadlines.heed(first.deadline)
    deadlines.stop()
    timed.remove(first)
    second.deadline = loop.time()
    deadlines.heed(second.deadline)
    await asyncio.wait_for(second.over.wait(), PATIENCE)
    assert first.expired_at is None
