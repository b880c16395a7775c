"""Events that are kept, and can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.upstream import EndpointState
from tests.unit.upstream.raw_backend import PATIENCE


@dataclass
class Recorder:
    failures: list[str] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    changes: list[tuple[str, bool]] = field(default_factory=list)
    crowds: list[str] = field(default_factory=list)
    _happened: asyncio.Event = field(default_factory=asyncio.Event)

    def failed(self, endpoint: str, kind: str) -> None:
        assert endpoint.startswith("http")
        self.failures.append(kind)
        self._happened.set()

    def retried(self, endpoint: str, kind: str) -> None:
        assert endpoint.startswith("http")
        self.retries.append(kind)

    def crowded(self, endpoint: str) -> None:
        self.crowds.append(endpoint)

    def changed(self, endpoint: str, state: EndpointState) -> None:
        assert state.endpoint == endpoint
        self.changes.append((state.breaker.value, state.healthy))
        self._happened.set()

    async def until(self, holds: Callable[[Recorder], bool]) -> None:
        """Waits for what has happened to be as it should."""
        async with asyncio.timeout(PATIENCE):
            while not holds(self):
                self._happened.clear()
                await self._happened.wait()
