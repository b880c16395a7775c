"""What the listeners of a process tell those who count: connections that come and go, and those that are turned away."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Refused(StrEnum):
    """Why a connection carried no request: told so because there are too many, reset because of that, or no TLS came about."""

    FULL = "full"
    RESET = "reset"
    TLS_HANDSHAKE = "tls_handshake"


class Events(Protocol):
    """Called on the event loop for every connection: methods are cheap and must not raise."""

    def connected(self) -> None:
        """A connection is counted in; its TLS handshake is yet to come."""

    def disconnected(self) -> None:
        """One that was counted in is gone."""

    def refused(self, why: Refused) -> None:
        """One is turned away."""


class _Silent:
    def connected(self) -> None:
        """Nobody counts."""

    def disconnected(self) -> None:
        """Nobody counts."""

    def refused(self, why: Refused) -> None:
        """Nobody counts."""


SILENT: Events = _Silent()
