"""Golden exchanges over sockets: a gateway made from a config listens, a backend of raw bytes plays its part, a raw client asks.

In process every exchange runs; here every error and each fifth of the rest, because what sockets add is the same for all.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
import yaml

from gateway.app import known_dialects, start
from gateway.settings import Settings, parse_settings
from gateway.wire import Headers, WireRequest, WireResponse
from tests.exchange_format import (
    Exchange,
    Step,
    backend_answer,
    caller_request,
    compare_response,
    compare_upstream,
    load_exchanges,
)
from tests.exchange_runner import BACKEND, CALLER, ENDPOINT, PUBLIC_URL, SUBACCOUNT
from tests.unit.upstream.raw_backend import backend_with, hang_up
from tests.wire.listening import RawResponse, connected

HERE = Path(__file__).parent
EVERY = 5
FOLDERS = [folder for folder in sorted(HERE.iterdir()) if any(folder.glob("*.yaml"))]
EXCHANGES = [exchange for folder in FOLDERS for exchange in load_exchanges(folder)]
SAMPLE = [
    exchange
    for number, exchange in enumerate(EXCHANGES)
    if exchange.response.status >= HTTPStatus.BAD_REQUEST or not number % EVERY
]
BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


def settings_for(exchange: Exchange, endpoint: str) -> Settings:
    backend = {"dialect": exchange.backend, "endpoints": [endpoint], "options": dict(exchange.backend_options)}
    if exchange.representation:
        backend["representation"] = exchange.representation
    account = {
        "name": "acme",
        "caller": dict(zip(("id", "secret"), CALLER, strict=True)),
        "backend": dict(zip(("id", "secret"), BACKEND, strict=True)),
        "subaccounts": [dict(zip(("caller", "backend"), SUBACCOUNT, strict=True))],
    }
    document = {
        "listen": [{"bind": "127.0.0.1:0", "public_url": PUBLIC_URL}],
        "allow_inline_secrets": True,
        "backends": {"backend": backend},
        "credentials": exchange.credentials,
        "routes": [{"caller": exchange.caller, "backend": "backend", "options": dict(exchange.options)}],
    }
    if exchange.credentials == "mapped":
        document["accounts"] = [account]
    return parse_settings(yaml.safe_dump(document), "exchange.yaml", known_dialects(), {}, base=HERE)


def bytes_of_request(wire: WireRequest) -> bytes:
    fields = list(wire.headers)
    if wire.body and "Content-Length" not in wire.headers:
        fields.append(("Content-Length", str(len(wire.body))))
    lines = [f"{wire.method} {wire.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1") + wire.body


def bytes_of_answer(step: Step, endpoint: str) -> bytes:
    answer = backend_answer(step)
    body = answer.body.replace(ENDPOINT.encode(), endpoint.encode())
    fields = [f"{name}: {value.replace(ENDPOINT, endpoint)}" for name, value in answer.headers]
    length = [] if answer.status in BODILESS else [f"Content-Length: {len(body)}"]
    return "\r\n".join((f"HTTP/1.1 {answer.status} Said", *fields, *length, "", "")).encode("latin-1") + body


def request_of_bytes(raw: bytes) -> WireRequest:
    head, _, body = raw.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ")
    return WireRequest(
        method, target, Headers((name, value) for name, _, value in (one.partition(": ") for one in fields)), body
    )


def response_of(raw: RawResponse) -> WireResponse:
    return WireResponse(raw.status, Headers(raw.fields), raw.body)


async def run_over_sockets(exchange: Exchange) -> list[str]:
    """Every difference between the exchange and what went over the wires; none where all is well."""
    asked = caller_request(exchange)
    async with backend_with(hang_up) as backend:
        backend.replies = [*(bytes_of_answer(step, backend.endpoint) for step in exchange.upstream), hang_up]
        running = await start(settings_for(exchange, backend.endpoint))
        try:
            async with connected(running.listeners[0]) as client:
                await client.send(bytes_of_request(asked))
                has_body = asked.method != "HEAD"
                raw = await client.read_response(has_body=has_body)
        finally:
            await running.close()
    differences = [] if len(backend.received) == len(exchange.upstream) else [f"upstream: {len(backend.received)} calls"]
    for step, sent in zip(exchange.upstream, backend.received, strict=False):
        differences += compare_upstream(
            step.request, request_of_bytes(sent.replace(backend.endpoint.encode(), ENDPOINT.encode()))
        )
    if f"localhost:{backend.port}" in (raw.head + raw.body).decode("latin-1"):
        differences.append("the backend's host is shown")
    return differences + compare_response(exchange, response_of(raw))


def test_the_sample_holds_every_sort() -> None:
    assert len(SAMPLE) > 100
    assert {(exchange.caller, exchange.backend) for exchange in SAMPLE} == {
        (exchange.caller, exchange.backend) for exchange in EXCHANGES
    }


@pytest.mark.parametrize("exchange", SAMPLE, ids=lambda exchange: f"{exchange.caller}/{exchange.name}")
async def test_exchange_over_sockets(exchange: Exchange) -> None:
    assert await run_over_sockets(exchange) == [], exchange.where
