"""The supervisor over workers that misbehave: scripted processes, and everything else as it is."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import structlog
from structlog.typing import EventDict, WrappedLogger

from gateway.app import known_dialects
from gateway.settings import Settings, parse_settings
from gateway.workers import Source, Supervisor, WorkersFailed
from tests.unit.observe.recorded import told

PATIENCE = 20.0
SCRIPT = Path(__file__).with_name("scripted_worker.py")
SETTINGS = """
workers: {workers}
shutdown: {{deadline: 100ms}}
listen: {listen}
backends: {{behind: {{dialect: twilio-2010, endpoints: ["http://127.0.0.1:1"]}}}}
credentials: passthrough
routes: [{{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}]
"""
TOOK_THE_PLACE = "a worker took the place"
LISTEN = '[{bind: "127.0.0.1:0"}]'


def command(channel: int) -> Sequence[str]:
    return [sys.executable, "-I", "-S", str(SCRIPT), str(channel)]


def settings(workers: int = 2, listen: str = LISTEN) -> Settings:
    text = SETTINGS.format(workers=workers, listen=listen)
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


@pytest.fixture
def says(tmp_path: Path) -> Callable[[str], Source]:
    return lambda text: Source(text, "gateway.yaml", tmp_path)


@asynccontextmanager
async def supervising(source: Source, workers: int = 2) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(command)
    async with asyncio.timeout(PATIENCE):
        await supervisor.start(source, settings(workers))
        try:
            yield supervisor
        finally:
            await supervisor.drain(notice=False)


def starts(source: Source) -> list[str]:
    return (source.base / "starts").read_text().splitlines()


def ready(supervisor: Supervisor) -> int:
    return int(told(supervisor.families(), "gateway_workers_ready")[()])


class Heard:
    """The log as it comes, so that a test can wait for a line."""

    def __init__(self) -> None:
        self.lines: list[EventDict] = []
        self.more = asyncio.Event()

    def __call__(self, logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        del logger, method
        self.lines.append(line)
        self.more.set()
        raise structlog.DropEvent

    def of(self, event: str) -> list[EventDict]:
        return [line for line in self.lines if line["event"] == event]

    async def until(self, event: str, count: int = 1) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.of(event)) < count:
                self.more.clear()
                await self.more.wait()


@pytest.fixture
def log() -> Iterator[Heard]:
    heard = Heard()
    processors = structlog.get_config()["processors"]
    usual = list(processors)
    processors[:] = [heard]  # in place: loggers that have spoken before keep this very list
    yield heard
    processors[:] = usual


async def test_a_new_worker_that_fails_brings_back_those_that_went(says: Callable[[str], Source]) -> None:
    good, bad = says("serve"), says("refuse 1")
    async with supervising(good) as supervisor:
        assert await supervisor.replace(bad, settings()) == ("gateway.yaml: refused on purpose",)
        assert ready(supervisor) == 2
        assert supervisor.not_ready() == ()
    # Two at first; a new one that served, one that refused; one more of the old in the place of the one that went.
    assert starts(good) == ["serve", "serve", "refuse 1", "refuse 1", "serve"]


async def test_the_first_that_fails_changes_nothing(says: Callable[[str], Source]) -> None:
    async with supervising(says("serve")) as supervisor:
        port = supervisor.ports[0]
        assert await supervisor.replace(says("refuse 0"), settings()) != ()
        assert (supervisor.ports, ready(supervisor)) == ((port,), 2)
    assert starts(says("")) == ["serve", "serve", "refuse 0"]


@pytest.mark.parametrize("count", [1, 4])
async def test_there_may_be_more_or_fewer_afterwards(says: Callable[[str], Source], count: int) -> None:
    async with supervising(says("serve")) as supervisor:
        assert await supervisor.replace(says("serve anew"), settings(count)) == ()
        assert ready(supervisor) == count
    assert starts(says("")) == ["serve"] * 2 + ["serve anew"] * count


async def test_one_that_cannot_come_back_is_tried_again_and_nobody_goes_for_it(
    says: Callable[[str], Source], log: Heard
) -> None:
    """The old config has become one no worker can serve for once: its third start fails."""
    async with supervising(says("refuse 2")) as supervisor:
        assert await supervisor.replace(says("refuse 1"), settings()) != ()
        assert len(log.of("a worker of the config in use can't be started again; it is tried again")) == 1
        await log.until(TOOK_THE_PLACE)
        assert ready(supervisor) == 3  # two of the old, and the new one that served


async def test_one_that_ends_untold_is_followed_by_another(says: Callable[[str], Source], log: Heard) -> None:
    async with supervising(says("die 3"), workers=1) as supervisor:
        await log.until(TOOK_THE_PLACE, 3)
        assert ready(supervisor) == 1
        assert told(supervisor.families(), "gateway_workers_lost_total") == {(): 3}
    lost = log.of("a worker ended; another takes its place")
    assert [(line["number"], line["exit_code"]) for line in lost] == [(1, 3)] * 3


async def test_one_that_does_not_heed_is_killed(
    says: Callable[[str], Source], log: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.workers.slot._SPARE", 0.1)
    async with supervising(says("deaf")):
        pass
    assert [line["event"] for line in log.lines] == ["a worker did not end in time and is killed"] * 2


@pytest.mark.parametrize("deed", ["refuse 1", "nonsense"])
async def test_where_one_cannot_be_started_none_is(says: Callable[[str], Source], deed: str) -> None:
    supervisor = Supervisor(command)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(WorkersFailed, match=r"worker|on purpose"):
            await supervisor.start(says(deed), settings())
    assert supervisor.not_ready() == ("the gateway is being started",)


async def test_all_are_asked_to_read_their_files_anew_and_what_all_say_is_told_once(says: Callable[[str], Source]) -> None:
    source = says("stale")
    async with supervising(source, workers=3) as supervisor:
        assert await supervisor.refresh(settings(3)) == ("gateway.yaml: stale on purpose",)
        assert (source.base / "refreshes").read_text().splitlines() == ["stale"] * 3


async def test_a_worker_that_cannot_even_be_started_is_a_sentence(says: Callable[[str], Source]) -> None:
    supervisor = Supervisor(lambda _: ["/none/such"])
    with pytest.raises(WorkersFailed, match="can't be started: No such file"):
        await supervisor.start(says("serve"), settings())


async def test_addresses_come_and_go(says: Callable[[str], Source]) -> None:
    async with supervising(says("serve")) as supervisor:
        (first,) = supervisor.ports
        both = '[{bind: "127.0.0.2:0"}, {bind: "127.0.0.1:0"}]'
        assert await supervisor.replace(says("serve"), settings(listen=both)) == ()
        second, again = supervisor.ports
        assert again == first
        taken = f'[{{bind: "127.0.0.2:{second}"}}]'
        assert "can't listen" in (await supervisor.replace(says("serve"), settings(listen=taken)))[0]
        assert supervisor.ports == (second, first)
        assert await supervisor.replace(says("refuse 0"), settings()) != ()
        assert supervisor.ports == (second, first)
        assert await supervisor.replace(says("serve"), settings()) == ()
        assert [*supervisor.ports] == [first]
        await until_refused("127.0.0.2", second)


async def until_refused(host: str, port: int) -> None:
    """Until those that served the address have gone. One that goes resets what waited for it."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            await writer.wait_closed()
        except ConnectionRefusedError:
            return
        except ConnectionError:
            continue


async def test_a_reload_that_is_given_up_leaves_no_process_behind(says: Callable[[str], Source]) -> None:
    async with supervising(says("serve")) as supervisor:
        replacing = asyncio.create_task(supervisor.replace(says("serve again"), settings()))
        await asyncio.sleep(0)
        replacing.cancel()
        await asyncio.wait({replacing})
    assert supervisor.not_ready() == ("the gateway is ending",)
