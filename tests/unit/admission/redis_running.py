"""A real Redis on a Unix socket, which a test may kill, revive and hold."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis.asyncio import Redis

from gateway.policy.admission.redis_exchange import Timing
from tests.clients.sessions import need_package

PATIENCE = 10.0
"""Seconds after which something that must come has not."""
UNHURRIED = Timing(operation=5, connect=5, pause=1)
"""For what a busy machine must not make fail."""


class RedisServer:
    """One server with nothing on disk, in a folder of its own."""

    def __init__(self, *options: str) -> None:
        self._program = need_package("redis-server")
        self._options = options
        self._folder = Path(tempfile.mkdtemp(prefix="redis-"))  # a socket's path may have 107 bytes: pytest's are longer
        self.socket = self._folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Returns when it takes connections."""
        command = [self._program, "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder), "--save", ""]
        self._process = subprocess.Popen([*command, *self._options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert self._process.stdout
        output, ends = b"", time.monotonic() + PATIENCE
        while b"eady to accept connections" not in output:
            readable, _, _ = select.select([self._process.stdout], [], [], max(0.0, ends - time.monotonic()))
            piece = os.read(self._process.stdout.fileno(), 65_536) if readable else b""
            if not piece:
                raise AssertionError(f"redis-server did not start: {output.decode(errors='replace')}")
            output += piece

    def signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        """As a crash does. Returns when it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=PATIENCE)
            self._process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def client(self) -> Redis:
        """A connection beside those of the stores."""
        return Redis(unix_socket_path=str(self.socket), decode_responses=True)


@contextmanager
def redis_running() -> Iterator[RedisServer]:
    """A server that is started, and gone with its folder afterwards whatever was done to it."""
    server = RedisServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()
