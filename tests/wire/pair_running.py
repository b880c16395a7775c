"""A gateway between any two dialects, with mapped credentials, in front of a backend of raw bytes.

Every answer is looked through, head and body, for the backend's account ids in either spelling, its secrets and its host.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.app import Running, known_dialects, start
from gateway.codecs.basic import write_basic
from gateway.dialects import discover
from gateway.dialects.sids import uuid_of
from gateway.model import Credentials
from gateway.settings import parse_settings
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with
from tests.wire.listening import RawResponse, connected

ENVELOPE, RESTCOMM, MODERN, OLD = "json-envelope", "restcomm-2012", "twilio-2010", "twilio-2008"
ROOTS = {RESTCOMM: "/restcomm/2012-04-24", MODERN: "/2010-04-01", OLD: "/2008-08-01"}
ACME = Credentials("AC" + "a" * 32, "secret-of-acme-callers")
ACME_BEHIND = Credentials("AC" + "b" * 32, "secret-of-acme-behind")
GLOBEX = Credentials("AC" + "c" * 32, "secret-of-globex-callers")
GLOBEX_BEHIND = Credentials("AC" + "d" * 32, "secret-of-globex-behind")
STRANGER = "AC" + "e" * 32
"""An account of the backend that no configuration names."""
HOST = "v1.gateway.example"

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://{host}"}}]
allow_inline_secrets: true
backends:
  behind: {{dialect: {behind}, endpoints: ["{endpoint}"], timeouts: {{connect: 5s, first_byte: 5s, total: 10s}}}}
accounts:
  - {{name: acme, caller: {{id: {acme.id}, secret: {acme.secret}}}, backend: {{id: {acme_b.id}, secret: {acme_b.secret}}}}}
  - name: globex
    caller: {{id: {globex.id}, secret: {globex.secret}}}
    backend: {{id: {globex_b.id}, secret: {globex_b.secret}}}
routes: [{{caller: {caller}, backend: behind, on_loss: {on_loss}}}]
"""


def uuid_form(account: str) -> str:
    """An account id as an API key."""
    return uuid_of(account, "AC")


@dataclass(frozen=True)
class Pair:
    """A gateway between two dialects and the backend behind it."""

    caller: str
    running: Running
    backend: Backend

    async def ask(self, method: str, path: str, *fields: str, body: bytes = b"", who: Credentials = ACME) -> RawResponse:
        """One request, its path below the caller's dialect's own root, `{account}` filled in."""
        target = ROOTS.get(self.caller, "") + path.replace("{account}", ACME.id)
        content_type = "application/json" if self.caller == ENVELOPE else "application/x-www-form-urlencoded"
        lines = [f"{method} {target} HTTP/1.1", f"Host: {HOST}", f"Authorization: {write_basic(who)}", *fields]
        if body:
            lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        async with connected(self.running.listeners[0]) as client:
            await client.send("\r\n".join((*lines, "", "")).encode() + body)
            response = await client.read_response(has_body=method != "HEAD")
        self._check(response)
        return response

    def _check(self, response: RawResponse) -> None:
        whole = (response.head + response.body).decode("latin-1").lower()
        ids = [ACME_BEHIND.id, GLOBEX_BEHIND.id, STRANGER]
        hidden = [
            *ids,
            *map(uuid_form, ids),
            ACME_BEHIND.secret,
            GLOBEX_BEHIND.secret,
            self.backend.endpoint.partition("://")[2],
        ]
        assert [text for text in hidden if text.lower() in whole] == []

    @property
    def lines(self) -> list[str]:
        """The request lines the backend got, without the protocol's version."""
        return [request.split(b"\r\n")[0].decode().rpartition(" ")[0] for request in self.backend.received]

    @property
    def bodies(self) -> list[str]:
        return [request.partition(b"\r\n\r\n")[2].decode() for request in self.backend.received]


@asynccontextmanager
async def pair(caller: str, behind: str, *replies: Reply, on_loss: str = "warn") -> AsyncIterator[Pair]:
    """A gateway for callers of one dialect in front of a scripted backend of another."""
    async with backend_with(*replies) as backend:
        text = _CONFIG.format(
            host=HOST,
            caller=caller,
            behind=behind,
            endpoint=backend.endpoint,
            on_loss=on_loss,
            acme=ACME,
            acme_b=ACME_BEHIND,
            globex=GLOBEX,
            globex_b=GLOBEX_BEHIND,
        )
        running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        try:
            yield Pair(caller, running, backend)
        finally:
            await running.close()


def answer(document: object, status: int = 200, *fields: str) -> bytes:
    """A backend's answer in JSON."""
    body = json.dumps(document).encode()
    lines = (f"HTTP/1.1 {status} Said", "Content-Type: application/json", *fields, f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(lines).encode() + body


def enveloped(*things: object) -> bytes:
    """A backend's answer in the envelope."""
    return answer({"response": {"data": list(things)}})


def all_dialects() -> tuple[str, ...]:
    return tuple(discover())
