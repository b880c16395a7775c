"""Changes one at a time over a site that does as a test says: what is refused, what breaks, what is given up at the end."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from prometheus_client import Metric

from gateway.admin import Standing
from gateway.app import known_dialects
from gateway.settings import Fault, Settings, SettingsInvalid, parse_settings
from gateway.workers import Config, Source
from gateway.workers.changes import Changes
from gateway.workers.door import AdminDoor
from tests.unit.observe.recorded import told

PATIENCE = 5.0
TEXT = """
backends: {behind: {dialect: twilio-2010, endpoints: ["http://127.0.0.1:1"]}}
credentials: passthrough
routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: behind}]
"""
START = Source(TEXT, "gateway.yaml", Path.cwd())


def parse(source: Source) -> Settings:
    return parse_settings(source.text, source.name, known_dialects(), {}, base=source.base)


@dataclass
class Site:
    """A site that keeps what it was told. `replacing` is what happens while it is replaced."""

    replacing: Callable[[], tuple[str, ...]] = tuple
    served: list[Source] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    ports: tuple[int, ...] = ()
    at_once: int = 0

    def not_ready(self) -> tuple[str, ...]:
        return ()

    def metrics(self) -> bytes:
        return b""

    def families(self) -> tuple[Metric, ...]:
        return ()

    def standing(self) -> Standing:
        raise NotImplementedError("no operator asks")

    async def start(self, source: Source, settings: Settings) -> None: ...

    async def replace(self, source: Source, settings: Settings) -> tuple[str, ...]:
        del settings
        self.at_once += 1
        assert self.at_once == 1
        self.begun.set()
        try:
            await self.may_go_on.wait()
            faults = self.replacing()
        finally:
            self.at_once -= 1
        if not faults:
            self.served.append(source)
        return faults

    async def refresh(self, settings: Settings) -> tuple[str, ...]:
        del settings
        return ("this config names no file",)

    async def drain(self, *, notice: bool = False) -> None: ...

    def kill(self) -> None: ...

    async def reload(self) -> tuple[str, ...]:
        return ()


def fails() -> tuple[str, ...]:
    raise RuntimeError("broken inside")


@dataclass
class Clocks:
    """A wall clock and one for durations; the site may let them go on while it is replaced."""

    now: float = 1_000_000.0
    seconds: float = 50.0


def changes_of(site: Site, text: str = TEXT, clocks: Clocks | None = None) -> Changes:
    config, at = Config(START, parse(START)), clocks or Clocks()
    return Changes(
        site,
        AdminDoor(site),
        config,
        read=lambda: replace(START, text=text),
        parse=parse,
        now=lambda: at.now,
        clock=lambda: at.seconds,
    )


def counted(changes: Changes) -> tuple[float, float]:
    """How many changes were applied and how many refused."""
    results = told(changes.metrics.families(), "gateway_reloads_total")
    return results["applied",], results["refused",]


def gauge(changes: Changes, name: str) -> float:
    return told(changes.metrics.families(), f"gateway_config_{name}")[()]


@pytest.fixture
def site() -> Site:
    site = Site()
    site.may_go_on.set()
    return site


async def test_what_is_applied_is_served(site: Site) -> None:
    changes = changes_of(site, TEXT + "workers: 1\n")
    assert await changes.reload() == ()
    assert changes.config.source is site.served[-1]
    assert changes.config.source.text.endswith("workers: 1\n")
    assert counted(changes) == (1, 0)


async def test_what_the_site_refuses_leaves_what_was(site: Site) -> None:
    site.replacing = lambda: ("no",)
    changes = changes_of(site)
    assert await changes.reload() == ("no",)
    assert changes.config.source is START
    assert counted(changes) == (0, 1)


async def test_what_breaks_inside_is_a_fault_and_the_next_change_is_made(site: Site) -> None:
    site.replacing = fails
    changes = changes_of(site)
    assert await changes.reload() == ("this failed inside the gateway; its log tells more",)
    assert changes.config.source is START
    site.replacing = tuple
    assert await changes.reload() == ()


async def test_files_that_say_what_they_said_change_nothing(site: Site) -> None:
    changes = changes_of(site)
    assert await changes.refresh() == ()
    assert counted(changes) == (0, 0)


async def test_the_metrics_tell_what_is_served_since_when_and_how_long_a_change_took(site: Site) -> None:
    clocks = Clocks()
    changes = changes_of(site, TEXT + "workers: 1\n", clocks)
    assert told(changes.metrics.families(), "gateway_config_info") == {(hashlib.sha256(TEXT.encode()).hexdigest()[:12],): 1}
    assert (gauge(changes, "applied_timestamp_seconds"), gauge(changes, "reload_seconds")) == (1_000_000, 0)

    def replacing(*faults: str) -> tuple[str, ...]:
        clocks.now += 100
        clocks.seconds += 2.5
        return faults

    site.replacing = replacing
    assert await changes.reload() == ()
    (served,) = told(changes.metrics.families(), "gateway_config_info")
    assert served == (changes.config.hash,) != (Config(START, changes.config.settings).hash,)
    assert (gauge(changes, "applied_timestamp_seconds"), gauge(changes, "reload_seconds")) == (1_000_100, 2.5)
    assert gauge(changes, "last_reload_ok") == 1

    site.replacing = lambda: replacing("no")
    assert await changes.reload() == ("no",)
    assert told(changes.metrics.families(), "gateway_config_info") == {served: 1}
    assert (gauge(changes, "applied_timestamp_seconds"), gauge(changes, "last_reload_ok")) == (1_000_100, 0)


async def test_files_that_can_be_used_again_end_a_refusal_of_theirs(site: Site) -> None:
    unusable = [SettingsInvalid([Fault("gateway.yaml", 1, 1, "key", "nothing", "something")]), None]
    source = Source(TEXT, "gateway.yaml", Path.cwd())

    def parse_or_not(source: Source) -> Settings:
        if (fault := unusable.pop(0)) is not None:
            raise fault
        return parse(source)

    changes = Changes(site, AdminDoor(site), Config(source, parse(source)), read=lambda: source, parse=parse_or_not)
    await changes.refresh()
    before = gauge(changes, "last_reload_ok")
    assert await changes.refresh() == ()
    assert (before, gauge(changes, "last_reload_ok")) == (0, 1)


async def test_one_at_a_time(site: Site) -> None:
    changes = changes_of(site)
    async with asyncio.timeout(PATIENCE):
        assert await asyncio.gather(*(changes.reload() for _ in range(3))) == [()] * 3
    assert len(site.served) == 3


async def test_whoever_asked_may_leave(site: Site) -> None:
    site.may_go_on.clear()
    changes = changes_of(site)
    asking = asyncio.create_task(changes.reload())
    async with asyncio.timeout(PATIENCE):
        await site.begun.wait()
        asking.cancel()
        await asyncio.wait({asking})
        site.may_go_on.set()
        assert await changes.reload() == ()
    assert len(site.served) == 2


async def test_at_the_end_a_change_is_given_up_and_no_other_is_made(site: Site) -> None:
    site.may_go_on.clear()
    changes = changes_of(site)
    asking = asyncio.create_task(changes.reload())
    async with asyncio.timeout(PATIENCE):
        await site.begun.wait()
        await changes.end()
        assert "is ending" in (await asking)[0]
        assert "is ending" in (await changes.reload())[0]
    assert site.served == []
