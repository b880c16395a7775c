"""A service manager's end of sd_notify(3): a datagram socket that keeps what it is told."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

PATIENCE = 30.0


@dataclass
class ServiceManager:
    address: str
    socket: socket.socket

    async def told(self) -> dict[str, str]:
        """The next thing it is told that is more than a sign of life."""
        async with asyncio.timeout(PATIENCE):
            while (message := await self.next()) == {"WATCHDOG": "1"}:
                pass
        return message

    async def next(self) -> dict[str, str]:
        async with asyncio.timeout(PATIENCE):
            message = await asyncio.get_running_loop().sock_recv(self.socket, 4096)
        return dict(line.split("=", 1) for line in message.decode().splitlines())


@asynccontextmanager
async def managing(address: str) -> AsyncIterator[ServiceManager]:
    """At that address: a path, or behind @ a name that is in no file system."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as listening:
        listening.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        yield ServiceManager(address, listening)


def abstract_address() -> str:
    """One that nobody else has at this moment."""
    return f"@gateway-test-{os.getpid()}-{os.urandom(4).hex()}"
