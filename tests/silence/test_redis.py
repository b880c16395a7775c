"""What the shared store of the limits is told of callers: digests, and nothing that leads back to them."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from redis.asyncio import Redis

from tests.silence.backends import DIALECTS
from tests.silence.callers import Speaker
from tests.silence.effort import ONE_GATEWAY
from tests.silence.hearing import overheard
from tests.silence.private import Private, privates, told_in
from tests.silence.stage import Setting, staged
from tests.unit.admission.redis_running import RedisServer

PASSWORD = 'the-password-of-the-store "\\'
_CLIENT = "127.0.0.1"


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A Redis that asks for a password, and gateways that are patient with it."""
    from gateway.policy.admission.redis_exchange import Timing  # noqa: PLC0415 -- patched below where it is used

    patient = functools.partial(Timing, operation=5, connect=5, pause=0.01)
    monkeypatch.setattr("gateway.policy.admission.redis_link.Timing", patient)
    server = RedisServer("--requirepass", PASSWORD, "--slowlog-log-slower-than", "0", "--slowlog-max-len", "10000")
    try:
        server.start()
        yield server
    finally:
        server.remove()


def setting(redis: RedisServer, credentials: str, password: str = PASSWORD) -> Setting:
    limits = (
        f"store: 'unix://{redis.socket}', store_password: {json.dumps(password)},"
        " per_caller: {rate: 1000/s, concurrency: 100}, failed_logins: {attempts: 5, within: 1h}"
    )
    return Setting(credentials=credentials, limits=limits)


async def everything_in(redis: RedisServer) -> tuple[int, str]:
    """How many keys there are; all of them, their values, and all commands that were ever sent."""
    async with Redis(unix_socket_path=str(redis.socket), password=PASSWORD) as client:
        keys = [key async for key in client.scan_iter("*")]
        values = [await client.dump(key) for key in keys]
        commands = await client.slowlog_get(10000)
    return len(keys), "".join(map(repr, (keys, values, commands)))


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
def test_nothing_in_the_store_leads_back_to_a_caller(credentials: str, redis: RedisServer) -> None:
    @ONE_GATEWAY
    @given(privates())
    def count(private: Private) -> None:
        with overheard() as heard:
            keys, told = asyncio.run(play(private))
        assert keys >= 3
        accounts = {one: one for one in (private.acme.id, private.globex.id, private.acme.id[2:], "acme", "globex", _CLIENT)}
        assert told_in(told, private.everything | {"password": PASSWORD} | accounts) == []
        assert told_in(heard.everything, private.everything | {"password": PASSWORD}) == []

    async def play(private: Private) -> tuple[int, str]:
        async with staged(private, setting(redis, credentials)) as stage:
            await stage.leave_amid(Speaker(DIALECTS[0], private).create())
            for dialect in DIALECTS:
                speaker = Speaker(dialect, private)
                for request in (speaker.create(), speaker.create(private.globex), *list(speaker.strangers())[:6]):
                    assert await stage.ask(request) is not None
            in_progress = await everything_in(redis)
        after = await everything_in(redis)
        return after[0], in_progress[1] + after[1]

    count()


@pytest.mark.parametrize("trouble", ["dead", "wrong password"])
def test_a_store_that_is_lost_is_told_without_its_password(trouble: str, redis: RedisServer) -> None:
    @ONE_GATEWAY
    @given(privates())
    def lose(private: Private) -> None:
        wrong = f"{private.words['guess']}\n"
        with overheard() as heard:
            asyncio.run(play(private, PASSWORD if trouble == "dead" else wrong))
        assert "the shared store of the limits is lost" in heard.machines.getvalue()
        assert told_in(heard.everything, private.everything | {"password": PASSWORD[:20]}) == []

    async def play(private: Private, password: str) -> None:
        if trouble == "dead":
            redis.kill()
        async with staged(private, setting(redis, "mapped", password)) as stage:
            assert told_in(repr(stage.running._doors._store._link._exchange._redis), {"password": password}) == []  # type: ignore[union-attr]  # what a library would show of itself
            for dialect in DIALECTS:
                assert await stage.ask(Speaker(dialect, private).create()) is not None

    lose()
