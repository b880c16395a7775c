"""What serves the calls, as those see it who reload it and end it: one process or several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from prometheus_client import Metric

from gateway.settings import Settings
from gateway.workers.source import Source


class WorkersFailed(Exception):
    """The gateway can't be started; `faults` say why, a line each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Site(Protocol):
    """A gateway that can be started, changed and ended. Faults are lines for people; none means that it is done."""

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports of its listeners, in the order of the settings."""
        ...

    def not_ready(self) -> tuple[str, ...]:
        """The reasons not to send it calls now."""
        ...

    def families(self) -> Iterable[Metric]:
        """The metrics of all its processes. May be asked from any thread."""
        ...

    async def start(self, source: Source, settings: Settings) -> None:
        """Serve. Raises OSError where an address can't be had, WorkersFailed where a worker can't be started."""
        ...

    async def replace(self, source: Source, settings: Settings) -> tuple[str, ...]:
        """Serve this config from now on. With faults, what it served before it still serves."""
        ...

    async def refresh(self, settings: Settings) -> tuple[str, ...]:
        """The config is the same but for what stands in the files it names. With faults, the old content is still in use."""
        ...

    async def drain(self, *, notice: bool) -> None:
        """Say that it is not ready, with `notice` wait for others to see that, take no more calls, finish those begun, end."""
        ...

    def kill(self) -> None:
        """End every other process of it at once."""
        ...
