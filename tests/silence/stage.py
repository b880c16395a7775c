"""A whole gateway with all four dialects on one listener, its settings full of what must not be told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.app import Running, known_dialects, start
from gateway.settings import Settings, parse_settings
from tests.silence.backends import ENVELOPE, MODERN, OLD, RESTCOMM, Parrot, parrot
from tests.silence.private import Private
from tests.wire.listening import PATIENCE, RawClient, RawResponse, connected

ROOTS = {OLD: "/2008-08-01", MODERN: "/2010-04-01", RESTCOMM: "/restcomm/2012-04-24", ENVELOPE: "/v1"}
BODY_LIMIT = 131_072
LIMITS = f"body: {BODY_LIMIT}B, failed_logins: {{attempts: 10000}}, head_time: 5s"

CONFIG = """
allow_inline_secrets: true
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example"}}]
credentials: {credentials}
backends:
  behind:
    dialect: {behind}
    endpoints: ["{endpoint}"]
    timeouts: {{connect: 5s, first_byte: {patience}, idle: {patience}, total: 10s}}
    breaker: {{failures: 1000}}
{accounts}
routes:
  - {{name: none, when: {{path: /nowhere, header: {{X-Api-Key: {key}}}}}, caller: twilio-2010, backend: behind}}
  - {{name: old, when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind, {policy}}}
  - {{name: new, when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind, {policy}}}
  - {{name: other, when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind, {policy}}}
  - {{name: wrapped, when: {{path: /v1}}, caller: json-envelope, backend: behind, {policy}, options: {{version_in_path: true}}}}
limits: {{{limits}}}
"""
_ACCOUNTS = """
accounts:
  - name: acme
    caller: {{id: {acme_id}, secret: {acme}}}
    backend: {{id: {acme_behind_id}, secret: {acme_behind}}}
  - name: globex
    caller: {{id: {globex_id}, secret: [{globex}, {guess}x]}}
    backend: {{id: {globex_behind_id}, secret: {globex_behind}}}
"""


@dataclass(frozen=True)
class Setting:
    """What a test wants to be different."""

    behind: str = MODERN
    credentials: str = "mapped"
    limits: str = LIMITS
    patience: str = "5s"
    policy: str = "on_loss: warn"


USUAL = Setting()


def config_text(private: Private, endpoint: str, setting: Setting) -> str:
    """YAML takes JSON's quoting of any text."""
    names = ("acme", "globex", "acme_behind", "globex_behind")
    secrets = {name: json.dumps(getattr(private, name).secret) for name in names}
    ids = {f"{name}_id": getattr(private, name).id for name in names}
    accounts = _ACCOUNTS.format(**ids, **secrets, guess=private.words["globex"]) if setting.credentials == "mapped" else ""
    key = json.dumps(private.words["key"] + "-of-a-route")
    return CONFIG.format(accounts=accounts, endpoint=endpoint, key=key, **vars(setting))


def parse(text: str) -> Settings:
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


@dataclass(frozen=True)
class Stage:
    """A running gateway and the backend behind it."""

    running: Running
    backend: Parrot
    private: Private

    async def ask(self, request: bytes) -> RawResponse | None:
        """The answer to one request on a connection of its own; None where there was none."""
        async with self.connected() as client:
            await client.send(request)
            try:
                return await client.read_response(has_body=not request.startswith(b"HEAD "))
            except (asyncio.IncompleteReadError, ConnectionError):
                return None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[RawClient]:
        async with connected(self.running.listeners[0]) as client:
            yield client

    async def leave_amid(self, request: bytes) -> None:
        """Sends a request, leaves while the backend carries it out, and has the backend answer."""
        self.backend.asked.clear()
        self.backend.held = held = asyncio.Event()
        async with self.connected() as client:
            await client.send(request)
            async with asyncio.timeout(PATIENCE):
                await self.backend.asked.wait()
        self.backend.held = None
        held.set()


@asynccontextmanager
async def staged(private: Private, setting: Setting = USUAL) -> AsyncIterator[Stage]:
    async with parrot(setting.behind) as backend:
        running = await start(parse(config_text(private, backend.endpoint, setting)))
        try:
            yield Stage(running, backend, private)
        finally:
            await running.close()
