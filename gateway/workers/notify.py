"""What a service manager is told of the gateway's life, as sd_notify(3) has it: ready, reloading, stopping, and that it lives.

Where none asked to be told, nothing is. A message that can't be delivered is logged and dropped: a service manager in trouble
must not take the gateway with it. It is told by the process it started and no other: workers do not inherit its address.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager

import structlog

_log = structlog.get_logger("gateway.life")
_SOCKET = "NOTIFY_SOCKET"
_WATCHDOG = "WATCHDOG_USEC"
_WATCHED = "WATCHDOG_PID"
_SERVING = "serving"
_PATIENCE_SECONDS = 1.0
"""For a service manager that has not read what it was told before. A change of state is rare and must not be lost."""


class Notifier:
    """Tells it, at that address. `beat` are the seconds between two signs of life, 0 where it wants none.

    `clock` is the system's monotonic one, in seconds: CLOCK_MONOTONIC, as sd_notify(3) asks for.
    """

    def __init__(self, address: str, beat: float, clock: Callable[[], float]) -> None:
        # "an abstract namespace socket" begins with @, which stands for a zero byte (sd_notify(3)).
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._beat = beat
        self._clock = clock
        self._stopping = False
        self._deaf = False

    def ready(self) -> None:
        """It serves."""
        self._tell("READY=1", f"STATUS={_SERVING}")

    def reloading(self) -> None:
        """Its config is read anew; `reloaded` must follow."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={self._clock() * 1e6:.0f}", "STATUS=reading the config anew")

    def reloaded(self, faults: int) -> None:
        """That is over. With faults, what was served is still served; what they are stands in the log alone."""
        refused = f"; the last reload was refused, and the log names its faults: {faults}" if faults else ""
        self._tell("READY=1", f"STATUS={_SERVING}{refused}")

    def stopping(self, seconds: float) -> None:
        """It ends, within that time if it is let. From now on nothing else is told but that it lives."""
        extended = f"EXTEND_TIMEOUT_USEC={seconds * 1e6:.0f}"
        self._tell("STOPPING=1", extended, "STATUS=finishing the calls in progress")
        self._stopping = True

    async def beat(self) -> None:
        """Say that it lives for as long as the loop this runs in does."""
        while self._beat:
            self._send("WATCHDOG=1", patience=0.0)
            await asyncio.sleep(self._beat)

    def _tell(self, *lines: str) -> None:
        if not self._stopping:
            self._send("\n".join(lines), patience=_PATIENCE_SECONDS)

    def _send(self, message: str, patience: float) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(patience)
                sender.sendto(message.encode(), self._address)
        except OSError as error:
            if not self._deaf:
                _log.warning("the service manager can't be told: %s", error.strerror or error)
            self._deaf = True
        else:
            self._deaf = False


@asynccontextmanager
async def beating(notifier: Notifier) -> AsyncIterator[None]:
    """It says that it lives while the block runs."""
    task = asyncio.create_task(notifier.beat())
    try:
        yield
    finally:
        task.cancel()


def notifier_of(environ: MutableMapping[str, str], pid: int, clock: Callable[[], float]) -> Notifier:
    """For whoever asked in the environment to be told, by this process or by any. It is taken out of the environment."""
    address = environ.pop(_SOCKET, "")
    period = environ.pop(_WATCHDOG, "")
    watched = environ.pop(_WATCHED, "") in {"", str(pid)}
    # sd_watchdog_enabled(3): "every half of the time returned here"
    beat = int(period) / 2e6 if watched and period.isdecimal() else 0.0
    return Notifier(address, beat, clock)
