"""What a supervisor and a worker tell each other: lines of JSON over a pair of sockets nobody else has an end of.

The end of the channel is a message too: whoever was at the other end is gone. A worker that sees it finishes its calls and
ends, so a supervisor that was killed leaves no process behind. A `start` may hold secrets: no `repr` shows its text.
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

_LONGEST_LINE = 16 * 1024 * 1024  # a config of 1 MiB, each character of it an escape


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Start(_Message):
    """To a new worker: serve this, on these sockets. `sockets` are file descriptors by address; `number` is its own."""

    kind: Literal["start"] = "start"
    number: int
    text: str = Field(repr=False)
    name: str
    base: Path
    sockets: dict[str, int]


class Refresh(_Message):
    """To a worker: the files your config names have changed. It says whether that could be applied."""

    kind: Literal["refresh"] = "refresh"


class Drain(_Message):
    """To a worker: take no more, finish what has begun, end."""

    kind: Literal["drain"] = "drain"


class Applied(_Message):
    """From a worker: what it was told is done. The first one means that it serves."""

    kind: Literal["applied"] = "applied"


class Refused(_Message):
    """From a worker: what it was told can't be done, and why. After `start` it ends."""

    kind: Literal["refused"] = "refused"
    faults: tuple[str, ...]


class Readiness(_Message):
    """From a worker: the reasons not to send it calls, told whenever they change."""

    kind: Literal["readiness"] = "readiness"
    reasons: tuple[str, ...]


Message: TypeAlias = Start | Refresh | Drain | Applied | Refused | Readiness

# Built when the first message is: a process that is the whole gateway has nobody to tell.
_adapter: TypeAdapter[Message] = TypeAdapter(
    Annotated[Message, Field(discriminator="kind")], config=ConfigDict(defer_build=True)
)


class Channel:
    """One end of it. Nothing raises when the other end is gone: `receive` says so."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> Channel:
        """The channel whose end this socket is."""
        return cls(*await asyncio.open_unix_connection(sock=end, limit=_LONGEST_LINE))

    def send(self, message: Message) -> None:
        """Hands a message over; it is on its way when this returns, or the other end is gone."""
        self._writer.write(_adapter.dump_json(message) + b"\n")

    async def receive(self) -> Message | None:
        """The next message; None when the other end is gone, or says what nobody of ours would say."""
        try:
            line = await self._reader.readline()
            return _adapter.validate_json(line) if line.endswith(b"\n") else None
        except (OSError, ValueError):  # ValueError: no message, or a line without end
            return None

    def close(self) -> None:
        self._writer.close()
