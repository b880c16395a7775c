"""The whole gateway in this process."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Metric

from gateway.observe.metrics.described import Teller
from gateway.observe.metrics.instruments import in_order
from gateway.observe.metrics.workers import WorkerMetrics
from gateway.settings import Settings
from gateway.workers.served import Begin, Served
from gateway.workers.source import Source


class Alone:
    """A site of one process. Everything is changed in place."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._served: Served | None = None
        self._settings: Settings | None = None
        self._metrics = WorkerMetrics()

    @property
    def ports(self) -> tuple[int, ...]:
        return self._served.ports if self._served else ()

    def not_ready(self) -> tuple[str, ...]:
        return self._served.not_ready() if self._served else ("the gateway is being started",)

    def families(self) -> Iterable[Metric]:
        yield from self._served.families() if self._served else in_order((), Teller.SERVING)
        yield from self._metrics.families(ready=int(not self.not_ready()))

    async def start(self, source: Source, settings: Settings) -> None:
        del source
        self._served = await self._begin(settings, {})
        self._settings = settings

    async def replace(self, source: Source, settings: Settings) -> tuple[str, ...]:
        del source
        return await self.refresh(settings)

    async def refresh(self, settings: Settings) -> tuple[str, ...]:
        if self._served is None:
            return self.not_ready()
        try:
            await self._served.apply(settings)
        except (OSError, ValueError) as error:
            return (str(error) or type(error).__name__,)
        self._settings = settings
        return ()

    async def drain(self, *, notice: bool) -> None:
        if self._served is not None and self._settings is not None:
            shutdown = self._settings.shutdown
            await self._served.drain(notice=shutdown.notice if notice else 0.0, deadline=shutdown.deadline)

    def kill(self) -> None:
        """There is no other process."""
