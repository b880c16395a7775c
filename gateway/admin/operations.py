"""What an operator may ask of a running gateway, whether it is one process or several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct
from prometheus_client import Metric

from gateway.settings import Settings


class Change(Struct, frozen=True):
    """A change of what is served: when it was asked for, and the faults that kept it from being applied.

    `of_files`: not the configuration's own text had changed, but what stands in the files it names.
    """

    at: float
    faults: tuple[str, ...] = ()
    of_files: bool = False


class Standing(Struct, frozen=True):
    """What is served and since when; times are seconds since the epoch.

    `name` is what the configuration's file is called and `hash` tells its text from another; `began` is when the gateway
    started, `applied` when these settings were taken over, `change` the last that was asked for since the start.
    """

    settings: Settings
    name: str
    hash: str
    began: float
    applied: float
    change: Change | None = None


class Operations(Protocol):
    """The gateway behind the operator's listener."""

    def not_ready(self) -> tuple[str, ...]:
        """The reasons not to send it calls now; none: it is ready."""
        ...

    def standing(self) -> Standing:
        """What is served now."""
        ...

    def metrics(self) -> bytes:
        """The metrics of all its processes together, in Prometheus' text format."""
        ...

    def families(self) -> Iterable[Metric]:
        """The same, as values. May be asked from another thread than the event loop's."""
        ...

    async def reload(self) -> tuple[str, ...]:
        """Read the config anew and apply it. The faults that kept it from being applied; none: it is applied."""
        ...

    async def drain(self) -> None:
        """Begin the end of the gateway, as SIGTERM does. Returns at once."""
        ...
