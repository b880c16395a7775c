"""A whole gateway on free ports, made from a config text as `gateway serve` makes it, and a caller of raw bytes.

Every answer is looked through, head and body, for anything of the backend's: its host, its account ids, its secrets.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from gateway.app import Running, known_dialects, start
from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.sandbox import MAIN, SUBACCOUNT, Sandbox, start_sandbox
from gateway.settings import Settings, parse_settings
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with
from tests.wire.listening import RawClient, RawResponse, connected

OLD, NEW = "/2008-08-01", "/2010-04-01"
PUBLIC_URL = "http://gateway.example"

ACME = Credentials("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "secret-of-acme-callers")
ACME_SUB = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa01"
ACME_BEHIND = Credentials(MAIN.sid, MAIN.token)
ACME_SUB_BEHIND = SUBACCOUNT.sid
GLOBEX = Credentials("ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "secret-of-globex-callers")
GLOBEX_BEHIND = Credentials("AC7e577e577e577e577e577e577e577e57", "demo-test-token")
BEHIND = (ACME_BEHIND.id, ACME_BEHIND.secret, ACME_SUB_BEHIND, GLOBEX_BEHIND.id, GLOBEX_BEHIND.secret)

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: {public_url}}}]
allow_inline_secrets: true
backends:
  behind:
    dialect: twilio-2010
    representation: {representation}
    endpoints: [{endpoint}]
    timeouts: {timeouts}
    connections: {connections}
credentials: {credentials}
{accounts}
routes:
  - {{name: old, when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind, {policy}, options: {options}}}
  - {{name: new, when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind, {policy}}}
limits: {limits}
"""
_ACCOUNTS = f"""
accounts:
  - name: acme
    caller: {{id: {ACME.id}, secret: {ACME.secret}}}
    backend: {{id: {ACME_BEHIND.id}, secret: {ACME_BEHIND.secret}}}
    subaccounts: [{{caller: {ACME_SUB}, backend: {ACME_SUB_BEHIND}}}]
  - name: globex
    caller: {{id: {GLOBEX.id}, secret: {GLOBEX.secret}}}
    backend: {{id: {GLOBEX_BEHIND.id}, secret: {GLOBEX_BEHIND.secret}}}
"""


@dataclass(frozen=True)
class Setting:
    """What a test wants to be different."""

    credentials: str = "mapped"
    representation: str = "json"
    timeouts: str = "{connect: 5s, first_byte: 5s, total: 10s}"
    connections: int = 100
    policy: str = "on_loss: warn"
    options: str = "{}"
    limits: str = "{body: 1MiB, failed_logins: {attempts: 10000}}"

    def settings(self, endpoint: str) -> Settings:
        text = _CONFIG.format(
            public_url=PUBLIC_URL,
            endpoint=endpoint,
            accounts=_ACCOUNTS if self.credentials == "mapped" else "",
            **vars(self),
        )
        return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


USUAL = Setting()


@dataclass(frozen=True)
class Front:
    """The callers' side of a running gateway. `hidden` is what no answer may hold."""

    running: Running
    hidden: tuple[str, ...]

    async def ask(self, *pieces: bytes, has_body: bool = True) -> RawResponse:
        """One request on a connection of its own."""
        async with self.connected() as client:
            await client.send(*pieces)
            response = await client.read_response(has_body=has_body)
        self.check(response)
        return response

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[RawClient]:
        async with connected(self.running.listeners[0]) as client:
            yield client

    def check(self, response: RawResponse) -> None:
        whole = (response.head + response.body).decode("latin-1")
        assert [secret for secret in self.hidden if secret in whole] == []


@asynccontextmanager
async def gateway_to(endpoint: str, setting: Setting = USUAL) -> AsyncIterator[Front]:
    """A gateway in front of whatever listens there."""
    running = await start(setting.settings(endpoint))
    hidden = BEHIND if setting.credentials == "mapped" else ()
    try:
        yield Front(running, (endpoint.partition("://")[2], *hidden))
    finally:
        await running.close()


@asynccontextmanager
async def before_sandbox(setting: Setting = USUAL) -> AsyncIterator[Front]:
    sandbox = await start_sandbox(Sandbox(clock=lambda: datetime.now(UTC)), "127.0.0.1", 0)
    try:
        async with gateway_to(sandbox.url, setting) as front:
            yield front
    finally:
        await sandbox.stop()


@asynccontextmanager
async def before_script(*replies: Reply, setting: Setting = USUAL) -> AsyncIterator[tuple[Front, Backend]]:
    """A gateway in front of a backend that says what the test wrote and keeps every request as it came."""
    async with backend_with(*replies) as backend, gateway_to(backend.endpoint, setting) as front:
        yield front, backend


def call(
    method: str,
    target: str,
    *fields: str,
    caller: Credentials | None = ACME,
    body: bytes = b"",
    version: str = "HTTP/1.1",
) -> bytes:
    """A request as clients write one: a form where there is a body that no field describes."""
    lines = [f"{method} {target} {version}", "Host: gateway.example"]
    if caller:
        lines.append(f"Authorization: {write_basic(caller)}")
    names = {field.partition(":")[0].lower() for field in fields}
    if body and "transfer-encoding" not in names:
        lines += [] if "content-type" in names else ["Content-Type: application/x-www-form-urlencoded"]
        lines += [] if "content-length" in names else [f"Content-Length: {len(body)}"]
    return "\r\n".join((*lines, *fields, "", "")).encode("latin-1") + body


def reply(status: int = 200, body: bytes = b"", *fields: str, content_type: str | None = "application/json") -> bytes:
    """A backend's answer."""
    lines = [f"HTTP/1.1 {status} Said", *([f"Content-Type: {content_type}"] if content_type else []), *fields]
    return "\r\n".join((*lines, f"Content-Length: {len(body)}", "", "")).encode("latin-1") + body


def json_reply(data: Mapping[str, object], status: int = 200, *fields: str) -> bytes:
    return reply(status, json.dumps(data).encode(), *fields)


SID = "CA00000000000000000000000000000001"
DATE = "Tue, 31 Aug 2010 20:36:28 +0000"


def call_data(**fields: object) -> dict[str, object]:
    """A call as a backend of 2010 shows it in JSON."""
    shown: dict[str, object] = {
        "sid": SID,
        "date_created": DATE,
        "date_updated": DATE,
        "parent_call_sid": None,
        "account_sid": ACME_BEHIND.id,
        "to": "+15555550100",
        "from": "+15555550101",
        "phone_number_sid": None,
        "status": "completed",
        "start_time": DATE,
        "end_time": DATE,
        "duration": "8",
        "price": None,
        "direction": "outbound-api",
        "api_version": "2010-04-01",
        "uri": f"{NEW}/Accounts/{ACME_BEHIND.id}/Calls/{SID}.json",
    }
    return shown | fields


def error_fields(response: RawResponse) -> dict[str, str]:
    """Names and values of an error, in whichever of the two forms of the two dialects it came. Fails on any other shape."""
    content_type = (response.get("Content-Type") or "").partition(";")[0]
    if content_type == "application/json":
        data = json.loads(response.body)
        if "TwilioResponse" in data:
            assert list(data) == ["TwilioResponse"]
            assert list(data["TwilioResponse"]) == ["RestException"]
            return {name: str(value) for name, value in data["TwilioResponse"]["RestException"].items()}
        return {name: str(value) for name, value in data.items()}
    assert content_type == "application/xml", response.head
    root = ET.fromstring(response.body.decode())  # noqa: S314 - our own answer
    assert root.tag == "TwilioResponse"
    (exception,) = root
    assert exception.tag == "RestException"
    return {field.tag: field.text or "" for field in exception}


def assert_error(response: RawResponse, status: int, *, path: str) -> dict[str, str]:
    """The answer is a whole error of the dialect and in the form that this path asks for."""
    assert response.status == status, response
    fields = error_fields(response)
    is_json = path.partition("?")[0].rstrip("/").endswith(".json")
    assert (response.get("Content-Type") == "application/json") is is_json
    if is_json and NEW in path:
        assert list(fields)[:1] in (["code"], ["message"], ["status"])
        assert {"message", "status"} <= fields.keys() <= {"code", "message", "more_info", "status", "detail"}
        assert fields["status"] == str(status)
        assert fields["message"]
    else:
        assert b"TwilioResponse" in response.body
        assert {"Message", "Status"} <= fields.keys() <= {"Code", "Detail", "Message", "MoreInfo", "Status"}
        assert fields["Status"] == str(status)
        assert fields["Message"]
    return fields
