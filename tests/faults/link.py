"""One connection of the gateway as the proxy holds it, and what a fault is: something done to it at a certain moment."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

HEAD_END = b"\r\n\r\n"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Moment(StrEnum):
    """When an exchange is spoiled: before its request is read, before the backend is asked, or when it has answered."""

    ACCEPTED = "accepted"
    ASKED = "asked"
    ANSWERED = "answered"


class Link:
    """The proxy's side of one connection of the gateway, in the middle of one exchange.

    `answer` is the backend's, whole; empty where the backend was not asked. `number` counts the connection's exchanges from one.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.answer = b""
        self.number = 0

    @property
    def head(self) -> bytes:
        """The head of the answer, with the empty line behind it."""
        return self.answer.partition(HEAD_END)[0] + HEAD_END

    @property
    def body(self) -> bytes:
        return self.answer.partition(HEAD_END)[2]

    async def send(self, data: bytes) -> None:
        """Raises ConnectionError where the gateway has closed the connection."""
        self._writer.write(data)
        await self._writer.drain()

    def close(self) -> None:
        """End the connection politely."""
        self._writer.close()

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()

    async def until_closed(self) -> None:
        """Wait for the gateway to let go of the connection."""
        while await self._reader.read(65_536):
            continue

    @property
    def is_open(self) -> bool:
        return not self._writer.is_closing()


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with an exchange, and when. After `spoil` the connection goes on, if that has not ended it."""

    name: str
    moment: Moment
    spoil: Callable[[Link], Awaitable[None]] = field(repr=False)
