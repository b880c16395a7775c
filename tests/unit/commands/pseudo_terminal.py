"""The command line at a pseudo-terminal, as somebody sits before it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

PATIENCE = 30.0  # seconds
_CHOICES = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONUNBUFFERED")
"""What may be set where the tests run, and would change what is seen."""


@dataclass(frozen=True)
class Seen:
    """`screen` is what came to the terminal, with its control sequences; `piped` what went to the streams that are none."""

    code: int
    screen: str
    piped: str


def environment(different: Mapping[str, str] | None = None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in _CHOICES}
    return {**inherited, "TERM": "xterm-256color", **(different or {})}


def in_pipes(*arguments: str, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The same to its end without a terminal."""
    command = [sys.executable, "-W", "error", "-m", "gateway", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(environ))


def at_terminal(
    *arguments: str, environ: Mapping[str, str] | None = None, columns: int = 100, piped: str | None = None
) -> Seen:
    """`python -m gateway …` to its end at a terminal that wide. `piped`: the one stream, out or err, that is a pipe instead."""
    with screen(columns) as (terminal, shown):
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "gateway", *arguments],
            stdin=terminal,
            stdout=subprocess.PIPE if piped == "out" else terminal,
            stderr=subprocess.PIPE if piped == "err" else terminal,
            env=environment(environ),
        )
        try:
            told, complained = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            process.wait()
    return Seen(process.returncode, shown[0].replace("\r\n", "\n"), ((told or b"") + (complained or b"")).decode())


@contextmanager
def screen(columns: int) -> Iterator[tuple[TextIO, list[str]]]:
    """A stream that is a terminal, and what has come to it, which is there once the block has ended."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    shown: list[str] = []
    reading = threading.Thread(target=lambda: shown.append(_read_to_end(ours).decode()))
    reading.start()
    try:
        with os.fdopen(theirs, "w", encoding="utf-8") as stream:
            yield stream, shown
    finally:
        reading.join(PATIENCE)
        os.close(ours)


def _read_to_end(terminal: int) -> bytes:
    """Until nobody has the other end any more, which Linux tells with EIO."""
    read = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            return read
        if not more:
            return read
        read += more
