"""What a service manager is told by a gateway that is started, reloaded and ended; each message over a real socket."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.workers.notify import Notifier, notifier_of
from tests.deploy.service_manager import PATIENCE, abstract_address, managing
from tests.lifecycle.living import NEWER_ROUTE, lived

SERVING = {"READY": "1", "STATUS": "serving"}
REFUSED = {"READY": "1", "STATUS": "serving; the last reload was refused, and the log names its faults: 1"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gateway.yaml"


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_service_manager_hears_of_the_start_of_reloads_and_of_the_end(
    file: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with managing(str(file.with_name("notify"))) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
        async with lived(file, workers=workers, shutdown="{notice: 0s, deadline: 20s}") as (gateway, config, _):
            assert await manager.told() == SERVING
            config.routes = NEWER_ROUTE
            config.write()
            before = time.monotonic() * 1e6
            gateway.tell(signal.SIGHUP)
            reloading = await manager.told()
            assert reloading.pop("STATUS") == "reading the config anew"
            assert before <= int(reloading.pop("MONOTONIC_USEC")) <= time.monotonic() * 1e6
            assert reloading == {"RELOADING": "1"}
            assert await manager.told() == SERVING
            gateway.tell(signal.SIGTERM)
            assert await manager.told() == {
                "STOPPING": "1",
                "EXTEND_TIMEOUT_USEC": "30000000",
                "STATUS": "finishing the calls in progress",
            }
            assert await gateway.end() == 0
        with pytest.raises(BlockingIOError):
            manager.socket.recv(1)


async def test_a_refused_reload_is_over_too_and_its_faults_stay_in_the_log(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with managing(abstract_address()) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
        async with lived(file) as (gateway, config, _):
            assert await manager.told() == SERVING
            config.routes = "  - {name: bad, caller: no-such-dialect, backend: behind}"
            config.write()
            assert (await gateway.ask("POST", "/reload")).status == 422
            assert "RELOADING" in await manager.told()
            assert await manager.told() == REFUSED
            assert (await gateway.ask("POST", "/drain")).status == 202
            assert "STOPPING" in await manager.told()
            assert await gateway.end() == 0


async def test_signs_of_life_come_from_the_process_that_was_started_and_no_worker_knows_where_to_send_them(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with managing(str(file.with_name("notify"))) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        async with lived(file, workers=2) as (gateway, _, _):
            assert await manager.told() == SERVING
            for _ in range(3):
                assert await manager.next() == {"WATCHDOG": "1"}
            workers = gateway.workers()
            assert len(workers) == 2
            for worker in workers:
                environment = environment_of(worker)
                assert b"PATH=" in environment
                assert b"NOTIFY_SOCKET" not in environment
                assert b"WATCHDOG" not in environment


def environment_of(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


async def test_a_loop_that_stands_still_gives_no_sign_of_life(tmp_path: Path) -> None:
    async with managing(str(tmp_path / "notify")) as manager:
        beating = asyncio.create_task(Notifier(manager.address, 0.05, time.monotonic).beat())
        assert await manager.next() == {"WATCHDOG": "1"}
        manager.socket.settimeout(0.5)  # ten beats, and the loop is held up for all of them
        with pytest.raises(TimeoutError):
            manager.socket.recv(100)
        manager.socket.setblocking(False)
        assert await manager.next() == {"WATCHDOG": "1"}
        beating.cancel()


def test_what_the_service_manager_asked_for_is_read_once_and_not_passed_on() -> None:
    environ = {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7", "PATH": "/bin"}
    assert notifier_of(dict(environ), 7, time.monotonic)._beat == 1.5
    assert notifier_of(dict(environ), 8, time.monotonic)._beat == 0, "another process is watched"
    assert notifier_of(environ, 7, time.monotonic)._address == "/run/notify"
    assert environ == {"PATH": "/bin"}


async def test_nobody_is_told_where_nobody_asked() -> None:
    notifier = notifier_of({}, 7, time.monotonic)
    with capture_logs() as logged:
        notifier.ready()
        notifier.stopping(1.0)
        async with asyncio.timeout(PATIENCE):
            await notifier.beat()
    assert logged == []


async def test_after_the_end_has_begun_nothing_else_is_told(tmp_path: Path) -> None:
    async with managing(str(tmp_path / "notify")) as manager:
        notifier = Notifier(manager.address, 0.0, time.monotonic)
        notifier.reloading()
        notifier.stopping(1.0)
        notifier.reloaded(0)
        assert "RELOADING" in await manager.next()
        assert "STOPPING" in await manager.next()
        with pytest.raises(BlockingIOError):
            manager.socket.recv(1)


async def test_a_service_manager_that_is_gone_is_logged_once_and_again_after_it_was_back(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    notifier = Notifier(address, 0.0, time.monotonic)
    with capture_logs() as logged:
        notifier.ready()
        notifier.ready()
        assert [line["event"] for line in logged] == ["the service manager can't be told: No such file or directory"]
        async with managing(address) as manager:
            notifier.ready()
            assert await manager.next() == SERVING
        notifier.ready()
    assert len(logged) == 2
