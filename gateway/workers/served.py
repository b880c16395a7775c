"""A gateway that runs in this process, as far as this folder needs to know it; `gateway.app` has the real one."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Iterable, Mapping
from typing import Protocol

from prometheus_client import Metric

from gateway.settings import Bind, Settings


class Served(Protocol):
    """A gateway that is listening."""

    @property
    def ports(self) -> tuple[int, ...]: ...

    def not_ready(self) -> tuple[str, ...]: ...

    def families(self) -> Iterable[Metric]:
        """The metrics of this process. May be asked from any thread."""
        ...

    def measure(self) -> None:
        """Writes down in the metrics what changes too often to be told each time."""
        ...

    def step_back(self) -> None:
        """Other processes stand in for this one from now on: what it thinks of backends is no reason to warn any more."""
        ...

    async def apply(self, settings: Settings) -> None:
        """Serve by these settings from now on. Raises OSError or ValueError with nothing changed."""
        ...

    async def drain(self, *, notice: float, deadline: float) -> None: ...


class Begin(Protocol):
    """Starts a gateway in this process, on sockets that are open already where it is given them. Raises OSError, ValueError."""

    def __call__(self, settings: Settings, sockets: Mapping[Bind, socket.socket], /) -> Awaitable[Served]: ...
