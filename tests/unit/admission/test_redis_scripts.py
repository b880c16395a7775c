"""The script a call is let in by, against the library that counts in memory: the same verdict at every moment.

The script runs in a real Redis, with the time of the test in place of the server's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from gateway.policy.admission.redis_scripts import ENTER
from gateway.policy.admission.token_bucket import Buckets, CallRate
from tests.unit.admission.clocks import Clock
from tests.unit.admission.redis_running import RedisServer

_KEYS = ("{a}:rate", "{a}:calls")
_AT_A_TIME = ENTER.replace("redis.call('TIME')", "{tonumber(ARGV[6]), tonumber(ARGV[7])}")


@pytest.fixture
def server(shared_redis: RedisServer) -> Iterator[Redis]:
    with Redis(unix_socket_path=str(shared_redis.socket)) as client:
        client.flushall()
        yield client


def ask(server: Redis, clock: Clock, rate: CallRate, *, lease: str, concurrency: int = 10**6) -> tuple[int, int]:
    """What the script says at that time, in whole milliseconds."""
    milliseconds = round(clock.now * 1000)
    time = (milliseconds // 1000, milliseconds % 1000 * 1000)
    verdict, wait = server.eval(_AT_A_TIME, 2, *_KEYS, rate.interval, rate.burst, concurrency, lease, 30_000, *time)
    return int(verdict), int(wait)


# The keys end by the server's own clock, so no token may come back sooner than the test is over.
_SLOW_RATES = st.builds(CallRate, count=st.integers(1, 7), seconds=st.just(3600), burst=st.integers(1, 8))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rate=_SLOW_RATES, gaps=st.lists(st.integers(0, 2_000_000), min_size=1, max_size=25))
def test_the_script_and_the_library_agree(server: Redis, rate: CallRate, gaps: list[int]) -> None:
    server.flushall()
    clock = Clock(1_700_000_000.0)
    buckets = Buckets(clock)
    for number, gap in enumerate(gaps):
        clock.now = round(clock.now * 1000 + gap) / 1000
        wait = round(buckets.wait("a", rate) * 1000)
        if not wait:
            buckets.spend("a", rate)
        assert ask(server, clock, rate, lease=str(number)) == (1 if wait else 0, wait)


def test_a_clock_that_is_set_back_holds_nobody_up_for_longer_than_an_empty_bucket_would(server: Redis) -> None:
    clock = Clock(1_700_000_000.0)
    rate = CallRate(1, 60, burst=2)
    assert [ask(server, clock, rate, lease=name)[0] for name in "abc"] == [0, 0, 1]
    clock.now -= 3600
    assert ask(server, clock, rate, lease="d") == (1, 60_000)
    clock.now += 60
    assert ask(server, clock, rate, lease="e") == (0, 0)


def test_leases_that_ended_make_room(server: Redis) -> None:
    clock = Clock(1_700_000_000.0)
    rate = CallRate(1000, 1, burst=1000)
    assert [ask(server, clock, rate, lease=name, concurrency=2)[0] for name in "abc"] == [0, 0, 2]
    clock.now += 29.999
    assert ask(server, clock, rate, lease="d", concurrency=2) == (2, 0)
    clock.now += 0.001
    assert ask(server, clock, rate, lease="e", concurrency=2) == (0, 0)
