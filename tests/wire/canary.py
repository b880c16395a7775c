"""An address that nobody has any business at: whoever connects to it has fetched what it should have passed on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.unit.upstream.raw_backend import OK, serving


@dataclass
class Canary:
    """A listening socket that answers, so that nobody gives up on it, and counts who comes."""

    port: int = 0
    connections: int = 0

    @property
    def host(self) -> str:
        # Not the backend's own, which is a name.
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/canary"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await writer.drain()


@asynccontextmanager
async def canary() -> AsyncIterator[Canary]:
    listening = Canary()
    async with serving(listening.serve) as port:
        listening.port = port
        yield listening
