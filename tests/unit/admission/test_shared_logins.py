"""Failed logins that processes share: what one of them saw counts for the other."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from gateway.model import Problem, ProblemRaised
from gateway.policy.admission.logins import LoginGuard
from gateway.policy.admission.logins_here import LoginLimits
from gateway.policy.admission.redis_store import RedisStore
from tests.unit.admission.redis_running import UNHURRIED, RedisServer

OWNER, GUESSER, ELSEWHERE = "192.0.2.1", "198.51.100.2", "203.0.113.3"
LIMITS = LoginLimits(attempts=4, within=60)


@pytest.fixture
async def guards(shared_redis: RedisServer, redis: Redis) -> AsyncIterator[tuple[LoginGuard, LoginGuard]]:
    """Two processes, as far as the Redis can tell."""
    del redis
    stores = [RedisStore(shared_redis.url, timing=UNHURRIED) for _ in range(2)]
    one, other = (LoginGuard(store, LIMITS) for store in stores)
    yield one, other
    for store in stores:
        await store.close()


async def fail(guard: LoginGuard, client: str, login: str, times: int = 1) -> None:
    for _ in range(times):
        await guard.check(client, login)
        await guard.note(client, login, succeeded=False)


async def succeed(guard: LoginGuard, client: str, login: str) -> None:
    await guard.check(client, login)
    await guard.note(client, login, succeeded=True)


async def refused(guard: LoginGuard, client: str, login: str) -> Problem:
    with pytest.raises(ProblemRaised) as raised:
        await guard.check(client, login)
    return raised.value.problem


async def test_failures_are_counted_together(guards: tuple[LoginGuard, LoginGuard]) -> None:
    one, other = guards
    await fail(one, GUESSER, "AC1", times=2)
    await fail(other, GUESSER, "AC1", times=2)
    for guard in guards:
        problem = await refused(guard, GUESSER, "AC2")  # the address
        assert problem.status == 429
        assert problem.retry_after is not None
        assert 50 < problem.retry_after <= 60
        await refused(guard, ELSEWHERE, "AC1")  # the id
        await guard.check(ELSEWHERE, "AC2")


async def test_the_owner_is_known_to_a_process_it_never_called(guards: tuple[LoginGuard, LoginGuard]) -> None:
    one, other = guards
    await succeed(one, OWNER, "AC1")
    await fail(one, GUESSER, "AC1", times=4)
    await refused(other, ELSEWHERE, "AC1")
    await succeed(other, OWNER, "AC1")


async def test_a_success_takes_back_no_failure(guards: tuple[LoginGuard, LoginGuard]) -> None:
    one, other = guards
    await succeed(one, GUESSER, "OWN")
    for guard in (one, other, one, other):
        await fail(guard, GUESSER, "AC1")
        await succeed(guard, GUESSER, "OWN")
    await refused(other, GUESSER, "AC2")


async def test_guessing_at_an_id_where_it_is_known_is_counted_too(guards: tuple[LoginGuard, LoginGuard]) -> None:
    one, _ = guards
    await succeed(one, OWNER, "AC1")
    await fail(one, OWNER, "AC1", times=4)
    await refused(one, OWNER, "AC1")


async def test_a_login_of_somebody_known_asks_nothing(guards: tuple[LoginGuard, LoginGuard], redis: Redis) -> None:
    one, _ = guards
    await succeed(one, OWNER, "AC1")
    await redis.config_resetstat()
    for _ in range(20):
        await succeed(one, OWNER, "AC1")
    asked = await redis.info("commandstats")
    assert [name for name in asked if "pttl" in name or "set" in name.removeprefix("cmdstat_config|reset")] == []


async def test_every_key_is_ours_names_nobody_and_ends(guards: tuple[LoginGuard, LoginGuard], redis: Redis) -> None:
    one, _ = guards
    await succeed(one, OWNER, "AC1")
    await fail(one, GUESSER, "AC2", times=2)
    keys = await redis.keys()
    assert len(keys) == 3
    for key in map(str, keys):
        kind, digest = key.removeprefix("gateway:").split(":")
        assert kind in {"known", "failed"}
        assert len(digest) == 32
        assert 0 < await redis.pttl(key) <= (86_400_000 if kind == "known" else 60_000)
