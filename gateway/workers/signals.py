"""What signals tell the gateway: SIGTERM to end politely, SIGINT to end now, SIGHUP to read its config anew.

The second signal to end is obeyed by the system itself, at once: whoever sends it has lost patience.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Protocol


class Heeding(Protocol):
    """Who is told. Each returns at once."""

    def stop(self, *, notice: bool) -> None: ...

    def ask_reload(self) -> None: ...

    def kill(self) -> None: ...


def heed_signals(told: Heeding) -> Callable[[], None]:
    """From now on signals are told to it, in the running loop. What is returned ends that."""
    loop = asyncio.get_running_loop()
    before: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        if before:
            told.kill()
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
            os._exit(128 + number)  # to process 1, as which a container may run it, the system does nothing by default
        before.append(number)
        told.stop(notice=number is signal.SIGTERM)

    def ignore() -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end, number)
    loop.add_signal_handler(signal.SIGHUP, told.ask_reload)
    return ignore
