"""What the metrics tell of callers' connections: how many there are, and which were turned away and why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from gateway.app import Running, known_dialects, start
from gateway.settings import parse_settings
from tests.unit.upstream.raw_backend import lie_idle
from tests.wire.certificates import Authority
from tests.wire.listening import PATIENCE, connected, request_bytes

CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example"{tls}}}]
backends: {{one: {{dialect: twilio-2010, endpoints: ["http://127.0.0.1:1"]}}}}
credentials: passthrough
routes: [{{caller: twilio-2010, backend: one}}]
limits: {{connections: 2, head_time: 10s}}
"""
ASKED = request_bytes("GET /nowhere HTTP/1.1")
HALF = b"GET /nowhere HTTP/1.1\r\n"
"""A request that is in progress until more of it comes."""


@asynccontextmanager
async def running(tls: str = "") -> AsyncIterator[Running]:
    gateway = await start(parse_settings(CONFIG.format(tls=tls), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    try:
        yield gateway
    finally:
        await gateway.close()


def counted(gateway: Running) -> dict[str, float]:
    """`open`, and those that were turned away by why."""
    lines = [line.rpartition(" ") for line in gateway.metrics_text().decode().splitlines() if "gateway_connections" in line]
    values = {name: float(value) for name, _, value in lines if not name.startswith("#")}
    refused = {why: values[f'gateway_connections_refused_total{{why="{why}"}}'] for why in ("full", "reset", "tls_handshake")}
    return {"open": values["gateway_connections"], **refused}


async def until(gateway: Running, **wanted: int) -> None:
    wanted = {"open": 0, "full": 0, "reset": 0, "tls_handshake": 0} | wanted
    try:
        async with asyncio.timeout(PATIENCE):
            while counted(gateway) != wanted:
                await lie_idle(0.005)
    except TimeoutError:
        pytest.fail(f"counted {counted(gateway)}, wanted {wanted}")


async def test_they_are_counted_as_long_as_they_are_open() -> None:
    async with running() as gateway:
        await until(gateway)
        async with connected(gateway.listeners[0]) as one, connected(gateway.listeners[0]):
            await one.send(ASKED)
            assert (await one.read_response()).status == 404
            await until(gateway, open=2)
        await until(gateway)


async def test_those_beyond_the_limit_are_told_so_and_those_beyond_that_are_reset() -> None:
    async with running() as gateway:
        async with AsyncExitStack() as stack:
            for _ in range(2):
                client = await stack.enter_async_context(connected(gateway.listeners[0]))
                await client.send(HALF)
            await until(gateway, open=2)
            await stack.enter_async_context(connected(gateway.listeners[0]))
            await until(gateway, open=3, full=1)
            with suppress(ConnectionError):  # it may come before or after the system says that we are connected
                await stack.enter_async_context(connected(gateway.listeners[0]))
            await until(gateway, open=3, full=1, reset=1)
        await until(gateway, full=1, reset=1)


async def test_one_that_closes_to_make_room_is_not_turned_away() -> None:
    async with running() as gateway, AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connected(gateway.listeners[0])) for _ in range(2)]
        for client in clients:
            await client.send(ASKED)
            assert (await client.read_response()).status == 404
        await stack.enter_async_context(connected(gateway.listeners[0]))
        assert await clients[0].read_to_end() == b""
        await until(gateway, open=2)


async def test_handshakes_that_fail_are_counted_and_those_that_succeed_are_not(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    pair = authority.certify("localhost")
    async with running(f", tls: {{{pair.yaml}}}") as gateway:
        async with connected(gateway.listeners[0], authority.trusting()) as client:
            await client.send(ASKED)
            assert (await client.read_response()).status == 404
            await until(gateway, open=1)
        async with connected(gateway.listeners[0]) as plain:
            await plain.send(ASKED)
            await until(gateway, tls_handshake=1)
