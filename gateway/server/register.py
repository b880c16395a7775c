"""What the connections of one listener know of it: they tell it that they are open, and have its parsers in common."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from gateway.server.parser import Parsers

if TYPE_CHECKING:
    from gateway.server.connection import Connection


class Register(Protocol):
    """A listener, seen from a connection."""

    @property
    def parsers(self) -> Parsers: ...

    def note_opened(self, connection: Connection, transport: asyncio.BaseTransport) -> None: ...

    def note_closed(self, connection: Connection) -> None: ...
