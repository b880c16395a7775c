"""Clocks that stand still until they are told: one for what asks for the time, one for an event loop's timers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from gateway.policy.admission.refusals import Reason


@dataclass
class Clock:
    """Seconds."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Told:
    """What an observer was told, in order."""

    what: list[str] = field(default_factory=list)
    failed_logins: int = 0
    waits: list[float] = field(default_factory=list)

    def refused(self, reason: str) -> None:
        self.what.append(Reason(reason))

    def waited(self, seconds: float) -> None:
        self.waits.append(seconds)

    def login_failed(self) -> None:
        self.failed_logins += 1

    def store_failed(self) -> None:
        self.what.append("failed")

    def store_recovered(self) -> None:
        self.what.append("recovered")


class StillLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0

    def time(self) -> float:
        return self._seconds

    def settle(self) -> None:
        """Runs what is ready, and what that makes ready."""

        async def rounds() -> None:
            for _ in range(8):
                await asyncio.sleep(0)

        self.run_until_complete(rounds())

    def pass_by(self, seconds: float) -> None:
        """So much time has passed when the loop looks next."""
        self._seconds += seconds

    def pass_time(self, seconds: float) -> None:
        """So much time passes, and what was due happens."""
        self.pass_by(seconds)
        self.settle()
