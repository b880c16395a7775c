"""What an operator may ask of a running gateway, whether it is one process or several."""

from __future__ import annotations

from typing import Protocol


class Operations(Protocol):
    """The gateway behind the operator's listener."""

    def not_ready(self) -> tuple[str, ...]:
        """The reasons not to send it calls now; none: it is ready."""
        ...

    def metrics(self) -> bytes:
        """The metrics of all its processes together, in Prometheus' text format."""
        ...

    async def reload(self) -> tuple[str, ...]:
        """Read the config anew and apply it. The faults that kept it from being applied; none: it is applied."""
        ...

    async def drain(self) -> None:
        """Begin the end of the gateway, as SIGTERM does. Returns at once."""
        ...
