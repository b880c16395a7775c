"""The operator's own listener: health and metrics there, and nothing of either on a caller's port."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter

from gateway.admin import start_admin
from gateway.app import known_dialects, start
from gateway.settings import parse_settings
from tests.wire.listening import PATIENCE, RawClient, RawResponse


async def get(port: int, target: str, method: str = "GET") -> RawResponse:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = RawClient(reader, writer)
    await client.send(f"{method} {target} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n".encode())
    response = await client.read_response()
    await client.close()
    return response


def port_of(addresses: list[tuple[str, int]]) -> int:
    return addresses[0][1]


async def test_health_readiness_and_metrics() -> None:
    registry = CollectorRegistry()
    Counter("seen", "Things seen.", registry=registry).inc(3)
    runner = await start_admin("127.0.0.1", 0, registry)
    try:
        port = port_of(runner.addresses)
        for path in ("/healthz", "/readyz"):
            answer = await get(port, path)
            assert (answer.status, answer.body) == (200, b"ok\n")
        metrics = await get(port, "/metrics")
        assert b"seen_total 3.0" in metrics.body
        assert (metrics.get("Content-Type") or "").startswith("text/plain; version=")
        assert (await get(port, "/config")).status == 404
        assert (await get(port, "/metrics", "POST")).status == 405
    finally:
        await runner.cleanup()


CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: http://gateway.example}}]
admin: {{bind: "127.0.0.1:{port}"}}
backends: {{behind: {{dialect: twilio-2010, endpoints: [http://127.0.0.1:1]}}}}
credentials: passthrough
routes: [{{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}]
"""


async def test_a_callers_port_knows_nothing_of_it_and_its_metrics_count_calls() -> None:
    running = await start(parse_settings(CONFIG.format(port=0), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    try:
        assert running.admin is not None
        admin = port_of(running.admin.addresses)
        for path in ("/healthz", "/readyz", "/metrics"):
            assert (await get(running.ports[0], path)).status == 404
        metrics = (await get(admin, "/metrics")).body.decode()
    finally:
        await running.close()
    assert 'gateway_calls_total{dialect="none",operation="none",route="none",status="4xx"} 3.0' in metrics


async def test_an_admin_address_that_is_taken_starts_nothing() -> None:
    taken = await start_admin("127.0.0.1", 0, CollectorRegistry())
    port = port_of(taken.addresses)
    try:
        with pytest.raises(OSError, match=str(port)):
            await start(parse_settings(CONFIG.format(port=port), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    finally:
        await taken.cleanup()


async def test_a_callers_address_that_is_taken_gives_back_those_before_it() -> None:
    first = await start(parse_settings(CONFIG.format(port=0), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    taken = first.ports[0]
    free = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    await free.wait_closed()
    text = CONFIG.format(port=0).replace(
        '[{bind: "127.0.0.1:0", public_url: http://gateway.example}]',
        f'[{{bind: "127.0.0.1:{port}"}}, {{bind: "127.0.0.1:{taken}"}}]',
    )
    try:
        with pytest.raises(OSError, match=str(taken)):
            await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        again = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", port)
        again.close()
        async with asyncio.timeout(PATIENCE):
            await again.wait_closed()
    finally:
        await first.close()
