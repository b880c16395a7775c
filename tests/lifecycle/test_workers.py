"""Several workers behind one port: what one of them suffers is not seen from outside."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from click.testing import CliRunner

from gateway.__main__ import main
from tests.lifecycle.living import gone, lived


async def test_a_worker_that_is_killed_is_replaced_while_the_others_answer(file: Path) -> None:
    async with lived(file, workers=2) as (gateway, _, backend):
        assert gateway.said[1].startswith(f"operators: http://127.0.0.1:{gateway.admin}/ ")
        assert gateway.said[2] == "workers: 2\n"
        killed, other = gateway.workers()
        os.kill(killed, signal.SIGKILL)
        await gone(killed)
        for _ in range(5):
            assert (await gateway.call()).status == 200
        assert (await gateway.ask("GET", "/readyz")).status == 200
        (line,) = await gateway.log_of("a worker ended; another takes its place")
        assert line["exit_code"] == -signal.SIGKILL
        await gateway.log_of("a worker took the place")
        for _ in range(5):
            assert (await gateway.call()).status == 200
        assert len(gateway.workers()) == 2
        assert other in gateway.workers()
        assert killed not in gateway.workers()

        counted = [line for line in (await gateway.ask("GET", "/metrics")).body.decode().splitlines() if line[0] != "#"]
        assert [line.split()[1] for line in counted if line.startswith("gateway_calls_total")] == ["10.0"]
        assert "gateway_workers_lost_total 1.0" in counted
        assert len(backend.requests) == 10
        assert {line["worker"] for line in await gateway.log_of("call", 10)} <= {1, 2}
        folders = [Path(line) for line in _open_files(gateway.workers()[0]) if "gateway-metrics-" in line]
        assert folders
        gateway.tell(signal.SIGTERM)
        assert await gateway.end() == 0
        assert not any(folder.parent.exists() for folder in folders)


def test_the_command_line_of_a_worker_is_for_no_person() -> None:
    told = CliRunner().invoke(main, ["serve", "--help"], prog_name="gateway")
    assert "--worker" not in told.output
    told = CliRunner().invoke(main, ["serve", "--worker", "10000"], prog_name="gateway")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "set `workers` in a config" in told.stderr


def _open_files(pid: int) -> list[str]:
    """The files a process has mapped."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return [line.partition("/")[1] + line.partition("/")[2] for line in lines if "/" in line]
