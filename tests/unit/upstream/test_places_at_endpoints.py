"""Places are handed on in turn, and none is lost to somebody who leaves just when it is theirs."""

from __future__ import annotations

import asyncio

import pytest

from gateway.model import ProblemRaised
from gateway.upstream.places import Places, Seat
from tests.unit.upstream.raw_backend import PATIENCE


async def waiting(places: Places, seconds: float = PATIENCE) -> asyncio.Task[None]:
    task = asyncio.create_task(places.take(seconds))
    await asyncio.sleep(0)
    return task


async def test_who_waited_longest_is_next_and_nobody_comes_between() -> None:
    places = Places(1)
    assert places.take_free()
    first, second = await waiting(places), await waiting(places)
    places.give_back()
    assert not places.take_free()
    await asyncio.wait_for(first, PATIENCE)
    assert not second.done()
    places.give_back()
    await asyncio.wait_for(second, PATIENCE)
    places.give_back()
    assert not places.all_taken


@pytest.mark.parametrize("given", [False, True])
async def test_a_place_of_one_who_leaves_is_not_lost(*, given: bool) -> None:
    places = Places(1)
    assert places.take_free()
    leaving = await waiting(places)
    if given:
        places.give_back()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    if not given:
        places.give_back()
    assert places.take_free()


async def test_who_waits_too_long_is_told_and_not_waited_for() -> None:
    places = Places(1)
    assert places.take_free()
    with pytest.raises(ProblemRaised):
        await places.take(0.01)
    places.give_back()
    assert places.take_free()


async def test_a_call_moves_only_where_a_place_is_free() -> None:
    here, there = Places(1), Places(1)
    assert here.take_free()
    seat = Seat(here)
    assert seat.move_to(here)
    assert seat.move_to(there)
    assert (here.all_taken, there.all_taken) == (False, True)
    assert here.take_free()
    assert not Seat(here).move_to(there)
    seat.give_back()
    assert (here.all_taken, there.all_taken) == (True, False)
