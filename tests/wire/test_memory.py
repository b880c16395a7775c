"""What connections that idle cost the gateway as users run it, whatever was said on them before. Measured as the system sees it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.gateway_process import Process, free_port, serving, until_it_listens
from bench.idle_connections import REQUEST, idle_cost
from tests.unit.upstream.raw_backend import backend_with
from tests.wire.certificates import Authority

KIB = 1024
MANY, SOME = 1000, 150
LOGIN = b"Authorization: Basic QUMxOnNlY3JldA==\r\n"


@asynccontextmanager
async def gateway(folder: Path, endpoint: str = "http://127.0.0.1:1", tls: str = "") -> AsyncIterator[Process]:
    with serving(folder, free_port(), endpoint=endpoint, tls=tls) as process:
        await until_it_listens(process)
        yield process


async def test_one_costs_less_than_25_kib(tmp_path: Path) -> None:
    async with gateway(tmp_path) as process:
        assert await idle_cost(process, MANY) < 25 * KIB


async def test_one_with_tls_costs_less_than_30_kib(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    pair = authority.certify("localhost", "127.0.0.1")
    async with gateway(tmp_path, tls=f", tls: {{{pair.yaml}}}") as process:
        assert await idle_cost(process, MANY // 2, context=authority.trusting()) < 30 * KIB


@pytest.mark.parametrize("secure", [False, True])
async def test_nothing_stays_of_what_was_said_on_it(tmp_path: Path, secure: bool) -> None:
    """Neither of a large answer nor of large header fields. The bound leaves room for what goes on at the same time."""
    authority = Authority(tmp_path)
    pair = authority.certify("localhost", "127.0.0.1")
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n" + b'"' + b"x" * 499_998 + b'"'
    )
    fields = b"".join(b"X-Field-%d: %s\r\n" % (number, b"%03d" % number * 100) for number in range(80))
    asked = REQUEST.replace(b"\r\n\r\n", b"\r\n" + LOGIN + fields + b"\r\n")
    context: ssl.SSLContext | None = authority.trusting() if secure else None
    async with backend_with(answer) as backend:
        tls = f", tls: {{{pair.yaml}}}" if secure else ""
        async with gateway(tmp_path, backend.endpoint, tls) as process:
            assert await idle_cost(process, SOME, asked, context) < 250 * KIB
