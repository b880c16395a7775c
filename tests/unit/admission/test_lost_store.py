"""A shared store that is killed, revived or held while it is in use, under both policies; and what the log says of it."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator

import pytest

from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.logins_here import LoginLimits
from gateway.policy.admission.redis_exchange import Timing
from gateway.policy.admission.redis_store import RedisStore
from gateway.policy.admission.refusals import Reason, Refusal
from gateway.policy.admission.store import OnFailure, Place
from tests.unit.admission.clocks import Clock, Told
from tests.unit.admission.redis_running import PATIENCE, UNHURRIED, RedisServer

_LIMITS = CallLimits(concurrency=3)
_LOGINS = LoginLimits(attempts=2, within=60)
_ATTEMPT = Attempt.of("192.0.2.1", "AC1")


class Used:
    """A store in use, with a clock that stands still and what its observer was told."""

    def __init__(self, url: str, on_failure: OnFailure, timing: Timing = UNHURRIED) -> None:
        self.on_failure, self.clock, self.told = on_failure, Clock(), Told()
        self.store = RedisStore(url, on_failure=on_failure, timing=timing, events=self.told, clock=self.clock)

    async def enter(self) -> Place | Refusal:
        return await self.store.enter("a", _LIMITS)

    async def recover(self) -> Place | Refusal:
        """Enters once a second until the store was found to be back, and then once more."""
        async with asyncio.timeout(PATIENCE):
            while self.told.what[-1] != "recovered":
                self.clock.now += 1
                await self.enter()
                await asyncio.sleep(0)  # a call that is not tried waits for nothing
            return await self.enter()


@pytest.fixture(params=list(OnFailure))
async def used(request: pytest.FixtureRequest, own_redis: RedisServer) -> AsyncIterator[Used]:
    on_failure: OnFailure = request.param
    used = Used(own_redis.url, on_failure)
    yield used
    await used.store.close()


async def test_a_redis_that_is_killed_and_revived(used: Used, own_redis: RedisServer) -> None:
    before = await used.enter()
    assert isinstance(before, Place)
    own_redis.kill()
    during = [await used.enter() for _ in range(5)]
    if used.on_failure is OnFailure.ALLOW:
        # This process counts alone, and has counted what was let in before.
        assert during == [Place("a")] * 2 + [Refusal(Reason.CONCURRENCY)] * 3
    else:
        assert during == [Refusal(Reason.STORE)] * 5
    assert used.told.what == ["failed"]
    for entered in (before, *during):
        if isinstance(entered, Place):
            used.store.leave(entered)
    own_redis.start()
    after = await used.recover()
    assert isinstance(after, Place)
    assert after.lease
    assert used.told.what == ["failed", "recovered"]
    assert isinstance(await used.enter(), Place)


async def test_a_redis_that_was_never_there(used: Used, own_redis: RedisServer) -> None:
    own_redis.kill()
    own_redis.socket.unlink()
    entered = await used.enter()
    assert entered == (Place("a") if used.on_failure is OnFailure.ALLOW else Refusal(Reason.STORE))
    assert used.told.what == ["failed"]


async def test_logins_while_the_store_is_lost(used: Used, own_redis: RedisServer) -> None:
    store = used.store
    own_redis.kill()
    assert await store.screen(_ATTEMPT, _LOGINS) == (None if used.on_failure is OnFailure.ALLOW else Refusal(Reason.STORE))
    for _ in range(2):
        await store.note(_ATTEMPT, _LOGINS, succeeded=False)
    expected = Reason.LOGINS if used.on_failure is OnFailure.ALLOW else Reason.STORE
    refusal = await store.screen(_ATTEMPT, _LOGINS)
    assert refusal is not None
    assert refusal.reason is expected
    known = Attempt.of("192.0.2.9", "AC9")
    await store.note(known, _LOGINS, succeeded=True)
    assert await store.screen(known, _LOGINS) is None


async def test_a_redis_that_hung_for_a_moment_keeps_no_place(own_redis: RedisServer) -> None:
    """What it was asked then it carries out all the same, for calls that were told something else, or are over."""
    used = Used(own_redis.url, OnFailure.REFUSE, Timing(operation=0.2, connect=0.2, pause=1))
    over, goes_on = await used.enter(), await used.enter()
    assert isinstance(over, Place)
    assert isinstance(goes_on, Place)
    own_redis.signal(signal.SIGSTOP)
    assert await used.enter() == Refusal(Reason.STORE)
    used.clock.now += 1
    used.store.leave(over)
    assert await used.enter() == Refusal(Reason.STORE)
    own_redis.signal(signal.SIGCONT)
    async with asyncio.timeout(PATIENCE):
        while used.told.what[-1] != "recovered":
            used.clock.now += 1
            if isinstance(entered := await used.enter(), Place):
                used.store.leave(entered)
            await asyncio.sleep(0)
    entered = await used.enter()
    assert isinstance(entered, Place)
    used.store.leave(entered)
    await used.store.close()
    async with own_redis.client() as client:
        assert await client.zrange("gateway:{a}:calls", 0, -1) == [goes_on.lease]


@pytest.mark.parametrize("on_failure", list(OnFailure))
async def test_a_redis_that_hangs_costs_the_time_limit_once_in_a_while(own_redis: RedisServer, on_failure: OnFailure) -> None:
    hurried = Timing(operation=0.2, connect=0.2, pause=1)
    used = Used(own_redis.url, on_failure, hurried)
    first = await used.enter()
    own_redis.signal(signal.SIGSTOP)
    for _ in range(3):
        began = time.monotonic()
        for _ in range(100):
            entered = await used.enter()
            if isinstance(entered, Place):
                used.store.leave(entered)
        assert time.monotonic() - began < PATIENCE  # 100 times the limit would be 20 seconds at least
        used.clock.now += 1
    assert used.told.what == ["failed"]
    own_redis.signal(signal.SIGCONT)
    await used.recover()
    assert isinstance(first, Place)
    used.store.leave(first)
    await used.store.close()


async def test_one_call_tries_while_the_others_do_not_wait(own_redis: RedisServer) -> None:
    used = Used(own_redis.url, OnFailure.REFUSE, Timing(operation=PATIENCE, connect=PATIENCE, pause=1))
    own_redis.kill()
    await used.enter()
    own_redis.start()
    own_redis.signal(signal.SIGSTOP)
    used.clock.now += 1
    trying = asyncio.ensure_future(used.enter())
    await asyncio.sleep(0)
    assert [await used.enter() for _ in range(50)] == [Refusal(Reason.STORE)] * 50
    assert not trying.done()
    own_redis.signal(signal.SIGCONT)
    assert isinstance(await trying, Place)
    assert used.told.what == ["failed", "recovered"]
    await used.store.close()


async def test_a_trial_that_is_given_up_leaves_the_next_one_to_others(own_redis: RedisServer) -> None:
    used = Used(own_redis.url, OnFailure.REFUSE, Timing(operation=PATIENCE, connect=PATIENCE, pause=1))
    own_redis.kill()
    await used.enter()
    own_redis.start()
    own_redis.signal(signal.SIGSTOP)
    used.clock.now += 1
    trying = asyncio.ensure_future(used.enter())
    await asyncio.sleep(0)
    trying.cancel()
    await asyncio.wait((trying,))
    own_redis.signal(signal.SIGCONT)
    assert isinstance(await used.recover(), Place)
    await used.store.close()


async def test_the_log_tells_once_and_nothing_of_the_way_there(
    used: Used, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own_redis.kill()
    for _ in range(5):
        entered = await used.enter()
        if isinstance(entered, Place):
            used.store.leave(entered)
        used.clock.now += 1
    own_redis.start()
    await used.recover()
    ours = [record for record in caplog.records if record.name.startswith("gateway.")]
    assert [record.getMessage() for record in ours] == [
        "the shared store of the limits is lost (ConnectionRefusedError)",
        "the shared store of the limits is back",
    ]
    assert str(own_redis.socket) not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


async def test_a_wrong_password_is_a_lost_store_and_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    server = RedisServer("--requirepass", "right-dummy-password")
    try:
        server.start()
        told = Told()
        wrong = RedisStore(server.url, lambda: "wrong-dummy-password", timing=UNHURRIED, events=told)
        assert await wrong.enter("a", _LIMITS) == Place("a")
        assert told.what == ["failed"]
        right = RedisStore(server.url, lambda: "right-dummy-password", timing=UNHURRIED)
        entered = await right.enter("a", _LIMITS)
        assert isinstance(entered, Place)
        assert entered.lease
        for store in (wrong, right):
            assert "dummy-password" not in repr(store._link._exchange._redis)
            await store.close()
        assert "dummy-password" not in caplog.text
        assert "AuthenticationError" in caplog.text
    finally:
        server.remove()
