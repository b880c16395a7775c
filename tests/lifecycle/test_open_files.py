"""How many files the gateway may have open: raised to what its configuration needs, or the operator is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.app import known_dialects
from gateway.open_files import files_needed
from gateway.settings import Settings, parse_settings
from tests.lifecycle.living import Living, lived

TEXT = """
backends:
  one: {{dialect: twilio-2010, endpoints: ["http://127.0.0.1:1", "http://127.0.0.1:2"], connections: 10}}
  other: {{dialect: twilio-2010, endpoints: ["http://127.0.0.1:3"]}}
credentials: passthrough
routes: [{{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: one}}]
limits: {limits}
"""
SCRIPT = """
import json, resource, sys
from pathlib import Path
from gateway.app import known_dialects
from gateway.observe.log import set_up_log
from gateway.open_files import allow_open_files
from gateway.settings import parse_settings
set_up_log()
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
allow_open_files(parse_settings(sys.argv[3], "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
print(json.dumps(resource.getrlimit(resource.RLIMIT_NOFILE)), file=sys.stderr)
"""
SMALL = "{connections: 80}"
NEEDED = 80 + 10 + 2 * 10 * 2 + 2 * 100 + 64
TOO_FEW = "fewer files may be open than the config needs"


def settings(limits: str) -> Settings:
    return parse_settings(TEXT.format(limits=limits), "gateway.yaml", known_dialects(), {}, base=Path.cwd())


@pytest.mark.parametrize(
    ("limits", "needed"),
    [(SMALL, NEEDED), ('{connections: 80, store: "redis://127.0.0.1:1"}', NEEDED + 1), ("{connections: 1}", 2 + 240 + 64)],
)
def test_what_is_needed_is_what_may_be_open_at_once(limits: str, needed: int) -> None:
    assert files_needed(settings(limits)) == needed


def allowed_after(soft: int, hard: int) -> tuple[list[int], list[dict[str, object]]]:
    """The limits of a process that had these, and the lines it logged."""
    command = [sys.executable, "-c", SCRIPT, str(soft), str(hard), TEXT.format(limits=SMALL)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return json.loads(ended.stderr), [json.loads(line) for line in ended.stdout.splitlines()]


def test_the_limit_is_raised_as_far_as_needed_and_never_lowered() -> None:
    assert allowed_after(100, NEEDED) == ([NEEDED, NEEDED], [])
    assert allowed_after(100, NEEDED + 10) == ([NEEDED, NEEDED + 10], [])
    assert allowed_after(NEEDED + 5, NEEDED + 10) == ([NEEDED + 5, NEEDED + 10], [])


def test_where_the_system_does_not_allow_it_both_numbers_are_told() -> None:
    allowed, (line,) = allowed_after(100, NEEDED - 1)
    assert allowed == [NEEDED - 1, NEEDED - 1]
    assert (line["event"], line["level"], line["allowed"], line["needed"]) == (TOO_FEW, "warning", NEEDED - 1, NEEDED)


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_gateway_raises_it_before_it_serves_and_at_a_reload(file: Path, workers: int) -> None:
    few = ("sh", "-c", 'ulimit -S -n 200 && exec "$@"', "sh")
    async with lived(file, by=few, workers=workers, connections=8) as (gateway, config, _):
        assert (await gateway.call()).status == 200
        assert {allowed_in(pid) for pid in serving(gateway)} == {8 + 1 + 200 + 64}
        config.connections = 80
        config.write()
        assert (await gateway.ask("POST", "/reload")).status == 200
        assert (await gateway.call()).status == 200
        assert 80 + 10 + 200 + 64 in {allowed_in(pid) for pid in serving(gateway)}
        assert [line for line in gateway.logged if line["event"] == TOO_FEW] == []


async def test_a_gateway_that_may_not_says_so_once_and_serves(file: Path) -> None:
    few = ("sh", "-c", 'ulimit -n 200 && exec "$@"', "sh")
    async with lived(file, by=few, workers=2, connections=8) as (gateway, _, _):
        assert (await gateway.call()).status == 200
        (line,) = [line for line in gateway.logged if line["event"] == TOO_FEW]
        assert (line["allowed"], line["needed"]) == (200, 8 + 1 + 200 + 64)


def serving(gateway: Living) -> list[int]:
    """The processes that take calls."""
    return gateway.workers() or [gateway.process.pid]


def allowed_in(pid: int) -> int:
    """The limit a process has now."""
    (line,) = [line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if line.startswith("Max open files")]
    return int(line.split()[3])
