"""How a gateway ends: politely, whatever tells it to, with one process and with several."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.lifecycle.living import ANSWER, PATIENCE, Config, connected, gone, lived, living, request
from tests.unit.upstream.raw_backend import backend_with

NEVER = "{notice: 10m, deadline: 10m}"


class Slow:
    """A backend that answers once it is let."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.asked.set()
        await self.let.wait()
        writer.write(ANSWER)

    async def until_asked(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.asked.wait()


@pytest.mark.parametrize(("workers", "told"), [(1, signal.SIGTERM), (2, "POST /drain")])
async def test_a_call_in_progress_is_answered(file: Path, workers: int, told: signal.Signals | str) -> None:
    slow = Slow()
    async with backend_with(slow) as backend, living(Config(file, backend.endpoint, workers)) as gateway:
        assert (await gateway.ask("GET", "/readyz")).status == 200
        async with connected(gateway.port) as client:
            await client.send(request())
            await slow.until_asked()
            if isinstance(told, str):
                assert (await gateway.ask(*told.split())).status == 202
            else:
                gateway.tell(told)
            answer = await gateway.until_not_ready()
            assert answer.status == 503
            assert answer.body.strip()
            assert (await gateway.ask("POST", "/reload")).status == 422
            slow.let.set()
            response = await client.read_response()
            assert response.status == 200
            assert b"<Call>" in response.body
        assert await gateway.end() == 0
        assert [line for line in gateway.logged if line["level"] in {"error", "critical"}] == []


async def test_sigint_gives_no_notice(file: Path) -> None:
    async with lived(file, shutdown=NEVER) as (gateway, _, _):
        gateway.tell(signal.SIGINT)
        assert await gateway.end() == 0


async def test_what_is_not_done_by_the_deadline_is_cut_off(file: Path) -> None:
    slow = Slow()
    async with backend_with(slow) as backend:
        config = Config(file, backend.endpoint, shutdown="{notice: 0s, deadline: 200ms}")
        async with living(config) as gateway, connected(gateway.port) as client:
            await client.send(request())
            await slow.until_asked()
            gateway.tell(signal.SIGTERM)
            assert b"200 OK" not in await client.read_to_end()
            assert await gateway.end() == 0


@pytest.mark.parametrize("workers", [1, 2])
async def test_while_notice_is_given_calls_are_taken_and_a_second_signal_ends_at_once(file: Path, workers: int) -> None:
    """Also where, as a service manager may do it, every process of the gateway is told: the first alone decides."""
    async with lived(file, workers=workers, shutdown=NEVER) as (gateway, _, _):
        processes = gateway.workers()
        assert len(processes) == (workers if workers > 1 else 0)
        gateway.tell(signal.SIGTERM)
        for process in processes:
            os.kill(process, signal.SIGTERM)
            os.kill(process, signal.SIGINT)
        await gateway.until_not_ready()
        assert (await gateway.call()).status == 200
        gateway.tell(signal.SIGTERM)
        assert await gateway.end() == -signal.SIGTERM
        for process in processes:
            await gone(process)


async def test_without_its_supervisor_a_worker_finishes_its_calls_and_ends(file: Path) -> None:
    slow = Slow()
    async with backend_with(slow) as backend, living(Config(file, backend.endpoint, workers=2)) as gateway:
        workers = gateway.workers()
        assert len(workers) == 2
        async with connected(gateway.port) as client:
            await client.send(request())
            await slow.until_asked()
            gateway.process.kill()
            lines = await gateway.log_of("the supervisor is gone; this worker finishes its calls and ends", 2)
            assert sorted(str(line["worker"]) for line in lines) == ["1", "2"]
            slow.let.set()
            assert (await client.read_response()).status == 200
        for worker in workers:
            await gone(worker)
        assert await gateway.end() == -signal.SIGKILL
