"""The limits of a caller that processes share: two stores on one Redis are to a caller what one is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from redis.asyncio import Redis

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.leases import Leases
from gateway.policy.admission.redis_link import RedisLink
from gateway.policy.admission.redis_store import RedisStore
from gateway.policy.admission.refusals import Reason, Refusal
from gateway.policy.admission.store import Place
from gateway.policy.admission.token_bucket import CallRate
from tests.unit.admission.redis_running import PATIENCE, UNHURRIED, RedisServer

_CALLER = "0123456789abcdef0123456789abcdef"
_CALLS = f"gateway:{{{_CALLER}}}:calls"
_RATE = f"gateway:{{{_CALLER}}}:rate"


@pytest.fixture
async def stores(shared_redis: RedisServer, redis: Redis) -> AsyncIterator[tuple[RedisStore, RedisStore]]:
    """Two processes, as far as the Redis can tell."""
    del redis
    one, other = (RedisStore(shared_redis.url, timing=UNHURRIED) for _ in range(2))
    yield one, other
    await one.close()
    await other.close()


async def enter(store: RedisStore, limits: CallLimits) -> Place:
    entered = await store.enter(_CALLER, limits)
    assert isinstance(entered, Place)
    return entered


async def refuse(store: RedisStore, limits: CallLimits) -> Refusal:
    entered = await store.enter(_CALLER, limits)
    assert isinstance(entered, Refusal)
    return entered


async def enter_in_time(store: RedisStore, limits: CallLimits) -> Place:
    """Asks until there is a place."""
    async with asyncio.timeout(PATIENCE):
        while isinstance(entered := await store.enter(_CALLER, limits), Refusal):
            assert entered.reason is Reason.CONCURRENCY
    return entered


async def test_calls_in_progress_are_counted_together(stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(concurrency=2)
    one, other = stores
    first = await enter(one, limits)
    second = await enter(other, limits)
    assert await refuse(one, limits) == Refusal(Reason.CONCURRENCY)
    assert await refuse(other, limits) == Refusal(Reason.CONCURRENCY)
    other.leave(second)
    third = await enter_in_time(one, limits)
    for place in (first, third):
        one.leave(place)


async def test_a_rush_on_both_is_let_in_to_the_last_place_and_no_further(stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(concurrency=10)
    results = await asyncio.gather(*(store.enter(_CALLER, limits) for store in stores for _ in range(30)))
    places = [place for place in results if isinstance(place, Place)]
    assert len(places) == 10
    assert len({place.lease for place in places}) == 10


async def test_a_rush_of_calls_takes_one_connection(shared_redis: RedisServer, redis: Redis) -> None:
    async def connections() -> int:
        return int((await redis.info("stats"))["total_connections_received"])

    store = RedisStore(shared_redis.url, timing=UNHURRIED)
    before = await connections()
    entered = await asyncio.gather(*(store.enter(str(number % 7), CallLimits()) for number in range(300)))
    assert all(isinstance(place, Place) and place.lease for place in entered)
    assert await connections() == before + 1
    await store.close()


async def test_the_rate_is_counted_together(stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(rate=CallRate(1, 3600, burst=7))
    entered = [await store.enter(_CALLER, limits) for _ in range(10) for store in stores]
    assert [isinstance(place, Place) for place in entered] == [True] * 7 + [False] * 13
    refusal = await refuse(stores[1], limits)
    assert refusal.reason is Reason.RATE
    assert 3500 < refusal.seconds <= 3600


async def test_a_call_that_is_refused_spends_nothing(stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(concurrency=1, rate=CallRate(1, 3600, burst=2))
    one, other = stores
    place = await enter(one, limits)
    for _ in range(5):
        assert (await refuse(other, limits)).reason is Reason.CONCURRENCY
    one.leave(place)
    other.leave(await enter_in_time(other, limits))
    assert (await refuse(other, limits)).reason is Reason.RATE


async def test_callers_do_not_share(stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(concurrency=1, rate=CallRate(1, 3600, burst=1))
    await enter(stores[0], limits)
    assert isinstance(await stores[1].enter("another", limits), Place)


async def test_closing_waits_until_every_place_was_given_back(shared_redis: RedisServer, redis: Redis) -> None:
    store = RedisStore(shared_redis.url, timing=UNHURRIED)
    for place in [await enter(store, CallLimits()) for _ in range(20)]:
        store.leave(place)
    await store.close()
    assert await redis.exists(_CALLS) == 0


async def test_a_place_given_back_after_closing_does_no_harm(shared_redis: RedisServer, redis: Redis) -> None:
    store = RedisStore(shared_redis.url, timing=UNHURRIED)
    place = await enter(store, CallLimits())
    await store.close()
    store.leave(place)
    assert await redis.zcard(_CALLS) == 1  # it ends by itself
    assert (await store.enter(_CALLER, CallLimits())) == Place(_CALLER)


async def test_a_caller_that_leaves_while_it_is_let_in_leaves_no_lease(shared_redis: RedisServer, redis: Redis) -> None:
    store = RedisStore(shared_redis.url, timing=UNHURRIED)
    for turns in range(12):
        entering = asyncio.ensure_future(store.enter(_CALLER, CallLimits()))
        for _ in range(turns):
            await asyncio.sleep(0)
        entering.cancel()
        with suppress(asyncio.CancelledError):
            entered = await entering
            assert isinstance(entered, Place)
            store.leave(entered)
    await store.close()
    assert await redis.zcard(_CALLS) == 0


async def test_the_leases_of_a_machine_that_died_end(shared_redis: RedisServer, stores: tuple[RedisStore, RedisStore]) -> None:
    limits = CallLimits(concurrency=1)
    link = RedisLink(shared_redis.url, timing=UNHURRIED)
    dying = Leases(link, seconds=0.2)
    assert isinstance(await dying.take(_CALLER, limits), Place)
    await dying.close()  # nothing renews it any more
    await link.close()
    assert (await refuse(stores[0], limits)).reason is Reason.CONCURRENCY
    began = time.monotonic()
    await enter_in_time(stores[0], limits)
    assert time.monotonic() - began < PATIENCE


async def test_the_lease_of_a_long_call_is_renewed(shared_redis: RedisServer, redis: Redis) -> None:
    link = RedisLink(shared_redis.url, timing=UNHURRIED)
    leases = Leases(link, seconds=0.3)
    place = await leases.take(_CALLER, CallLimits())
    assert isinstance(place, Place)
    first = await redis.zscore(_CALLS, place.lease)
    assert first is not None
    async with asyncio.timeout(PATIENCE):
        while (until := await redis.zscore(_CALLS, place.lease)) == first:
            pass
    assert until is not None
    assert until > first
    await leases.close()
    await link.close()


async def test_a_lease_that_ended_is_not_brought_back_by_renewing(shared_redis: RedisServer, redis: Redis) -> None:
    link = RedisLink(shared_redis.url, timing=UNHURRIED)
    leases = Leases(link)
    place = await leases.take(_CALLER, CallLimits())
    assert isinstance(place, Place)
    await redis.zrem(_CALLS, place.lease)
    await leases.renew()
    assert await redis.exists(_CALLS) == 0
    await leases.close()
    await link.close()


async def test_every_key_is_ours_names_nobody_and_ends(stores: tuple[RedisStore, RedisStore], redis: Redis) -> None:
    await enter(stores[0], CallLimits(rate=CallRate(1, 60, burst=10)))
    assert set(await redis.keys()) == {_CALLS, _RATE}
    assert 0 < await redis.pttl(_CALLS) <= 30_000
    assert 0 < await redis.pttl(_RATE) <= 60_000


async def test_scripts_are_sent_anew_to_a_redis_that_forgot_them(stores: tuple[RedisStore, RedisStore], redis: Redis) -> None:
    await enter(stores[0], CallLimits())
    await redis.script_flush()
    await enter(stores[0], CallLimits())
