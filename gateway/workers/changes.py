"""Changes of what is served: a config read anew, and the files it names when they have changed.

One change at a time. A change that can't be made changes nothing, and its faults are told to whoever asked and to the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from gateway.open_files import allow_open_files
from gateway.settings import Settings, SettingsInvalid
from gateway.workers.door import AdminDoor
from gateway.workers.site import Site
from gateway.workers.source import Parse, Read, Source

_log = structlog.get_logger("gateway.life")
_ENDING = ("the gateway is ending; nothing is changed any more",)
_FAILED = ("this failed inside the gateway; its log tells more",)

Faults: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """What is served: a text, and the settings it made with the files it names."""

    source: Source
    settings: Settings


class Changes:
    """What is served now, and the way to something else. `read` gives the text as it is in its file, `parse` its settings."""

    def __init__(self, site: Site, door: AdminDoor, config: Config, *, read: Read, parse: Parse) -> None:
        self._site = site
        self._door = door
        self._read = read
        self._parse = parse
        self._one_at_a_time = asyncio.Lock()
        self._running: set[asyncio.Task[Faults]] = set()
        self._over = False
        self.config = config

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
            try:
                faults = await change()
            except SettingsInvalid as invalid:
                faults = tuple(map(str, invalid.faults))
            except Exception:  # noqa: BLE001 - what serves must go on serving whatever happens here, and be changed again
                _log.exception("a change failed")
                faults = _FAILED
        if faults:
            self._site.count_change(applied=False)
            _log.error("a change is refused; what was served is still served", faults=faults)
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
        self._site.count_change(applied=True)
        _log.info(what, config=config.source.name)


def _needing_restart(old: Settings, new: Settings, name: str) -> Faults:
    """The faults of settings that are good and can't replace the old ones while the gateway runs."""
    if (old.workers > 1) == (new.workers > 1):
        return ()
    kept = "1" if old.workers == 1 else "2 or more"
    advice = "restart the gateway to go from one process to several or back"
    return (f"{name}: workers: found {new.workers}, expected {kept} as long as it runs; {advice}",)
