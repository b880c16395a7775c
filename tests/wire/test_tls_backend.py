"""TLS towards a backend: verified unless that is switched off, with our own certificate and under the name that was set."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.model import ProblemKind, ProblemRaised
from gateway.settings import BackendTls
from gateway.tls import connecting_context
from gateway.upstream import Upstream
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.raw_backend import OK, PATIENT, read_request
from tests.wire.certificates import Authority
from tests.wire.test_tls_listener import settings_with


@dataclass
class Seen:
    """What a backend saw of those that connected: the host they asked for and their certificate's names."""

    asked: list[str | None] = field(default_factory=list)
    shown: list[set[str]] = field(default_factory=list)
    protocols: list[str | None] = field(default_factory=list)


def backend_tls(yaml: str) -> BackendTls | None:
    return settings_with(backend=f", tls: {{{yaml}}}").backends["one"].tls


@asynccontextmanager
async def tls_backend(context: ssl.SSLContext) -> AsyncIterator[tuple[int, Seen]]:
    """A backend that answers 200. Yields its port and what it sees."""
    seen = Seen()

    def note(_connection: ssl.SSLObject, asked: str | None, _context: ssl.SSLContext) -> None:
        seen.asked.append(asked)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown = writer.get_extra_info("peercert") or {}
        seen.shown.append({name for _, name in shown.get("subjectAltName", ())})
        seen.protocols.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await read_request(reader)
        writer.write(OK)
        await writer.drain()
        writer.close()

    context.sni_callback = note
    context.set_alpn_protocols(["h2", "http/1.1"])
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1], seen
    finally:
        server.close()
        await server.wait_closed()


def presenting(authority: Authority, *hosts: str) -> ssl.SSLContext:
    pair = authority.certify(*hosts)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


async def ask(port: int, yaml: str, server_name: str | None = None) -> int:
    """The status of one request to the backend on that port, with `tls` as written in YAML; without it where that is empty."""
    context = connecting_context(backend_tls(yaml)) if yaml else connecting_context(None)
    upstream = Upstream((f"https://localhost:{port}",), timeouts=PATIENT, body_limit=1024, ssl=context, server_name=server_name)
    try:
        return (await upstream.send(WireRequest("GET", "/", Headers(())))).status
    finally:
        await upstream.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def test_a_backend_of_the_authority_is_believed(authority: Authority) -> None:
    async with tls_backend(presenting(authority, "localhost")) as (port, seen):
        assert await ask(port, f"ca: {authority.file}") == 200
    assert (seen.asked, seen.protocols) == (["localhost"], ["http/1.1"])


@pytest.mark.parametrize("yaml", ["", 'minimum_version: "1.2"'])
async def test_without_settings_only_the_system_s_authorities_are_believed(authority: Authority, yaml: str) -> None:
    async with tls_backend(presenting(authority, "localhost")) as (port, seen):
        with pytest.raises(ProblemRaised) as raised:
            await ask(port, yaml)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREACHABLE
    assert seen.shown == []


async def test_a_certificate_for_another_host_is_not_believed(authority: Authority) -> None:
    async with tls_backend(presenting(authority, "elsewhere.example")) as (port, seen):
        with pytest.raises(ProblemRaised):
            await ask(port, f"ca: {authority.file}")
    assert seen.shown == []


async def test_the_name_that_was_set_is_asked_for_and_verified(authority: Authority) -> None:
    async with tls_backend(presenting(authority, "elsewhere.example")) as (port, seen):
        assert await ask(port, f"ca: {authority.file}", server_name="elsewhere.example") == 200
    assert seen.asked == ["elsewhere.example"]


async def test_verification_can_be_switched_off(authority: Authority) -> None:
    async with tls_backend(presenting(authority, "elsewhere.example")) as (port, _):
        assert await ask(port, "verify: false") == 200


async def test_our_own_certificate_is_shown_to_a_backend_that_asks(authority: Authority) -> None:
    own = authority.certify("gateway.example")
    context = presenting(authority, "localhost")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    async with tls_backend(context) as (port, seen):
        yaml = f"ca: {authority.file}, client_certificate: {own.certificate}, client_key: {own.key}"
        assert await ask(port, yaml) == 200
        with pytest.raises(ProblemRaised):
            await ask(port, f"ca: {authority.file}")
    assert seen.shown == [{"gateway.example"}]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
@pytest.mark.parametrize(("least", "highest"), [("1.2", ssl.TLSVersion.TLSv1_1), ("1.3", ssl.TLSVersion.TLSv1_2)])
async def test_a_backend_that_is_too_old_is_not_spoken_to(authority: Authority, least: str, highest: ssl.TLSVersion) -> None:
    context = presenting(authority, "localhost")
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1_1
    context.maximum_version = highest
    async with tls_backend(context) as (port, seen):
        with pytest.raises(ProblemRaised):
            await ask(port, f'ca: {authority.file}, minimum_version: "{least}"')
    assert seen.shown == []
