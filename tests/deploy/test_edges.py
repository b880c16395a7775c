"""deploy/haproxy and deploy/nginx: files the programs take, and what arrives through them at a gateway and behind it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.clients.running import free_port
from tests.clients.sessions import need_package
from tests.deploy.placing import DEPLOY, run
from tests.deploy.programs import running
from tests.lifecycle.living import ANSWER, ID, SECRET, Config, Living, living
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with, hang_up
from tests.wire.certificates import Authority

CALLER, EDGE = "127.0.0.2", "127.0.0.1"
LISTEN = f'[{{bind: "127.0.0.1:0", public_url: https://localhost, trusted_proxies: [{EDGE}]}}]'
CREATE = f"/2008-08-01/Accounts/{ID}/Calls?Trace=%2B1&b=//"
FORM = "Caller=%2B15555550100&Called=%2B15555550101&Url=http%3A%2F%2Fexample.com%2F"
EDGES = pytest.mark.parametrize("kind", ["haproxy", "nginx"])


@dataclass(frozen=True)
class Ports:
    """Where the edge listens, and where it finds its two gateways and the operators' address of the first."""

    plain: int
    tls: int
    gateway: int
    dead: int
    admin: int


def haproxy_in(folder: Path, authority: Authority, ports: Ports) -> Path:
    pair = authority.certify("localhost", "api.example.com")
    whole = folder / "haproxy.pem"
    whole.write_bytes(pair.certificate.read_bytes() + pair.key.read_bytes())
    return _placed(
        DEPLOY / "haproxy" / "haproxy.cfg",
        folder,
        {
            "log /dev/log local0 info": "log stdout format raw local0 info",
            "maxconn 20000": "maxconn 200",  # with the files this machine lets be open
            "bind :80": f"bind {EDGE}:{ports.plain}",
            "bind :443": f"bind {EDGE}:{ports.tls}",
            "/etc/haproxy/api.example.com.pem": str(whole),
            "127.0.0.1:8080 port 9090": f"{EDGE}:{ports.gateway} port {ports.admin}",
            "127.0.0.1:8081 port 9091": f"{EDGE}:{ports.dead} port {ports.admin}",
        },
    )


def nginx_in(folder: Path, authority: Authority, ports: Ports) -> Path:
    pair = authority.certify("localhost", "api.example.com")
    return _placed(
        DEPLOY / "nginx" / "nginx.conf",
        folder,
        {
            "user www-data;": "daemon off;",
            "worker_processes auto": "worker_processes 1",
            "worker_rlimit_nofile 65536": "worker_rlimit_nofile 1024",
            "worker_connections 16384": "worker_connections 512",
            "/run/nginx.pid": str(folder / "nginx.pid"),
            "error_log /var/log/nginx/error.log warn": "error_log stderr notice",
            "/var/log/nginx/access.log": str(folder / "access.log"),
            "listen 80;": f"listen {EDGE}:{ports.plain};",
            "listen 443 ": f"listen {EDGE}:{ports.tls} ",
            "/etc/nginx/tls/api.example.com.crt": str(pair.certificate),
            "/etc/nginx/tls/api.example.com.key": str(pair.key),
            "127.0.0.1:8080": f"{EDGE}:{ports.gateway}",
            "127.0.0.1:8081": f"{EDGE}:{ports.dead}",
        },
    )


def _placed(file: Path, folder: Path, instead: dict[str, str]) -> Path:
    """The file with what this machine has in place of what it names."""
    text = file.read_text("utf-8")
    for old, new in instead.items():
        assert text.count(old) == 1, f"{file.name}: {old}"
        text = text.replace(old, new)
    placed = folder / file.name
    placed.write_text(text, "utf-8")
    return placed


def some_ports() -> Ports:
    return Ports(*(free_port() for _ in range(5)))


def test_haproxy_takes_its_file(tmp_path: Path) -> None:
    haproxy = need_package("haproxy")
    run(haproxy, "-c", "-f", str(haproxy_in(tmp_path, Authority(tmp_path), some_ports())))


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx = need_package("nginx-light")
    file = nginx_in(tmp_path, Authority(tmp_path), some_ports())
    assert "test is successful" in run(nginx, "-p", str(tmp_path), "-t", "-c", str(file))


def haproxy_running(folder: Path, authority: Authority, ports: Ports) -> AbstractAsyncContextManager[None]:
    command = (need_package("haproxy"), "-W", "-db", "-f", str(haproxy_in(folder, authority, ports)))
    return running(*command, ready="Loading success")


def nginx_running(folder: Path, authority: Authority, ports: Ports) -> AbstractAsyncContextManager[None]:
    command = (need_package("nginx-light"), "-p", str(folder), "-c", str(nginx_in(folder, authority, ports)))
    return running(*command, ready="start worker process ")


@dataclass(frozen=True)
class Edge:
    """A TLS edge before a gateway, and before another that is dead; behind the gateway a backend that keeps what it gets."""

    port: int
    trusted: ssl.SSLContext
    gateway: Living
    backend: Backend

    async def ask(self, method: str, target: str, body: str = "", **fields: str) -> tuple[http.client.HTTPResponse, bytes]:
        """From an address of its own, which the edge can't take for itself."""
        return await asyncio.to_thread(self._ask, method, target, body, fields)

    def _ask(self, method: str, target: str, body: str, fields: dict[str, str]) -> tuple[http.client.HTTPResponse, bytes]:
        with contextlib.closing(
            http.client.HTTPSConnection("localhost", self.port, timeout=30, context=self.trusted, source_address=(CALLER, 0))
        ) as connection:
            headers = {"Authorization": write_basic(Credentials(ID, SECRET)), **fields}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, target, body or None, headers)
            response = connection.getresponse()
            return response, response.read()


@asynccontextmanager
async def edge(kind: str, folder: Path, *replies: Reply) -> AsyncIterator[Edge]:
    authority = Authority(folder)
    run_edge = {"haproxy": haproxy_running, "nginx": nginx_running}[kind]
    async with (
        backend_with(*replies) as backend,
        living(Config(folder / "gateway.yaml", backend.endpoint, listen=LISTEN)) as gateway,
    ):
        ports = Ports(free_port(), free_port(), gateway.port, free_port(), gateway.admin)
        async with run_edge(folder, authority, ports):
            yield Edge(ports.tls, ssl.create_default_context(cafile=str(authority.file)), gateway, backend)


@EDGES
async def test_a_create_arrives_once_with_the_way_it_came_and_its_request_id(kind: str, tmp_path: Path) -> None:
    """One of the two gateways refuses connections: what was meant for it goes to the other, and once."""
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.9"}
    async with edge(kind, tmp_path, ANSWER) as through:
        for number in range(4):
            request_id = f"call-{number}"
            response, body = await through.ask("POST", CREATE, FORM, **claims, **{"X-Request-Id": request_id})
            assert response.status in {200, 201}
            assert b"<TwilioResponse>" in body
            assert response.headers["X-Request-Id"] == request_id
            assert ("Content-Type", response.headers["Content-Type"]) in response.getheaders(), "in the capitals of old"
            fields = through.backend.fields()
            assert f"X-Forwarded-For: {CALLER}, {EDGE}" in fields
            assert "X-Forwarded-Proto: https" in fields
            assert f"X-Request-Id: {request_id}" in fields
            assert not [field for field in fields if "203.0.113.9" in field or "evil.example" in field]
        assert len(through.backend.received) == 4
        assert all(request.startswith(b"POST ") for request in through.backend.received)


@EDGES
async def test_a_create_that_fails_is_not_sent_again_and_the_gateways_own_words_pass(kind: str, tmp_path: Path) -> None:
    async with edge(kind, tmp_path, hang_up) as through:
        response, body = await through.ask("POST", CREATE, FORM, **{"X-Request-Id": "no good\tid"})
        assert response.status == 502
        assert b"Whether it carried out the request is not known." in body
        assert b"<TwilioResponse>" in body
        assert " " not in response.headers["X-Request-Id"], "one the edge made, as it made one for its own log"
        assert len(through.backend.received) == 1


@EDGES
async def test_what_is_wrong_with_a_request_is_said_in_the_callers_dialect(kind: str, tmp_path: Path) -> None:
    async with edge(kind, tmp_path, ANSWER) as through:
        response, body = await through.ask("GET", "/2008-08-01/nothing-of-ours")
        assert response.status == 404
        assert b"<TwilioResponse>" in body
        response, body = await through.ask("POST", CREATE, FORM, Authorization=write_basic(Credentials(ID, "wrong")))
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic ")
        assert through.backend.received == []
