"""Limits that two gateways share through a Redis, which is killed and revived while they serve."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from gateway.model import Credentials
from gateway.policy.admission.redis_exchange import Timing
from tests.unit.admission.redis_running import RedisServer, redis_running
from tests.unit.upstream.raw_backend import Backend, backend_with
from tests.wire.gateway_running import NEW, Front, Setting, assert_error, gateway_to
from tests.wire.listening import PATIENCE
from tests.wire.test_limits import ANYBODYS, Slow, asking, get, target

STRANGER = Credentials("ACcccccccccccccccccccccccccccccccc", "dummy")


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A Redis, and gateways that are patient with it: a busy machine is no dead Redis."""
    patient = functools.partial(Timing, operation=5, connect=5, pause=0.05)
    monkeypatch.setattr("gateway.policy.admission.redis_link.Timing", patient)
    with redis_running() as server:
        yield server


@asynccontextmanager
async def gateways(redis: RedisServer, limits: str, backend: Backend) -> AsyncIterator[tuple[Front, Front]]:
    setting = Setting(limits=f"{{store: '{redis.url}', {limits}}}")
    async with AsyncExitStack() as running:
        one, other = [await running.enter_async_context(gateway_to(backend.endpoint, setting)) for _ in range(2)]
        yield one, other


def store_up(front: Front) -> bool:
    return b"gateway_limit_store_up 1.0" in front.running.metrics_text()


async def test_the_rate_of_a_caller_is_that_of_all_its_calls(redis: RedisServer) -> None:
    async with (
        backend_with(ANYBODYS) as backend,
        gateways(redis, "per_caller: {rate: 1/h, burst: 4}", backend) as fronts,
    ):
        statuses = [(await front.ask(get())).status for _ in range(4) for front in fronts]
        assert statuses == [200] * 4 + [429] * 4
        assert len(backend.received) == 4


async def test_calls_in_progress_are_those_at_both(redis: RedisServer) -> None:
    slow = Slow()
    async with (
        backend_with(slow) as backend,
        gateways(redis, "per_caller: {concurrency: 1}", backend) as (one, other),
        asking(one, get()) as first,
    ):
        await slow.was_asked()
        assert (await other.ask(get())).status == 429
        slow.may_answer.release()
        assert (await first.read_response()).status == 200
        slow.may_answer.release()
        async with asyncio.timeout(PATIENCE):
            while (await other.ask(get())).status == 429:
                continue


async def test_a_gateway_whose_redis_died_serves_on_by_itself(redis: RedisServer) -> None:
    async with (
        backend_with(ANYBODYS) as backend,
        gateways(redis, "per_caller: {rate: 1/h, burst: 3}", backend) as (one, other),
    ):
        assert (await one.ask(get())).status == 200
        redis.kill()
        statuses = [(await one.ask(get())).status for _ in range(4)]
        assert statuses == [200, 200, 429, 429]  # one was counted before
        assert not store_up(one)
        assert store_up(other)
        redis.start()
        async with asyncio.timeout(PATIENCE):
            while not store_up(one):
                await one.ask(get(caller=STRANGER))  # whose login is looked up there


async def test_a_gateway_that_must_count_refuses_while_its_redis_is_dead(redis: RedisServer) -> None:
    async with (
        backend_with(ANYBODYS) as backend,
        gateways(redis, "on_store_failure: refuse", backend) as (one, _),
    ):
        assert (await one.ask(get())).status == 200
        redis.kill()
        response = await one.ask(get())
        assert_error(response, 503, path=target(NEW))
        assert response.get("Retry-After") == "1"
        assert len(backend.received) == 1
        redis.start()
        async with asyncio.timeout(PATIENCE):
            while (await one.ask(get())).status == 503:
                continue
        assert store_up(one)
