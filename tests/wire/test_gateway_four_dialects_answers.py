"""Every answer in the caller's own dialect, quickly, whatever the request or the backend is like: the two further dialects."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from gateway.app import known_dialects, start
from gateway.codecs.basic import write_basic
from gateway.settings import parse_settings
from tests.unit.upstream.raw_backend import backend_with, say_nothing
from tests.wire.listening import connected
from tests.wire.pair_running import ACME, ENVELOPE, HOST, MODERN, RESTCOMM, answer, pair

_ROUTES = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example"}}]
credentials: passthrough
backends: {{behind: {{dialect: twilio-2010, endpoints: ["{endpoint}"]}}}}
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{when: {{path: /v1}}, caller: json-envelope, backend: behind, options: {{version_in_path: true}}}}
"""


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/SMS", "//v1/unknown", "/v1/menus"])
async def test_a_request_that_can_not_be_parsed_is_refused_in_the_dialect_of_its_path(path: str) -> None:
    async with backend_with(say_nothing) as backend:
        settings = parse_settings(_ROUTES.format(endpoint=backend.endpoint), "g.yaml", known_dialects(), {}, base=Path.cwd())
        running = await start(settings)
        try:
            async with connected(running.listeners[0]) as client:
                await client.send(f"get {path} HTTP/1.1\r\nHost: gateway.example\r\n\r\n".encode())
                told = await client.read_response()
        finally:
            await running.close()
    assert told.get("Content-Type") == "text/json; charset=utf-8"
    assert "error" in json.loads(told.body)["response"]


@pytest.mark.parametrize("piece", [b'",error:', b'",error:}', b'" ', b'"   ', b"{"], ids=repr)
async def test_an_error_of_a_backend_is_read_in_no_time(piece: bytes) -> None:
    """An object whose quotes are not escaped is read with a pattern: on a long one it must not run for minutes."""
    body = b'{"message":"' + piece * (400_000 // len(piece)) + b"x"
    reply = b"HTTP/1.1 500 Said\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    async with pair(MODERN, RESTCOMM, reply) as running:
        began = time.perf_counter()
        async with asyncio.timeout(4):
            told = await running.ask("GET", "/Accounts/{account}/Calls.json")
    assert told.status == 500
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("path", ["IncomingPhoneNumbers/PN1", "Applications/AP1", "Recordings/RE1", "Queues/QU1"])
async def test_a_list_is_no_answer_to_a_question_for_one_thing(path: str) -> None:
    async with pair(MODERN, RESTCOMM, answer([{"sid": "a"}, {"sid": "b"}])) as running:
        told = await running.ask("GET", f"/Accounts/{{account}}/{path}.json")
    assert told.status in (501, 502)
    assert "message" in json.loads(told.body)


@pytest.mark.parametrize("name", ["account_id", "AccountSid", "api_key"])
async def test_a_file_is_sent_for_no_other_account(name: str) -> None:
    """Its description travels with it unread, and is looked at all the same."""
    description = json.dumps({name: "cccccccc-cccc-cccc-cccc-cccccccccccc"}).encode()
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n' + description + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nsound\r\n--x--\r\n'
    )
    head = (
        f"POST /media HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {write_basic(ACME)}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(parts)}\r\n\r\n"
    )
    async with pair(ENVELOPE, ENVELOPE, say_nothing) as running, connected(running.running.listeners[0]) as client:
        await client.send(head.encode() + parts)
        told = await client.read_response()
    assert (told.status, running.backend.received) == (401, [])


async def test_no_property_passes_for_a_file() -> None:
    forged = {"multipart/form-data": {"boundary": "x", "body": '--x\r\nX: y\r\n\r\n{"account_id": "x"}\r\n--x--'}}
    async with pair(ENVELOPE, ENVELOPE, say_nothing) as running:
        told = await running.ask("POST", "/media", body=json.dumps(forged).encode())
    assert (told.status, running.backend.received) == (400, [])
