"""The limits of callers and of the gateway, over sockets: who has too much is told so in its dialect, and nobody else is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from gateway.model import Credentials
from tests.unit.upstream.raw_backend import Backend, lie_idle
from tests.wire.gateway_running import (
    ACME,
    GLOBEX,
    NEW,
    OLD,
    Front,
    Setting,
    assert_error,
    before_script,
    call,
    call_data,
    json_reply,
    reply,
)
from tests.wire.listening import PATIENCE, RawClient, RawResponse

ANYBODYS = json_reply(call_data(account_sid=None, uri=None))
"""A call that names no account, for whoever asks."""
BOTH = pytest.mark.parametrize("version", [OLD, NEW])


@dataclass
class Slow:
    """A backend that answers each request when the test lets it."""

    said: bytes = ANYBODYS
    asked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    may_answer: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.asked.release()
        await self.may_answer.acquire()
        writer.write(self.said)

    async def was_asked(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.asked.acquire()


@asynccontextmanager
async def slow(limits: str, *, first: bytes = b"") -> AsyncIterator[tuple[Front, Backend, Slow]]:
    """A gateway with these limits before a backend that answers when it may, after `first` where that is given."""
    backend = Slow()
    async with before_script(*filter(None, [first]), backend, setting=Setting(limits=limits)) as (front, script):
        yield front, script, backend


def target(version: str, caller: Credentials = ACME) -> str:
    return f"{version}/Accounts/{caller.id}/Calls/CA00000000000000000000000000000001.json"


def get(version: str = NEW, caller: Credentials = ACME) -> bytes:
    return call("GET", target(version, caller), caller=caller)


def refused(response: RawResponse, status: int, version: str = NEW, caller: Credentials = ACME) -> int:
    """The seconds after which to come back, in an error of the dialect."""
    assert_error(response, status, path=target(version, caller))
    seconds = response.get("Retry-After")
    assert seconds is not None
    return int(seconds)


@asynccontextmanager
async def asking(front: Front, request: bytes) -> AsyncIterator[RawClient]:
    """A call that was sent and whose answer nobody has read."""
    async with front.connected() as client:
        await client.send(request)
        yield client


async def waits(front: Front, count: int) -> None:
    """Until so many calls wait to be in progress."""
    doors = front.running._doors
    assert doors is not None
    async with asyncio.timeout(PATIENCE):
        while doors._gate.waiting != count:
            await lie_idle(0.005)


@BOTH
async def test_a_caller_with_too_many_calls_in_progress_is_told_so_and_the_other_is_served(version: str) -> None:
    async with slow("{per_caller: {concurrency: 1}}") as (front, script, backend), asking(front, get(version)) as first:
        await backend.was_asked()
        assert refused(await front.ask(get(version)), 429, version) == 1
        async with asking(front, get(version, GLOBEX)) as other:
            await backend.was_asked()
            backend.may_answer.release()
            backend.may_answer.release()
            assert (await other.read_response()).status == 200
        assert (await first.read_response()).status == 200
        backend.may_answer.release()
        assert (await front.ask(get(version))).status == 200
        assert len(script.requests) == 3


@BOTH
async def test_a_caller_that_calls_too_often_is_told_when_to_come_back(version: str) -> None:
    limits = "{per_caller: {rate: 2/h, burst: 3}}"
    async with before_script(ANYBODYS, setting=Setting(limits=limits)) as (front, script):
        assert [(await front.ask(get(version))).status for _ in range(3)] == [200] * 3
        assert 1700 < refused(await front.ask(get(version)), 429, version) <= 1800
        assert (await front.ask(get(version, GLOBEX))).status == 200
        assert len(script.requests) == 4


async def test_a_create_that_is_refused_is_not_sent() -> None:
    async with before_script(json_reply(call_data(), 201), setting=Setting(limits="{per_caller: {rate: 1/h}}")) as (
        front,
        script,
    ):
        path = f"{NEW}/Accounts/{ACME.id}/Calls.json"
        create = call("POST", path, body=b"To=%2B15555550100&From=%2B15555550101&Url=http%3A%2F%2Fapp.example%2F")
        statuses = [(await front.ask(create)).status for _ in range(4)]
        assert statuses == [201, 429, 429, 429]
        assert len(script.requests) == 1


@BOTH
async def test_calls_beyond_those_in_progress_wait_and_those_beyond_the_queue_are_shed(version: str) -> None:
    limits = "{concurrency: 1, queue: 1, queue_time: 5s}"
    async with slow(limits) as (front, script, backend), asking(front, get(version)) as first:
        await backend.was_asked()
        async with asking(front, get(version)) as second:
            await waits(front, 1)
            assert refused(await front.ask(get(version)), 503, version) == 5
            assert len(script.requests) == 1
            backend.may_answer.release()
            assert (await first.read_response()).status == 200
            backend.may_answer.release()
            assert (await second.read_response()).status == 200


@BOTH
async def test_a_call_that_waited_too_long_is_shed(version: str) -> None:
    limits = "{concurrency: 1, queue: 1, queue_time: 50ms}"
    async with slow(limits) as (front, _, backend), asking(front, get(version)) as first:
        await backend.was_asked()
        assert refused(await front.ask(get(version)), 503, version) == 1
        backend.may_answer.release()
        assert (await first.read_response()).status == 200


async def test_a_caller_that_leaves_the_queue_makes_room_in_it() -> None:
    limits = "{concurrency: 1, queue: 1, queue_time: 5s}"
    async with slow(limits) as (front, script, backend), asking(front, get()) as first:
        await backend.was_asked()
        async with asking(front, get()):
            await waits(front, 1)
        await waits(front, 0)
        async with asking(front, get()) as third:
            await waits(front, 1)
            for client in (first, third):
                backend.may_answer.release()
                assert (await client.read_response()).status == 200
        assert len(script.requests) == 2


async def test_a_recording_counts_until_its_last_byte_is_out() -> None:
    sent, rest = asyncio.Event(), asyncio.Event()

    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 8\r\n\r\nRIFF")
        sent.set()
        await rest.wait()
        writer.write(b"WAVE")

    recording = call("GET", f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001")
    limits = Setting(limits="{per_caller: {concurrency: 1}}")
    async with before_script(trickle, reply(200, b"RIFF", content_type="audio/x-wav"), setting=limits) as (front, _):
        async with asking(front, recording) as listener:
            head = await listener.read_head()
            assert b" 200 " in head
            assert (await front.ask(get())).status == 429
            rest.set()
            async with asyncio.timeout(PATIENCE):
                assert await listener.reader.readexactly(8) == b"RIFFWAVE"
        async with asyncio.timeout(PATIENCE):
            while (await front.ask(recording)).status == 429:
                continue


async def test_the_metrics_tell_which_limit_it_was() -> None:
    limits = "{per_caller: {rate: 1/h, concurrency: 5}}"
    async with before_script(ANYBODYS, setting=Setting(limits=limits)) as (front, _):
        for _ in range(3):
            await front.ask(get())
        assert b'gateway_limited_total{limit="rate"} 2.0' in front.running.metrics_text()


async def test_a_call_that_finds_no_connection_to_the_backend_is_counted_as_such() -> None:
    backend = Slow()
    setting = Setting(connections=1, timeouts="{connect: 50ms, first_byte: 5s, total: 10s}")
    async with before_script(backend, setting=setting) as (front, script), asking(front, get()) as first:
        await backend.was_asked()
        assert refused(await front.ask(get()), 503) == 1
        assert limited(front, "backend_connections") == 1
        backend.may_answer.release()
        assert (await first.read_response()).status == 200
        assert len(script.requests) == 1


def limited(front: Front, limit: str) -> int:
    start = f'gateway_limited_total{{limit="{limit}"}} '
    (line,) = [line for line in front.running.metrics_text().decode().splitlines() if line.startswith(start)]
    return int(float(line.split()[1]))


FULL = "{concurrency: 1, queue: 1, queue_time: 5s, failed_logins: {attempts: 2, within: 60s}}"
WRONG = Credentials("AC" + "c" * 32, "wrong")


@BOTH
async def test_wrong_credentials_take_no_place_in_the_queue(version: str) -> None:
    async with slow(FULL) as (front, script, backend), asking(front, get(version)) as first:
        await backend.was_asked()
        guess = call("GET", target(version), caller=WRONG)
        assert [(await front.ask(guess)).status for _ in range(3)] == [401, 401, 429]
        assert (limited(front, "queue_full"), limited(front, "logins")) == (0, 1)
        async with asking(front, get(version)) as second:
            await waits(front, 1)
            for client in (first, second):
                backend.may_answer.release()
                assert (await client.read_response()).status == 200
        assert len(script.requests) == 2


async def test_wrong_credentials_are_refused_alike_where_the_queue_is_full_too() -> None:
    async with slow(FULL) as (front, _, backend), asking(front, get()) as first, asking(front, get()) as second:
        await backend.was_asked()
        await waits(front, 1)
        assert_error(await front.ask(call("GET", target(NEW), caller=WRONG)), 401, path=target(NEW))
        assert refused(await front.ask(call("GET", target(NEW), caller=None)), 503) == 5
        for client in (first, second):
            backend.may_answer.release()
            assert (await client.read_response()).status == 200
