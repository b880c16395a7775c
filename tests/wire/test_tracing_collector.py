"""The collector of traces as it may be: what it is told, what it costs where it is down, slow or refuses, and how it is replaced."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.app import start
from tests.unit.upstream.raw_backend import backend_with
from tests.wire.certificates import Authority
from tests.wire.gateway_running import Front, call
from tests.wire.listening import PATIENCE
from tests.wire.tracing_running import (
    FETCH_NEW,
    FETCH_OLD,
    SAMPLED,
    SHOWN,
    STATE,
    TOKEN,
    assert_whole,
    collecting,
    traced,
    traced_settings,
    tracing_to,
)


async def test_what_the_collector_is_told_of_us() -> None:
    async with traced(SHOWN, how="sample: 100%, service: edge-1") as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW))
        await gateway.end()
    assert {name: value for name, value in gateway.collector.resources[0].items() if name != "service.version"} == {
        "service.name": "edge-1"
    }
    (headers,) = gateway.collector.headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["content-type"] == "application/x-protobuf"
    assert headers["user-agent"].startswith("telephony-gateway/")


async def test_nothing_of_the_environment_is_sent_or_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OTEL_EXPORTER_OTLP_HEADERS": "x-other=secret-of-another",
        "OTEL_EXPORTER_OTLP_CERTIFICATE": "/nowhere",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "/nowhere",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        "OTEL_RESOURCE_ATTRIBUTES": "host.name=secret-of-another",
        "OTEL_SDK_DISABLED": "true",
        "OTEL_BSP_SCHEDULE_DELAY": "3600000",
        "http_proxy": "http://127.0.0.1:9",
        "all_proxy": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    async with traced(SHOWN) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW))
        await gateway.end()
    assert "x-other" not in gateway.collector.headers[0]
    assert b"secret-of-another" not in gateway.collector.bodies[0]


@contextmanager
def nobody_listening() -> Iterator[int]:
    """A port that refuses connections, and nobody else gets meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        yield port


async def test_a_collector_that_is_down_costs_no_call_anything(caplog: pytest.LogCaptureFixture) -> None:
    with nobody_listening() as port:
        async with backend_with(SHOWN) as backend:
            running = await start(traced_settings(backend.endpoint, tracing_to(f"http://127.0.0.1:{port}/v1/traces")))
            front = Front(running, ())
            for _ in range(20):
                assert (await front.ask(call("GET", FETCH_NEW, SAMPLED))).status == 200
            async with asyncio.timeout(PATIENCE * 2):
                await running.close()
    assert b"\ngateway_spans_lost_total 200.0\n" in running.metrics_text()
    told = [record.getMessage() for record in caplog.records if "collector" in record.getMessage()]
    assert told == ["spans are lost on the way to the collector of traces (ConnectionError)"]


async def test_a_collector_that_hangs_holds_up_neither_calls_nor_the_end(caplog: pytest.LogCaptureFixture) -> None:
    async with collecting(holding=True) as collector, backend_with(SHOWN) as backend:
        running = await start(traced_settings(backend.endpoint, tracing_to(collector.url) + "\nshutdown: {deadline: 500ms}"))
        front = Front(running, ())
        for _ in range(5):
            assert (await front.ask(call("GET", FETCH_NEW, SAMPLED))).status == 200
        async with asyncio.timeout(PATIENCE):
            await running.close()
    assert "the collector of traces was too slow at the end; 50 spans are lost" in caplog.messages
    assert b"\ngateway_spans_lost_total 50.0\n" in running.metrics_text()


async def test_a_collector_that_is_busy_is_tried_again() -> None:
    async with traced(SHOWN, statuses=(503, 200)) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        await gateway.collector.gather(1)
    assert len(gateway.collector.bodies) == 2


@pytest.mark.parametrize("status", [302, 400, 401])
async def test_a_collector_that_refuses_is_told_in_the_log_without_what_it_was_sent(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with traced(SHOWN, statuses=(status,)) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        await gateway.collector.hear(1)
    assert f"spans are lost on the way to the collector of traces (status {status})" in caplog.messages
    assert TOKEN not in caplog.text


async def test_what_waits_is_delivered_before_the_gateway_ends() -> None:
    async with traced(SHOWN) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        await gateway.running.close()
    assert len(gateway.collector.calls()) == 1


async def test_a_reload_moves_the_spans_to_another_collector_and_off() -> None:
    async with traced(SHOWN) as gateway, collecting() as other:
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        await gateway.running.apply(traced_settings(gateway.backend.endpoint, tracing_to(other.url)))
        await gateway.front.ask(call("GET", FETCH_OLD, SAMPLED))
        await gateway.collector.gather(1)
        await other.gather(1)
        await gateway.running.apply(traced_settings(gateway.backend.endpoint, ""))
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED, STATE))
        sent = gateway.sent()[-1]
    assert [own.told["gateway.route"] for own, *_ in gateway.collector.calls()] == ["new"]
    assert [own.told["gateway.route"] for own, *_ in other.calls()] == ["old"]
    assert sent == {"traceparent": [SAMPLED.partition(": ")[2]], "tracestate": [STATE.partition(": ")[2]]}


async def test_a_call_in_progress_ends_in_the_collector_there_is_then() -> None:
    go_on, asked = asyncio.Event(), asyncio.Event()

    async def wait(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await go_on.wait()
        writer.write(SHOWN)

    async with traced(wait) as gateway, collecting() as other:
        calling = asyncio.create_task(gateway.front.ask(call("GET", FETCH_NEW, SAMPLED)))
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
            await gateway.running.apply(traced_settings(gateway.backend.endpoint, tracing_to(other.url)))
            go_on.set()
            assert (await calling).status == 200
        [[own, *below]] = await other.gather(1)
    assert_whole(own, below)
    assert gateway.collector.calls() == []


@pytest.mark.parametrize("known", [True, False])
async def test_a_collector_over_tls_has_to_show_a_certificate_of_the_authorities(
    known: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority, other = Authority(tmp_path), Authority(tmp_path, "other")
    shown = authority.certify("localhost")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(shown.certificate, shown.key)
    how = f"sample: 100%, ca: {authority.file if known else other.file}"
    async with collecting(tls=tls) as collector, backend_with(SHOWN) as backend:
        running = await start(traced_settings(backend.endpoint, tracing_to(collector.url, how)))
        await Front(running, ()).ask(call("GET", FETCH_NEW))
        await running.close()
    assert len(collector.calls()) == known
    assert ("spans are lost on the way to the collector of traces (SSLError)" in caplog.messages) is not known
