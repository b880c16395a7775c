"""What each dialect says of a limit: 429 where it has one, the JSON envelope its 409; each with when to come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app import known_dialects, start
from gateway.codecs.basic import write_basic
from gateway.settings import parse_settings
from tests.unit.upstream.raw_backend import backend_with
from tests.wire.gateway_running import ACME, ACME_BEHIND
from tests.wire.listening import connected
from tests.wire.pair_running import ENVELOPE, MODERN, OLD, RESTCOMM, ROOTS

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://v1.gateway.example"}}]
allow_inline_secrets: true
backends: {{behind: {{dialect: {caller}, endpoints: ["{endpoint}"]}}}}
accounts:
  - {{name: acme, caller: {{id: {id}, secret: {secret}}}, backend: {{id: {behind}, secret: behind-dummy-secret}}}}
routes: [{{caller: {caller}, backend: behind}}]
limits: {limits}
"""


@pytest.mark.parametrize(
    ("caller", "path", "status"),
    [
        (OLD, f"/Accounts/{ACME.id}/Calls", 429),
        (MODERN, f"/Accounts/{ACME.id}/Calls.json", 429),
        (RESTCOMM, f"/Accounts/{ACME.id}/Calls.json", 429),
        (ENVELOPE, "/calls", 409),
    ],
)
async def test_too_many_failed_logins(caller: str, path: str, status: int) -> None:
    limits = "{failed_logins: {attempts: 2, within: 60s}}"
    async with backend_with(b"") as backend:
        text = _CONFIG.format(
            caller=caller, endpoint=backend.endpoint, limits=limits, id=ACME.id, secret=ACME.secret, behind=ACME_BEHIND.id
        )
        running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        wrong = write_basic(ACME).replace("Basic ", "Basic eHh4")
        head = f"GET {ROOTS.get(caller, '')}{path} HTTP/1.1\r\nHost: v1.gateway.example\r\nAuthorization: {wrong}\r\n\r\n"
        answers = []
        try:
            async with connected(running.listeners[0]) as client:
                for _ in range(3):
                    await client.send(head.encode())
                    answers.append(await client.read_response())
        finally:
            await running.close()
        assert [answer.status for answer in answers] == [401, 401, status]
        assert 50 < int(answers[2].get("Retry-After") or 0) <= 60
        assert answers[2].body
        assert not backend.received
