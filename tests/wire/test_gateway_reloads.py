"""Settings that change while calls go on: each call ends by those it began with, and those it began with end with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.app import Running, known_dialects, start
from gateway.settings import Settings, parse_settings
from tests.unit.admission.redis_running import RedisServer, redis_running
from tests.unit.upstream.raw_backend import Backend, backend_with, hang_up, lie_idle
from tests.wire.gateway_running import ACME, GLOBEX, NEW, SID, Front, Setting, call, call_data, gateway_to, json_reply
from tests.wire.listening import PATIENCE, connected
from tests.wire.test_limits import Slow, asking, get, waits

CONFIG = """
listen:
{listeners}
allow_inline_secrets: true
shutdown: {{deadline: {deadline}}}
backends:
  behind:
    dialect: {dialect}
    representation: json
    endpoints: ["{endpoint}"]
    breaker: {{failures: 1, within: 10s, open: 10s}}
    retries: {{attempts: 1}}
    timeouts: {{connect: {connect}, first_byte: 5s, total: 10s}}
accounts:
  - name: acme
    caller: {{id: {id}, secret: {secret}}}
    backend: {{id: ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, secret: secret-behind-the-gateway}}
routes: [{{name: new, when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}]
"""
FETCH = call("GET", f"{NEW}/Accounts/{ACME.id}/Calls/{SID}.json")


def settings(
    endpoint: str, *, connect: str = "2s", deadline: str = "5s", listeners: int = 1, dialect: str = "twilio-2010"
) -> Settings:
    lines = [f'  - {{bind: "127.0.0.1:0", public_url: http://gateway{number}.example}}' for number in range(listeners)]
    text = CONFIG.format(
        listeners="\n".join(lines),
        endpoint=endpoint,
        connect=connect,
        deadline=deadline,
        dialect=dialect,
        id=ACME.id,
        secret=ACME.secret,
    )
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


@asynccontextmanager
async def started(first: Settings) -> AsyncIterator[Running]:
    running = await start(first)
    try:
        yield running
    finally:
        await running.close()


def lines_of(running: Running, metric: str) -> list[str]:
    return [line for line in running.metrics_text().decode().splitlines() if line.startswith(metric)]


async def test_a_call_of_two_exchanges_outlives_the_backend_it_began_with() -> None:
    """It is read, then replaced whole; between the two the backend's settings have changed."""
    shown = {"resource_id": "00000000-0000-0000-0000-000000000001", "friendly_name": "x", "max_size": 5}
    slow = Slow(json_reply({"response": {"data": shown}}))
    target = f"{NEW}/Accounts/{ACME.id}/Queues/QU00000000000000000000000000000001.json"
    async with (
        backend_with(slow) as backend,
        started(settings(backend.endpoint, dialect="json-envelope")) as running,
        connected(running.listeners[0]) as client,
    ):
        await client.send(call("POST", target, body=b"FriendlyName=y"))
        await slow.was_asked()
        await running.apply(settings(backend.endpoint, connect="3s", dialect="json-envelope"))
        slow.may_answer.release()
        await slow.was_asked()
        async with asyncio.timeout(PATIENCE):
            await backend.closed.wait()  # the connection of the first exchange
        slow.may_answer.release()
        assert (await client.read_response()).status == 200
    assert [request.split()[0] for request in backend.received] == [b"GET", b"PUT"]


@asynccontextmanager
async def a_failing_call(backend: Backend, running: Running, slow: Slow) -> AsyncIterator[None]:
    """A call that began by the settings there are, and fails at the end of the block."""
    async with connected(running.listeners[0]) as client:
        await client.send(FETCH)
        await slow.was_asked()
        yield
        slow.may_answer.release()
        assert (await client.read_response()).status == 502
    assert backend.received


class Failing(Slow):
    """Hangs up when the test lets it."""

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.asked.release()
        await self.may_answer.acquire()
        await hang_up(writer)


async def test_what_a_replaced_backend_finds_out_says_nothing_of_its_successor() -> None:
    failing = Failing()
    async with (
        backend_with(failing, json_reply(call_data(account_sid=None, uri=None))) as backend,
        started(settings(backend.endpoint)) as running,
    ):
        async with a_failing_call(backend, running, failing):
            await running.apply(settings(backend.endpoint, connect="3s"))
        async with connected(running.listeners[0]) as client:
            await client.send(FETCH)
            assert (await client.read_response()).status == 200
        (up,) = lines_of(running, "gateway_endpoint_up{")
        assert up.endswith(" 1.0")


async def test_an_endpoint_that_is_gone_does_not_come_back_into_the_metrics() -> None:
    failing = Failing()
    async with backend_with(failing) as backend, started(settings(backend.endpoint)) as running:
        async with a_failing_call(backend, running, failing):
            await running.apply(settings("http://127.0.0.1:1"))
        (up,) = lines_of(running, "gateway_endpoint_up{")
        assert 'endpoint="http://127.0.0.1:1"' in up


async def test_a_listener_that_was_removed_ends_when_the_gateway_does() -> None:
    slow = Slow()
    async with (
        backend_with(slow) as backend,
        started(settings(backend.endpoint, listeners=2, deadline="60s")) as running,
        connected(running.listeners[1]) as client,
    ):
        await client.send(FETCH)
        await slow.was_asked()
        await running.apply(settings(backend.endpoint, deadline="60s"))
        began = time.monotonic()
        await running.drain(notice=0, deadline=0.1)
        assert time.monotonic() - began < 30


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_running() as server:
        yield server


def counted_in(store: str) -> Setting:
    return Setting(limits=f"{{concurrency: 1, queue: 5, queue_time: 5s, on_store_failure: refuse, store: '{store}'}}")


async def test_a_call_that_waited_is_counted_in_the_store_it_came_by_which_is_closed_after_it(redis: RedisServer) -> None:
    slow = Slow()
    async with backend_with(slow) as backend, gateway_to(backend.endpoint, counted_in(redis.url)) as front:
        before = front.running._doors
        assert before is not None
        async with asking(front, get()) as first, asking(front, get(caller=GLOBEX)) as second:
            await slow.was_asked()
            await waits(front, 1)
            await front.running.apply(counted_in("memory").settings(backend.endpoint))
            assert not before.is_closed
            for client in (first, second):
                slow.may_answer.release()
                assert (await client.read_response()).status == 200
        async with asyncio.timeout(PATIENCE):
            while not before.is_closed:
                await lie_idle(0.005)


async def test_a_store_that_was_lost_is_no_news_once_another_took_its_place() -> None:
    nowhere = Setting(limits="{store: 'redis://127.0.0.1:1/0'}")

    def store_up(front: Front) -> list[str]:
        return lines_of(front.running, "gateway_limit_store_up")

    async with (
        backend_with(json_reply(call_data(account_sid=None, uri=None))) as backend,
        gateway_to(backend.endpoint, nowhere) as front,
    ):
        assert (await front.ask(get())).status == 200
        assert store_up(front) == ["gateway_limit_store_up 0.0"]
        await front.running.apply(Setting(limits="{store: memory}").settings(backend.endpoint))
        assert store_up(front) == ["gateway_limit_store_up 1.0"]
