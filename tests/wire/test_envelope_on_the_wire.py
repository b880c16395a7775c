"""What only a socket shows of the JSON envelope: lengths counted in bytes, Latin-1 that is no UTF-8, HEAD, a backend that is down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.app import Running, known_dialects, start
from gateway.settings import parse_settings
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with, hang_up, then_wait
from tests.wire.gateway_running import json_reply
from tests.wire.listening import RawResponse, connected

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://v1.api.example.com"}}]
backends:
  behind: {{dialect: twilio-2010, endpoints: [{endpoint}], timeouts: {{connect: 5s, first_byte: 200ms, total: 10s}}}}
credentials: passthrough
routes: [{{caller: json-envelope, backend: behind}}]
"""
QUEUE = {"sid": "QU00000000000000000000000000000001", "friendly_name": "Café 東京"}
PATH = "/queues/00000000-0000-0000-0000-000000000001"


@asynccontextmanager
async def gateway_before(*replies: Reply) -> AsyncIterator[tuple[Running, Backend]]:
    async with backend_with(*replies) as backend:
        text = _CONFIG.format(endpoint=backend.endpoint)
        running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        try:
            yield running, backend
        finally:
            await running.close()


async def ask(running: Running, method: str, target: str, *fields: str, body: bytes = b"") -> RawResponse:
    known = ("Host: v1.api.example.com", "Authorization: Basic MDEyMzQ1NjctODlhYi1jZGVmLTAxMjMtNDU2Nzg5YWJjZGVmOng=")
    length = (f"Content-Length: {len(body)}",) if body else ()
    lines = (f"{method} {target} HTTP/1.1", *known, *length, *fields, "", "")
    async with connected(running.listeners[0]) as client:
        await client.send("\r\n".join(lines).encode("latin-1") + body)
        return await client.read_response(has_body=method != "HEAD")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
async def test_a_reply_tells_its_charset_and_its_length_in_bytes(charset: str) -> None:
    async with gateway_before(json_reply(QUEUE)) as (running, _):
        answer = await ask(running, "GET", PATH, f"Content-Type: text/json; charset={charset}")
    assert answer.get("Content-Type") == f"text/json; charset={charset}"
    assert answer.get("Content-Length") == str(len(answer.body))
    assert answer.get("Transfer-Encoding") is None
    assert json.loads(answer.body.decode(charset))["response"]["data"][0]["name"] == QUEUE["friendly_name"]


async def test_latin1_is_read_as_it_is_labelled() -> None:
    body = '{"from": "+14155550125", "to": "+14155550117", "message": "Café"}'.encode("iso-8859-1")
    async with gateway_before(json_reply({"sid": "SM00000000000000000000000000000001"}, 201)) as (running, backend):
        answer = await ask(running, "POST", "/sms", "Content-Type: text/json; charset=iso-8859-1", body=body)
    assert (answer.status, answer.get("Content-Type")) == (200, "text/json; charset=iso-8859-1")
    assert b"Body=Caf%C3%A9" in backend.received[0]


async def test_latin1_that_is_not_labelled_does_not_match_its_encoding() -> None:
    body = '{"from": "+14155550125", "to": "+14155550117", "message": "Café"}'.encode("iso-8859-1")
    async with gateway_before(hang_up) as (running, backend):
        answer = await ask(running, "POST", "/sms", "Content-Type: text/json", body=body)
    assert (answer.status, json.loads(answer.body)["response"]["error"]["code"]) == (400, 19103)
    assert backend.received == []


async def test_head_is_no_method_of_the_api() -> None:
    async with gateway_before(hang_up) as (running, backend):
        answer = await ask(running, "HEAD", "/sms")
    assert (answer.status, answer.body) == (400, b"")
    assert answer.get("Content-Type") == "text/json; charset=utf-8"
    assert backend.received == []


async def test_a_backend_that_is_down_is_a_server_error() -> None:
    async with gateway_before(hang_up) as (running, _):
        answer = await ask(running, "GET", PATH)
    assert (answer.status, json.loads(answer.body)["response"]["error"]["code"]) == (500, 19502)


async def test_a_backend_that_is_slow_is_a_timeout() -> None:
    async with asyncio.timeout(10), gateway_before(then_wait(b"")) as (running, _):
        answer = await ask(running, "GET", PATH)
    assert (answer.status, json.loads(answer.body)["response"]["error"]["code"]) == (504, 19504)
