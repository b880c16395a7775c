"""What all commands do alike: who they are, how they end when nobody reads or somebody presses Ctrl-C, how far they are."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.build_info import build_info
from gateway.commands.progress import Progress
from tests.unit.commands.pseudo_terminal import PATIENCE, at_terminal, environment, in_pipes, screen
from tests.unit.commands.started_command import started
from tests.unit.conformance.scripted_server import ACCOUNT, SECRET, serving

CLEAR = "\r\x1b[K"


def test_the_version_names_the_commit_and_the_python() -> None:
    told = in_pipes("--version")
    assert (told.returncode, told.stderr) == (0, "")
    python = ".".join(map(str, sys.version_info[:3]))
    assert told.stdout == f"gateway {build_info().version} (commit {build_info().commit}, Python {python})\n"


@pytest.mark.parametrize("arguments", [("dialects",), ("dialects", "--format", "json"), ("schema",)], ids=" ".join)
def test_a_reader_that_has_gone_away_is_no_fault(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-W", "error", "-m", "gateway", *arguments]
    ended = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, b"")


def test_a_reader_that_goes_away_in_the_middle_is_none_either() -> None:
    command = [sys.executable, "-W", "error", "-m", "gateway", "dialects", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    return file


def conformance(secret: Path, url: str) -> tuple[str, ...]:
    return ("conformance", "--dialect", "twilio-2010", "--account", ACCOUNT, "--secret-file", str(secret), url)


async def test_ctrl_c_ends_what_takes_long_with_one_line(secret: Path) -> None:
    asked, left = asyncio.Event(), asyncio.Event()

    async def keep_waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await left.wait()
        del reader
        writer.close()

    server = await asyncio.start_server(keep_waiting, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with started(*conformance(secret, url)) as command, asyncio.timeout(PATIENCE):
        await asked.wait()
        ended = await command.tell(signal.SIGINT)
    left.set()
    server.close()
    await server.wait_closed()
    assert (ended.code, ended.out, ended.err) == (128 + signal.SIGINT, "", "stopped\n")


async def test_conformance_shows_how_far_it_is_at_a_terminal_alone(secret: Path) -> None:
    async with serving({}) as server:
        words = conformance(secret, server.url)
        seen = await asyncio.to_thread(at_terminal, *words, piped="out")
        quiet = await asyncio.to_thread(in_pipes, *words)
    rules = sum(line.startswith(("PASS", "FAIL", "SKIP")) for line in seen.piped.splitlines())
    shown = seen.screen.split(CLEAR)
    assert shown[1].startswith(f"rule 1 of {rules}: ")
    assert any(one.startswith(f"rule {rules} of {rules}: ") for one in shown)
    assert seen.screen.endswith(CLEAR)
    assert (quiet.stderr, quiet.stdout) == ("", seen.piped)


def test_progress_is_one_line_as_wide_as_the_terminal() -> None:
    with screen(60) as (stream, shown):
        progress = Progress(stream)
        progress.show("x" * 100)
        progress.show("short")
        progress.clear()
    assert shown == [f"{CLEAR}{'x' * 58}…{CLEAR}short{CLEAR}"]


def test_progress_is_nothing_in_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("w") as stream:
        progress = Progress(stream)
        progress.show("far")
        progress.clear()
    assert file.read_text() == ""
