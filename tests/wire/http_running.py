"""What the tests of HTTP semantics run: a whole gateway for callers of all four dialects, or a bare listener that records."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path

from gateway.app import known_dialects, start
from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.server import ListenerLimits, start_listener
from gateway.server.forwarding import Forwarding
from gateway.settings import parse_settings
from gateway.wire import WireRequest, WireResponse
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with
from tests.wire.gateway_running import Front, call_data, json_reply
from tests.wire.listening import NOW, PATIENCE, RawClient, RawResponse, Recorder, connected, count_ids, write_refusal

NAME = "gateway-under-test"
CALLER = Credentials("AC" + "a" * 32, "secret-of-the-caller")
ENVELOPE, RESTCOMM, MODERN, OLD = "json-envelope", "restcomm-2012", "twilio-2010", "twilio-2008"
DIALECTS = (ENVELOPE, RESTCOMM, MODERN, OLD)
ROOTS = {OLD: "/2008-08-01", MODERN: "/2010-04-01", RESTCOMM: "/restcomm/2012-04-24", ENVELOPE: "/v1"}
ID = "00000000000000000000000000000001"
CALL = json_reply(call_data(account_sid=CALLER.id))

_CONFIG = """
{via}
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example", trusted_proxies: {trusted}}}]
credentials: passthrough
backends:
  behind: {{dialect: {behind}, endpoints: ["{endpoint}"], timeouts: {{connect: 5s, first_byte: 5s, total: 10s}}}}
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{when: {{path: /v1}}, caller: json-envelope, backend: behind, options: {{version_in_path: true}}}}
limits: {limits}
"""


@dataclass(frozen=True)
class Setting:
    """What a test wants to be different."""

    via: str = f"via: {NAME}"
    trusted: str = "[]"
    behind: str = MODERN
    limits: str = "{}"


@asynccontextmanager
async def gateway_to(endpoint: str, setting: Setting | None = None) -> AsyncIterator[Front]:
    """A gateway for all four dialects in front of whatever listens there."""
    text = _CONFIG.format(endpoint=endpoint, **vars(setting or Setting()))
    running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    try:
        yield Front(running, (endpoint.partition("://")[2],))
    finally:
        await running.close()


@asynccontextmanager
async def before_script(*replies: Reply, setting: Setting | None = None) -> AsyncIterator[tuple[Front, Backend]]:
    """The same in front of a backend that says what the test wrote and keeps every request as it came."""
    async with backend_with(*replies) as backend, gateway_to(backend.endpoint, setting) as front:
        yield front, backend


def thing(dialect: str, suffix: str = "") -> str:
    """The path of one call."""
    if dialect == ENVELOPE:
        return "/v1/calls/00000000-0000-0000-0000-000000000001"
    return f"{ROOTS[dialect]}/Accounts/{CALLER.id}/Calls/CA{ID}{suffix}"


def sound(dialect: str) -> str:
    """The path of one recording's sound, for a dialect that has such."""
    return f"{ROOTS[dialect]}/Accounts/{CALLER.id}/Recordings/RE{ID}.wav"


def ask(
    method: str, path: str, *fields: str, body: bytes = b"", version: str = "HTTP/1.1", host: str = "gateway.example"
) -> bytes:
    """A request with the caller's credentials."""
    lines = [f"{method} {path} {version}", f"Host: {host}", f"Authorization: {write_basic(CALLER)}", *fields]
    names = {line.partition(":")[0].lower() for line in lines}
    if body and not names & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def change(dialect: str, *fields: str) -> bytes:
    """A request that changes the call: it hangs up."""
    if dialect == ENVELOPE:
        return ask("PUT", thing(dialect), "Content-Type: application/json", *fields, body=b'{"commands": [{"hangup": {}}]}')
    body = b"CurrentUrl=http://example.com/" if dialect == OLD else b"Url=http://example.com/"
    return ask("POST", thing(dialect), "Content-Type: application/x-www-form-urlencoded", *fields, body=body)


def told(backend: Backend, name: str, index: int = -1) -> list[str]:
    """The values of the fields of that name in a request the backend got."""
    pairs = (line.partition(": ") for line in backend.fields(index))
    return [value for key, _, value in pairs if key.lower() == name.lower()]


def assert_refused(dialect: str, response: RawResponse, *statuses: int) -> None:
    """A problem in the dialect, whichever representation it came in."""
    assert response.status in statuses, response
    content_type = (response.get("Content-Type") or "").partition(";")[0]
    if dialect == ENVELOPE:
        assert content_type in ("text/json", "application/json")
        assert "error" in json.loads(response.body)["response"]
    elif content_type == "application/json":
        assert response.body.lstrip().startswith(b"{")
    else:
        assert content_type == "application/xml"
        assert (b"<RestcommResponse>" if dialect == RESTCOMM else b"<RestException>") in response.body


async def let_in() -> None:
    """The answer that is none."""


@dataclass
class Screening:
    """A screen that keeps what it was asked, and answers what it is told to."""

    answer: Callable[[], Awaitable[WireResponse | None]] = let_in
    asked: list[WireRequest] = field(default_factory=list)

    async def __call__(self, head: WireRequest) -> WireResponse | None:
        self.asked.append(head)
        return await self.answer()


@asynccontextmanager
async def bare_listener(
    recorder: Recorder,
    *,
    forwarding: Forwarding | None = None,
    screen: Screening | None = None,
    limits: ListenerLimits | None = None,
) -> AsyncIterator[RawClient]:
    """A connection to a listener without a pipeline."""
    listener = await start_listener(
        bind="127.0.0.1",
        port=0,
        handle=recorder.handle,
        refuse=write_refusal,
        screen=screen or Screening(),
        forwarding=forwarding or Forwarding(NAME),
        limits=limits or ListenerLimits(farewell_seconds=0.2),
        new_request_id=count_ids(),
        now=lambda: NOW,
    )
    try:
        async with connected(listener) as client:
            yield client
    finally:
        await listener.close(grace=PATIENCE)


def trusting(*networks: str) -> Forwarding:
    return replace(Forwarding(NAME), trusted=tuple(ip_network(network) for network in networks))
