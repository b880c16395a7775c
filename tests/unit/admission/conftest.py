"""One Redis for the tests that leave it running, emptied for each; and one each for those that do not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from tests.unit.admission.redis_running import RedisServer, redis_running


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    with redis_running() as server:
        yield server


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis the test may do anything to."""
    with redis_running() as server:
        yield server


@pytest.fixture
async def redis(shared_redis: RedisServer) -> AsyncIterator[Redis]:
    """What is in the shared Redis, nothing at first."""
    async with shared_redis.client() as client:
        await client.flushall()
        yield client
