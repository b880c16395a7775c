"""The active probes of one backend: a task for each endpoint, from `start` to `stop`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from gateway.upstream.endpoint import Endpoint
from gateway.upstream.exchange import Connecting
from gateway.upstream.health import Health, HealthCheck, Prober


class Probes:
    """Without a check there are none. `chance` gives numbers from 0 to 1, for the jitter."""

    def __init__(
        self, endpoints: Sequence[Endpoint], check: HealthCheck | None, how: Connecting, chance: Callable[[], float]
    ) -> None:
        self._endpoints = endpoints
        self._check = check
        self._how = how
        self._chance = chance
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """To be called on the event loop; calling it again changes nothing."""
        if self._check is None or self._running:
            return
        loop = asyncio.get_running_loop()
        for endpoint in self._endpoints:
            report = _reporter(endpoint, self._check)
            prober = Prober(endpoint.url, self._check, report, self._how.ssl, self._how.server_name, self._chance)
            self._running.append(loop.create_task(prober.run()))

    def stop(self) -> None:
        for task in self._running:
            task.cancel()

    async def close(self) -> None:
        """Stop, and wait for their connections to be closed."""
        self.stop()
        await asyncio.gather(*self._running, return_exceptions=True)


def _reporter(endpoint: Endpoint, check: HealthCheck) -> Callable[[bool], None]:
    health = Health(check)

    def report(good: bool) -> None:
        if health.note(good=good):
            endpoint.set_health(healthy=health.healthy)

    return report
