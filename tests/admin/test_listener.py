"""The operators' own listener: what it answers, in text, and nothing of it on a caller's port."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.admin import start_admin
from gateway.app import known_dialects, start
from gateway.settings import parse_settings
from tests.admin.asking import PATHS, Gateway, ask, connected, listening
from tests.wire.listening import PATIENCE


async def test_health_readiness_and_metrics() -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        for path in ("/healthz", "/readyz"):
            answer = await ask(listener.port, "GET", path)
            assert (answer.status, answer.body) == (200, b"ok\n")
        metrics = await ask(listener.port, "GET", "/metrics")
        assert metrics.body == b"seen_total 3.0\n"
        assert (metrics.get("Content-Type") or "").startswith("text/plain; version=")
        gateway.reasons = ("draining", "no worker")
        answer = await ask(listener.port, "GET", "/readyz")
        assert (answer.status, answer.body) == (503, b"draining\nno worker\n")
        assert (await ask(listener.port, "GET", "/healthz")).status == 200


async def test_reload_tells_every_fault_and_drain_begins_the_end() -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        assert (await ask(listener.port, "POST", "/reload")).status == 200
        gateway.faults = ("gateway.yaml:1:1: one", "gateway.yaml:2:2: two")
        answer = await ask(listener.port, "POST", "/reload")
        assert (answer.status, answer.body) == (422, b"gateway.yaml:1:1: one\ngateway.yaml:2:2: two\n")
        assert (await ask(listener.port, "POST", "/drain")).status == 202
    assert gateway.asked == ["reload", "reload", "drain"]


async def test_whoever_asked_for_a_reload_may_leave() -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        gateway.may_end.clear()
        async with connected(listener.port) as client:
            await client.send(b"POST /reload HTTP/1.1\r\nHost: localhost\r\n\r\n")
            async with asyncio.timeout(PATIENCE):
                await gateway.begun.wait()
        gateway.may_end.set()
        async with asyncio.timeout(PATIENCE):
            await gateway.ended.wait()


@pytest.mark.parametrize(("path", "allow"), [("/reload", "POST"), ("/drain", "POST"), ("/metrics", "GET, HEAD")])
async def test_the_wrong_method_is_405_and_does_nothing(path: str, allow: str) -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        answer = await ask(listener.port, "GET" if allow == "POST" else "POST", path)
    assert (answer.status, answer.get("Allow")) == (405, allow)
    assert (answer.get("Content-Type") or "").startswith("text/plain")
    assert gateway.asked == []


@pytest.mark.parametrize(
    "path", ["/nothing", "/page.js", "/config/", "/reload/", "//reload", "/%72eload/x", "/metrics/../drain"]
)
async def test_another_path_is_404_in_text(path: str) -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        for method in ("GET", "POST"):
            answer = await ask(listener.port, method, path)
            assert answer.status == 404
            assert (answer.get("Content-Type") or "").startswith("text/plain")
    assert gateway.asked == []


async def test_what_breaks_inside_is_a_sentence_and_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    async with listening(Gateway(breaks=True)) as listener:
        answer = await ask(listener.port, "GET", "/metrics")
    assert answer.status == 500
    assert (answer.get("Content-Type") or "").startswith("text/plain")
    assert b"secret-of-the-inside" not in answer.body
    assert b"Traceback" not in answer.body
    assert "secret-of-the-inside" in caplog.text


async def test_an_address_that_is_taken_is_an_os_error() -> None:
    async with listening(Gateway()) as taken:
        with pytest.raises(OSError, match=str(taken.port)):
            await start_admin("127.0.0.1", taken.port, Gateway())


CONFIG = """
listen: [{bind: "127.0.0.1:0", public_url: http://gateway.example}]
backends: {behind: {dialect: twilio-2010, endpoints: [http://127.0.0.1:1]}}
credentials: passthrough
routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: behind}]
"""


async def test_a_callers_port_knows_nothing_of_it_and_its_metrics_count_calls() -> None:
    running = await start(parse_settings(CONFIG, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    try:
        for method, path in PATHS:
            assert (await ask(running.ports[0], method, path)).status == 404
        metrics = running.metrics_text().decode()
    finally:
        await running.close()
    counted = (line for line in metrics.splitlines() if line.startswith("gateway_calls_total{") and 'status="4xx"' in line)
    assert [float(line.split()[-1]) for line in counted] == [len(PATHS)]


def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del reader
    writer.close()


async def test_a_callers_address_that_is_taken_gives_back_those_before_it() -> None:
    first = await start(parse_settings(CONFIG, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    taken = first.ports[0]
    free = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    await free.wait_closed()
    text = CONFIG.replace(
        '[{bind: "127.0.0.1:0", public_url: http://gateway.example}]',
        f'[{{bind: "127.0.0.1:{port}"}}, {{bind: "127.0.0.1:{taken}"}}]',
    )
    try:
        with pytest.raises(OSError, match=str(taken)):
            await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        again = await asyncio.start_server(hang_up, "127.0.0.1", port)
        again.close()
        async with asyncio.timeout(PATIENCE):
            await again.wait_closed()
    finally:
        await first.close()
