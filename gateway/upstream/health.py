"""Active probes: each endpoint is asked for a path now and then, and what it answers makes it healthy or not.

Any answer below 500 is healthy: the path may well want credentials. A probe opens a connection of its own each time, so it
finds out whether a caller could connect, under the same TLS settings.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from ssl import SSLContext

from yarl import URL

from gateway.upstream.exchange import Connecting, Connections
from gateway.upstream.failures import AttemptFailed
from gateway.upstream.outgoing import Outgoing
from gateway.upstream.timeouts import Timeouts

_JITTER = 0.2  # of the interval: probes of many gateways must not fall together


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """`interval` and `timeout` are in seconds; the thresholds count probes in a row."""

    path: str = "/"
    interval: float = 10.0
    timeout: float = 2.0
    unhealthy_after: int = 3
    healthy_after: int = 2


class Health:
    """What the probes so far say. An endpoint is healthy until they say otherwise. Pure."""

    def __init__(self, check: HealthCheck) -> None:
        self._check = check
        self._against = 0
        self.healthy = True

    def note(self, *, good: bool) -> bool:
        """One more probe; whether it changed the verdict."""
        self._against = 0 if good is self.healthy else self._against + 1
        needed = self._check.unhealthy_after if self.healthy else self._check.healthy_after
        if self._against < needed:
            return False
        self.healthy, self._against = good, 0
        return True


def pause(check: HealthCheck, chance: float) -> float:
    """Seconds to the next probe, for a `chance` from 0 to 1: the interval, a tenth more or less."""
    return check.interval * (1 + _JITTER * (chance - 0.5))


@dataclass(frozen=True, slots=True)
class Prober:
    """Asks one endpoint until it is cancelled and reports whether each probe was good."""

    endpoint: URL
    check: HealthCheck
    report: Callable[[bool], None]
    ssl: SSLContext | None = None
    server_name: str | None = None
    chance: Callable[[], float] = random.random

    async def run(self) -> None:
        seconds = self.check.timeout
        patience = Timeouts(connect=seconds, first_byte=seconds, idle=seconds, total=seconds)
        connections = Connections(self.endpoint, Connecting(patience, 0, self.ssl, self.server_name))
        asked = Outgoing.with_fields("GET", self.check.path, [("Connection", "close")])
        try:
            while True:
                self.report(await self._probe(connections, asked))
                await asyncio.sleep(pause(self.check, self.chance()))
        finally:
            await connections.close()

    async def _probe(self, connections: Connections, asked: Outgoing) -> bool:
        try:
            status = await connections.ask_status(asked, ends=asyncio.get_running_loop().time() + self.check.timeout)
        except AttemptFailed:
            return False
        finally:
            await connections.let_go()
        return status < HTTPStatus.INTERNAL_SERVER_ERROR
