"""TLS towards endpoints: whose name is asked for and must be proved, for calls and for probes alike."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import trustme

from gateway.model import ProblemKind, ProblemRaised, Retry
from gateway.upstream import HealthCheck
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.raw_backend import OK, PATIENCE, read_request, upstream_to
from tests.unit.upstream.recorder import Recorder

CREATE = WireRequest("POST", "/create", Headers(), b"To=x")


@dataclass
class SecureBackend:
    trust: ssl.SSLContext
    port: int = 0
    names: list[str | None] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self.port}"


@asynccontextmanager
async def secure_backend() -> AsyncIterator[SecureBackend]:
    """An endpoint reached by its address whose certificate names `api.example.test`."""
    authority = trustme.CA()
    trust, mine = ssl.create_default_context(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.configure_trust(trust)
    authority.issue_cert("api.example.test").configure_cert(mine)
    backend = SecureBackend(trust)
    mine.sni_callback = lambda _socket, name, _context: backend.names.append(name)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                backend.requests.append(await read_request(reader))
                writer.write(OK)
                backend.answered.set()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=mine)
    backend.port = server.sockets[0].getsockname()[1]
    async with server:
        yield backend


async def test_the_name_of_the_settings_is_asked_for_and_verified() -> None:
    async with (
        secure_backend() as backend,
        upstream_to(backend.endpoint, ssl=backend.trust, server_name="api.example.test") as upstream,
    ):
        for _ in range(3):
            assert (await upstream.send(CREATE)).body == b"ok"
    assert backend.names == ["api.example.test"]
    assert b"Host: 127.0.0.1:%d\r\n" % backend.port in backend.requests[0]


@pytest.mark.parametrize("server_name", [None, "other.example.test"])
async def test_another_name_is_no_proof_and_nothing_is_sent(server_name: str | None) -> None:
    async with (
        secure_backend() as backend,
        upstream_to(backend.endpoint, ssl=backend.trust, server_name=server_name) as upstream,
    ):
        with pytest.raises(ProblemRaised) as raised:
            await upstream.send(CREATE)
    assert (raised.value.problem.kind, raised.value.problem.retry) == (ProblemKind.BACKEND_UNREACHABLE, Retry.IF_UNSENT)
    assert backend.requests == []


async def test_who_is_not_trusted_is_not_sent_to() -> None:
    async with secure_backend() as backend, upstream_to(backend.endpoint, server_name="api.example.test") as upstream:
        with pytest.raises(ProblemRaised):
            await upstream.send(CREATE)
    assert backend.requests == []


@pytest.mark.parametrize(("server_name", "healthy"), [("api.example.test", True), ("other.example.test", False)])
async def test_probes_verify_the_same_name(server_name: str, *, healthy: bool) -> None:
    recorder = Recorder()
    check = HealthCheck(interval=0.01, unhealthy_after=1)
    async with (
        secure_backend() as backend,
        upstream_to(backend.endpoint, ssl=backend.trust, server_name=server_name, health=check, events=recorder) as upstream,
    ):
        upstream.start()
        if healthy:
            await asyncio.wait_for(backend.answered.wait(), PATIENCE)
        else:
            await recorder.until(lambda seen: bool(seen.changes))
        assert upstream.states()[0].healthy is healthy
        await upstream.close()
    assert set(backend.names) == {server_name}
