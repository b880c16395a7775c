"""What an upstream tells those who count: attempts that failed or were repeated, endpoints whose places
are all taken or whose state changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gateway.upstream.breaker import BreakerState


@dataclass(frozen=True, slots=True)
class EndpointState:
    """One endpoint as an operator sees it. `breaker` is `closed`, `open` or `half_open`; `busy` its calls in progress."""

    endpoint: str
    breaker: BreakerState
    healthy: bool
    busy: int

    @property
    def up(self) -> bool:
        """Whether calls go there."""
        return self.healthy and self.breaker is not BreakerState.OPEN


@dataclass(frozen=True, slots=True)
class EndpointUse:
    """How much one endpoint has to do: its requests in progress, and the connections to it, in use or kept for the next."""

    endpoint: str
    requests: int
    busy: int
    idle: int


class Events(Protocol):
    """Called on the event loop while calls wait: methods are cheap and must not raise. `kind` is a ProblemKind's value."""

    def failed(self, endpoint: str, kind: str) -> None:
        """One attempt failed."""

    def retried(self, endpoint: str, kind: str) -> None:
        """An attempt at that endpoint failed and is made again, there or elsewhere."""

    def crowded(self, endpoint: str) -> None:
        """A call found no free place at the endpoint in time, and is turned away."""

    def changed(self, endpoint: str, state: EndpointState) -> None:
        """The endpoint's breaker changed its state, or probes their opinion."""


class _Silent:
    def failed(self, endpoint: str, kind: str) -> None:
        """Nobody counts."""

    def retried(self, endpoint: str, kind: str) -> None:
        """Nobody counts."""

    def crowded(self, endpoint: str) -> None:
        """Nobody counts."""

    def changed(self, endpoint: str, state: EndpointState) -> None:
        """Nobody counts."""


SILENT: Events = _Silent()
