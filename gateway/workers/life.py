"""From the start of the gateway to its end: signals, the operator's requests and files that change decide what happens to it.

Whether it is one process or several is the site's affair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from prometheus_client import Metric

from gateway.admin import Standing
from gateway.observe.metrics.instruments import write_text
from gateway.open_files import allow_open_files
from gateway.settings import Shutdown
from gateway.workers.changes import Changes, Config
from gateway.workers.door import AdminDoor
from gateway.workers.notify import Notifier, beating
from gateway.workers.signals import heed_signals
from gateway.workers.site import Site
from gateway.workers.source import Parse, Read
from gateway.workers.watch import Watch

_TO_GO_SECONDS = 10.0


class Life:
    """The operations behind the operator's listener. `pause` is waited between two looks at the files a config names."""

    def __init__(
        self,
        site: Site,
        config: Config,
        *,
        read: Read,
        parse: Parse,
        pause: Callable[[], Awaitable[None]],
        notifier: Notifier,
    ) -> None:
        self._site = site
        self._door = AdminDoor(self)
        self._changes = Changes(site, self._door, config, read=read, parse=parse)
        self._pause = pause
        self._began = self._changes.applied
        self._notifier = notifier
        self._stopping = asyncio.Event()
        self._notice = False
        self._asked = asyncio.Event()

    @property
    def admin_port(self) -> int | None:
        """The port of the operator's listener, if there is one."""
        return self._door.port

    async def run(self, announce: Callable[[], None]) -> None:
        """Start, announce it, and serve until told to end. Raises OSError and WorkersFailed where it can't be started."""
        stop_heeding = heed_signals(self)
        config = self._changes.config
        admin = config.settings.admin
        try:
            self._door.settle(admin, await self._door.prepare(admin))
            allow_open_files(config.settings)
            await self._site.start(config.source, config.settings)
            announce()
            self._notifier.ready()
            async with beating(self._notifier):
                await self._attend()
                self._notifier.stopping(_longest_end(self._changes.config.settings.shutdown))
                await self._site.drain(notice=self._notice)
        finally:
            await self._door.close()
            stop_heeding()

    def not_ready(self) -> tuple[str, ...]:
        return self._site.not_ready()

    def standing(self) -> Standing:
        changes = self._changes
        config = changes.config
        return Standing(config.settings, config.source.name, config.hash, self._began, changes.applied, changes.last)

    def metrics(self) -> bytes:
        return write_text(self.families())

    def families(self) -> Iterable[Metric]:
        yield from self._site.families()
        yield from self._changes.metrics.families()

    async def reload(self) -> tuple[str, ...]:
        self._notifier.reloading()
        faults = await self._changes.reload()
        self._notifier.reloaded(len(faults))
        return faults

    async def drain(self) -> None:
        self.stop(notice=True)

    def stop(self, *, notice: bool) -> None:
        """Begin the end. `notice`: give those who ask whether it is ready the time to see that it is not."""
        self._notice = notice
        self._stopping.set()

    def ask_reload(self) -> None:
        """Reload soon. To ask again before that is to ask once."""
        self._asked.set()

    def kill(self) -> None:
        """End every other process of the gateway at once."""
        self._site.kill()

    async def _attend(self) -> None:
        attending = {asyncio.create_task(self._attend_requests()), asyncio.create_task(self._attend_files())}
        await self._stopping.wait()
        for task in attending:
            task.cancel()
        await asyncio.wait(attending)
        await self._changes.end()

    async def _attend_requests(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self.reload()

    async def _attend_files(self) -> None:
        watch = Watch()
        while True:
            files = self._changes.config.settings.files()
            if await asyncio.to_thread(watch.look, files):
                await self._changes.refresh()
            await self._pause()


def _longest_end(shutdown: Shutdown) -> float:
    """The seconds the end may take, some for processes to go among them."""
    return shutdown.notice + shutdown.deadline + _TO_GO_SECONDS
