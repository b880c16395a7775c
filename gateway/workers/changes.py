"""Changes of what is served: a config read anew, and the files it names when they have changed.

One change at a time. A change that can't be made changes nothing, and its faults are told to whoever asked and to the log.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine
from typing import TypeAlias

import structlog
from msgspec import Struct

from gateway.admin import Change
from gateway.observe.log import use_form
from gateway.observe.metrics.config import ConfigMetrics
from gateway.open_files import allow_open_files
from gateway.settings import Settings, SettingsInvalid
from gateway.workers.door import AdminDoor
from gateway.workers.site import Site
from gateway.workers.source import Parse, Read, Source

_log = structlog.get_logger("gateway.life")
_ENDING = ("the gateway is ending; nothing is changed any more",)
_FAILED = ("this failed inside the gateway; its log tells more",)

Faults: TypeAlias = tuple[str, ...]


class Config(Struct, frozen=True):
    """What is served: a text, and the settings it made with the files it names."""

    source: Source
    settings: Settings

    @property
    def hash(self) -> str:
        """Tells this text from another: 12 hex digits of its SHA-256."""
        return hashlib.sha256(self.source.text.encode()).hexdigest()[:12]


class Changes:
    """What is served now, and the way to something else. `read` gives the text as it is in its file, `parse` its settings.

    `now` is the time in seconds since the epoch: `applied` tells since when `config` is served, `last` when the last change was
    asked for and what kept it from being made, None before the first. `clock` tells how long one takes, in seconds.
    """

    def __init__(
        self,
        site: Site,
        door: AdminDoor,
        config: Config,
        *,
        read: Read,
        parse: Parse,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._site = site
        self._door = door
        self._read = read
        self._parse = parse
        self._one_at_a_time = asyncio.Lock()
        self._running: set[asyncio.Task[Faults]] = set()
        self._over = False
        self._now = now
        self._clock = clock
        self.config = config
        self.applied = now()
        self.last: Change | None = None
        self.metrics = ConfigMetrics()
        self.metrics.serve(config.hash, self.applied)

    async def reload(self) -> Faults:
        """Serve what stands in the config's file now."""
        return await self._make(self._reload)

    async def refresh(self) -> Faults:
        """Take over what stands in the files that the config names now."""
        return await self._make(self._refresh)

    async def end(self) -> None:
        """Give up what is being changed; from now on nothing is."""
        self._over = True
        for change in self._running:
            change.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def _make(self, change: Callable[[], Coroutine[None, None, Faults]]) -> Faults:
        """Whoever asked may leave: a change goes on without them."""
        if self._over:
            return _ENDING
        task = asyncio.create_task(self._in_turn(change))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task})
        return _ENDING if task.cancelled() else task.result()

    async def _in_turn(self, change: Callable[[], Coroutine[None, None, Faults]]) -> Faults:
        async with self._one_at_a_time:
            began, before = self._clock(), self.config
            try:
                faults = await change()
            except SettingsInvalid as invalid:
                faults = tuple(map(str, invalid.faults))
            except Exception:  # noqa: BLE001 - what serves must go on serving whatever happens here, and be changed again
                _log.exception("a change failed")
                faults = _FAILED
            seconds = self._clock() - began
            if self.config is not before:
                self.metrics.apply(self.config.hash, self.applied, seconds)
        of_files = change == self._refresh
        if faults:
            self.last = Change(self._now(), faults, of_files=of_files)
            self.metrics.refuse(seconds)
            _log.error("a change is refused; what was served is still served", faults=faults)
        elif of_files and self.last is not None and self.last.of_files and self.last.faults:
            self.metrics.mend()
            self.last = Change(self._now(), of_files=True)  # mended, be it by putting back what was there
        return faults

    async def _reload(self) -> Faults:
        source = await asyncio.to_thread(self._read)
        settings = await asyncio.to_thread(self._parse, source)
        if faults := _needing_restart(self.config.settings, settings, source.name):
            return faults
        try:
            listener = await self._door.prepare(settings.admin)
        except OSError as error:
            return (f"can't listen for operators: {error.strerror or error}",)
        allow_open_files(settings)
        try:
            faults = await self._site.replace(source, settings)
        except BaseException:
            self._door.drop(listener)
            raise
        if faults:
            self._door.drop(listener)
            return faults
        self._door.settle(settings.admin, listener)
        self._take(Config(source, settings), "the config is read anew and applied")
        return ()

    async def _refresh(self) -> Faults:
        source = self.config.source
        settings = await asyncio.to_thread(self._parse, source)
        if settings == self.config.settings:
            return ()
        if faults := await self._site.refresh(settings):
            return faults
        self._door.settle(settings.admin, await self._door.prepare(settings.admin))
        self._take(Config(source, settings), "files the config names have changed and are applied")
        return ()

    def _take(self, config: Config, what: str) -> None:
        self.config = config
        use_form(config.settings.log.format)
        self.applied = self._now()
        self.last = Change(self.applied)
        _log.info(what, config=config.source.name)


def _needing_restart(old: Settings, new: Settings, name: str) -> Faults:
    """The faults of settings that are good and can't replace the old ones while the gateway runs."""
    if (old.workers > 1) == (new.workers > 1):
        return ()
    kept = "1" if old.workers == 1 else "2 or more"
    advice = "restart the gateway to go from one process to several or back"
    return (f"{name}: workers: found {new.workers}, expected {kept} as long as it runs; {advice}",)
