"""A config read anew while calls go on: applied whole, or refused whole with every fault told."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.lifecycle.living import (
    CHANGED,
    ID,
    NEWER_ROUTE,
    PATIENCE,
    REFUSED,
    SECRET,
    Living,
    connected,
    gone,
    lived,
    request,
)

NEWER = f"/2010-04-01/Accounts/{ID}/Calls/CA00000000000000000000000000000001.json"
TWO_FAULTS = "  - {name: new, when: {path: /2010-04-01}, caller: twilio-2011, backend: behnid}"
ENOUGH = 5  # calls of each caller between one thing and the next


@asynccontextmanager
async def steady_traffic(gateway: Living, callers: int = 4) -> AsyncIterator[list[int]]:
    """Callers that call one after the other, each call on a connection of its own. Every status is kept; an error fails."""
    statuses: list[int] = []
    over = asyncio.Event()

    async def keep_calling() -> None:
        while not over.is_set():
            statuses.append((await gateway.call()).status)

    async with asyncio.TaskGroup() as group:
        for _ in range(callers):
            group.create_task(keep_calling())
        yield statuses
        aim = len(statuses) + callers * ENOUGH
        async with asyncio.timeout(PATIENCE):
            while len(statuses) < aim:
                await gateway.ask("GET", "/healthz")
        over.set()


async def test_one_process_is_changed_in_place(file: Path) -> None:
    async with lived(file) as (gateway, config, _), connected(gateway.port) as kept:
        await kept.send(request())
        assert (await kept.read_response()).status == 200
        assert (await gateway.call(target=NEWER)).status == 404
        config.routes = NEWER_ROUTE
        config.write()
        assert (await gateway.ask("GET", "/reload")).status == 405
        assert (await gateway.call(target=NEWER)).status == 404
        assert (await gateway.ask("POST", "/reload")).status == 200
        assert (await gateway.call(target=NEWER)).status == 200

        config.secret = "another-secret"
        config.write()
        gateway.tell(signal.SIGHUP)
        await gateway.log_of(CHANGED, 2)
        assert (await gateway.call()).status == 401
        assert (await gateway.call(secret="another-secret")).status == 200

        await kept.send(request(NEWER, "another-secret"))
        assert (await kept.read_response()).status == 200
        metrics = (await gateway.ask("GET", "/metrics")).body.decode()
        assert 'gateway_reloads_total{result="applied"} 2.0' in metrics


async def test_a_faulty_config_changes_nothing_and_every_fault_is_told(file: Path) -> None:
    async with lived(file) as (gateway, config, _):
        config.routes = TWO_FAULTS
        config.secret = "another-secret"
        config.write()
        answer = await gateway.ask("POST", "/reload")
        assert answer.status == 422
        told = answer.body.decode().splitlines()
        assert [line.split(": ")[0].rpartition("/")[2] for line in told] == ["gateway.yaml:17:52", "gateway.yaml:17:74"]
        assert "twilio-2010" in told[0]
        gateway.tell(signal.SIGHUP)
        logged = await gateway.log_of(REFUSED, 2)
        assert [line["faults"] for line in logged] == [told, told]
        assert (await gateway.call()).status == 200
        assert (await gateway.call(secret="another-secret")).status == 401

        file.unlink()  # noqa: ASYNC240 - a file in memory
        assert b"no file to read" in (await gateway.ask("POST", "/reload")).body
        config.routes, config.secret, config.workers = "", SECRET, 2
        config.write()
        answer = await gateway.ask("POST", "/reload")
        assert answer.status == 422
        assert b"restart" in answer.body
        assert (await gateway.call()).status == 200
        metrics = (await gateway.ask("GET", "/metrics")).body.decode()
        assert 'gateway_reloads_total{result="refused"} 4.0' in metrics


async def test_the_operators_address_and_token_change_too(file: Path) -> None:
    async with lived(file, admin='{bind: "127.0.0.1:0"}') as (gateway, config, _):
        config.admin = '{bind: "127.0.0.1:0", token: {file: token}}'
        file.with_name("token").write_text("operators-token\n")
        config.write()
        assert (await gateway.ask("POST", "/reload")).status == 200
        assert (await gateway.ask("GET", "/metrics")).status == 401
        bearer = "Authorization: Bearer operators-token"
        assert (await gateway.ask("GET", "/metrics", bearer)).status == 200

        config.admin = f'{{bind: "127.0.0.1:{gateway.port}"}}'
        config.listen = '[{bind: "127.0.0.2:0", public_url: http://gateway.example}]'
        config.write()
        answer = await gateway.ask("POST", "/reload", bearer)
        assert (answer.status, answer.body.count(b"\n")) == (422, 1)
        assert str(gateway.port).encode() in answer.body
        assert (await gateway.ask("GET", "/metrics", bearer)).status == 200
        assert (await gateway.call()).status == 200


async def test_workers_are_replaced_one_by_one_and_no_call_is_lost(file: Path, given: IO[bytes]) -> None:
    async with lived(file, workers=2, stdin=given) as (gateway, config, backend):
        before = gateway.workers()
        async with steady_traffic(gateway) as statuses:
            config.routes = NEWER_ROUTE
            config.write()
            assert (await gateway.ask("POST", "/reload")).status == 200
            for worker in before:
                await gone(worker)
            after = gateway.workers()
            assert (await gateway.call(target=NEWER)).status == 200

            # The supervisor can read what it was given as standard input; its workers, which have none, can't.
            config.secret = "{file: /proc/self/fd/0}"
            config.write()
            answer = await gateway.ask("POST", "/reload")
            assert (answer.status, answer.body.count(b"\n")) == (422, 1)
            assert b"accounts[0].caller.secret" in answer.body
            assert gateway.workers() == after
        assert len(after) == 2
        assert set(after).isdisjoint(before)
        assert set(statuses) == {200}
        assert len(backend.requests) == len(statuses) + 1

        # What those that are gone have counted is counted on.
        metrics = (await gateway.ask("GET", "/metrics")).body.decode().splitlines()
        calls = [float(line.split()[1]) for line in metrics if line.startswith("gateway_calls_total{")]
        assert sum(calls) == len(backend.requests)
        assert "gateway_workers_ready 2.0" in metrics
        assert "gateway_workers_lost_total 0.0" in metrics


@pytest.fixture
def given(file: Path) -> Iterator[IO[bytes]]:
    """Standard input that holds the callers' secret."""
    holding = file.with_name("input")
    holding.write_text(SECRET)
    with holding.open("rb") as readable:
        yield readable
