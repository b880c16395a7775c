"""The operators' listener over sockets, before operations that do what a test told them to, and raw requests to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from gateway.admin import AdminListener, start_admin
from gateway.settings import Secret
from tests.admin.telling import Told
from tests.wire.listening import RawClient, RawResponse

TOKEN = "operators-token"
OPEN = ("/", "/healthz", "/readyz")
GUARDED = [
    ("GET", "/metrics"),
    ("GET", "/status"),
    ("GET", "/config"),
    ("GET", "/backends"),
    ("POST", "/translate"),
    ("POST", "/reload"),
    ("POST", "/drain"),
]
PATHS = [*GUARDED, *(("GET", path) for path in OPEN)]


@dataclass
class Gateway(Told):
    """Operations that say what a test told them to, and reload when they may."""

    faults: tuple[str, ...] = ()
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    breaks: bool = False

    def metrics(self) -> bytes:
        if self.breaks:
            raise RuntimeError("secret-of-the-inside")
        return b"seen_total 3.0\n"

    async def reload(self) -> tuple[str, ...]:
        self.asked.append("reload")
        self.begun.set()
        await self.may_end.wait()
        self.ended.set()
        return self.faults


@asynccontextmanager
async def listening(gateway: Gateway, token: str | None = None) -> AsyncIterator[AdminListener]:
    listener = await start_admin("127.0.0.1", 0, gateway, Secret.of_text(token) if token else None)
    gateway.may_end.set()
    try:
        yield listener
    finally:
        await listener.cleanup()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[RawClient]:
    client = RawClient(*await asyncio.open_connection("127.0.0.1", port))
    try:
        yield client
    finally:
        await client.close()


async def ask(port: int, method: str, path: str, *fields: str, host: str = "127.0.0.1") -> RawResponse:
    async with connected(port) as client:
        await client.send("\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {host}", *fields, "", "")).encode())
        return await client.read_response()
