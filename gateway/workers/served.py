"""A gateway that runs in this process, as far as this folder needs to know it; `gateway.app` has the real one."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Mapping
from typing import Protocol

from gateway.observe.metrics import CallMetrics
from gateway.settings import Bind, Settings


class Served(Protocol):
    """A gateway that is listening."""

    @property
    def ports(self) -> tuple[int, ...]: ...

    @property
    def metrics(self) -> CallMetrics: ...

    def not_ready(self) -> tuple[str, ...]: ...

    def metrics_text(self) -> bytes: ...

    async def apply(self, settings: Settings) -> None:
        """Serve by these settings from now on. Raises OSError or ValueError with nothing changed."""
        ...

    async def drain(self, *, notice: float, deadline: float) -> None: ...


class Begin(Protocol):
    """Starts a gateway in this process, on sockets that are open already where it is given them. Raises OSError, ValueError."""

    def __call__(self, settings: Settings, sockets: Mapping[Bind, socket.socket], /) -> Awaitable[Served]: ...
