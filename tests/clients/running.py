"""Starts the gateway as a real process and waits, without sleeping, until it says that it listens; and a sandbox in a thread.

What the process prints is read by a thread of its own, so a full pipe never stops it; all of it is told when the start fails.
"""

from __future__ import annotations

import asyncio
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO

from gateway.sandbox import Sandbox, start_sandbox

START_SECONDS = 60.0
STOP_SECONDS = 30.0
_ENDED = None


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_gateway(*arguments: str, ready: str) -> Iterator[str]:
    """`python -m gateway …` while the block runs, entered once a printed line matches the pattern `ready`. Yields that line.

    Raises RuntimeError with everything printed when the process ends, or prints no such line within a minute.
    """
    command = [sys.executable, "-m", "gateway", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
    assert process.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        yield _await_line(lines, re.compile(ready), command)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()
            reader.join(STOP_SECONDS)
            process.stdout.close()


@contextmanager
def running_sandbox() -> Iterator[str]:
    """A 2010 backend with the demo's accounts and past, on a free port, while the block runs. Yields its base URL."""
    loop = asyncio.new_event_loop()
    sandbox = loop.run_until_complete(start_sandbox(Sandbox(clock=lambda: datetime.now(UTC)), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sandbox.url
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(STOP_SECONDS)
        loop.run_until_complete(sandbox.stop())
        loop.close()


def _read(source: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in source:
        lines.put(line)
    lines.put(_ENDED)


def _await_line(lines: queue.Queue[str | None], ready: re.Pattern[str], command: list[str]) -> str:
    printed: list[str] = []
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except queue.Empty:
            line = _ENDED
        if line is _ENDED:
            raise RuntimeError(f"`{' '.join(command)}` did not come up. It printed:\n{''.join(printed)}")
        printed.append(line)
        if ready.search(line):
            return line
