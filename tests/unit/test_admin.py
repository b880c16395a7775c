"""The operator's own listener: what it answers to whom, in text, and nothing of it on a caller's port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.admin import AdminListener, start_admin
from gateway.admin.host import names_this_machine
from gateway.app import known_dialects, start
from gateway.settings import Secret, parse_settings
from tests.wire.listening import PATIENCE, RawClient, RawResponse

TOKEN = "operators-token"
GUARDED = [("GET", "/metrics"), ("POST", "/reload"), ("POST", "/drain")]
PATHS = [*GUARDED, ("GET", "/healthz"), ("GET", "/readyz")]


@dataclass
class Gateway:
    """Operations that say what a test told them to."""

    reasons: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    breaks: bool = False

    def not_ready(self) -> tuple[str, ...]:
        return self.reasons

    def metrics(self) -> bytes:
        if self.breaks:
            raise RuntimeError("secret-of-the-inside")
        return b"seen_total 3.0\n"

    async def reload(self) -> tuple[str, ...]:
        self.asked.append("reload")
        self.begun.set()
        await self.may_end.wait()
        self.ended.set()
        return self.faults

    async def drain(self) -> None:
        self.asked.append("drain")


@asynccontextmanager
async def listening(gateway: Gateway, token: str | None = None) -> AsyncIterator[AdminListener]:
    listener = await start_admin("127.0.0.1", 0, gateway, Secret.of_text(token) if token else None)
    gateway.may_end.set()
    try:
        yield listener
    finally:
        await listener.cleanup()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[RawClient]:
    client = RawClient(*await asyncio.open_connection("127.0.0.1", port))
    try:
        yield client
    finally:
        await client.close()


async def ask(port: int, method: str, path: str, *fields: str, host: str = "127.0.0.1") -> RawResponse:
    async with connected(port) as client:
        await client.send("\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {host}", *fields, "", "")).encode())
        return await client.read_response()


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


@pytest.mark.parametrize("path", ["/", "/config", "/reload/", "//reload", "/%72eload/x", "/metrics/../drain"])
async def test_another_path_is_404_in_text(path: str) -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        for method in ("GET", "POST"):
            answer = await ask(listener.port, method, path)
            assert answer.status == 404
            assert (answer.get("Content-Type") or "").startswith("text/plain")
    assert gateway.asked == []


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize(
    "shown", ["", "Authorization: Bearer", "Authorization: Bearer operators-toke", f"Authorization: Basic {TOKEN}"]
)
async def test_where_a_token_is_set_it_is_asked_for(method: str, path: str, shown: str) -> None:
    gateway = Gateway()
    async with listening(gateway, TOKEN) as listener:
        answer = await ask(listener.port, method, path, *([shown] if shown else []))
        assert answer.status == 401
        assert (answer.get("WWW-Authenticate") or "").startswith("Bearer ")
        assert gateway.asked == []
        assert TOKEN.encode() not in answer.body
        for scheme in ("Bearer", "bearer"):
            assert (await ask(listener.port, method, path, f"Authorization: {scheme} {TOKEN}")).status in {200, 202}


async def test_an_encoded_path_does_not_slip_past_the_token() -> None:
    gateway = Gateway()
    async with listening(gateway, TOKEN) as listener:
        for path in ("/%72eload", "/healthz/../reload", "/reload?/healthz", "/healthz%2f..%2freload"):
            assert (await ask(listener.port, "POST", path)).status in {401, 404}
    assert gateway.asked == []


async def test_probes_carry_no_token_and_a_token_may_be_replaced() -> None:
    async with listening(Gateway(), TOKEN) as listener:
        for path in ("/healthz", "/readyz"):
            assert (await ask(listener.port, "GET", path)).status == 200
        listener.token = Secret.of_text("another")
        assert (await ask(listener.port, "GET", "/metrics", f"Authorization: Bearer {TOKEN}")).status == 401
        assert (await ask(listener.port, "GET", "/metrics", "Authorization: Bearer another")).status == 200


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_a_page_in_a_browser_can_ask_nothing(method: str, path: str) -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        assert (await ask(listener.port, method, path, "Origin: https://page.example")).status == 403
    assert gateway.asked == []


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_without_a_token_a_name_that_is_not_ours_is_asked_nothing(method: str, path: str) -> None:
    """A page whose name leads to 127.0.0.1 asks without an Origin."""
    gateway = Gateway()
    async with listening(gateway) as listener:
        for host in (
            "page.example",
            "page.example:9090",
            "127.0.0.1.page.example",
            "localhost.page.example",
            "[::1",
            "2130706433",
        ):
            answer = await ask(listener.port, method, path, host=host)
            assert answer.status == 403
            assert b"admin.bind" in answer.body
    assert gateway.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:9090", "[::1]:9090", "LOCALHOST", "localhost:9090", "192.0.2.1", "box"]
)
async def test_an_address_localhost_and_the_configured_host_are_ours(host: str) -> None:
    assert names_this_machine(host, "Box")
    async with listening(Gateway()) as listener:
        assert (await ask(listener.port, "GET", "/metrics", host=host)).status == (403 if host == "box" else 200)


async def test_where_a_token_is_set_any_name_may_lead_here() -> None:
    async with listening(Gateway(), TOKEN) as listener:
        shown = f"Authorization: Bearer {TOKEN}"
        assert (await ask(listener.port, "GET", "/metrics", shown, host="gateway.internal.example")).status == 200


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
    assert 'gateway_calls_total{dialect="none",operation="none",route="none",status="4xx"} 5.0' in metrics


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
