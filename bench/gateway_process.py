"""Runs `gateway serve` as its users do, in a process of its own, and reads from the system what that process costs."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
listen: [{{bind: "127.0.0.1:{port}"{tls}}}]
allow_inline_secrets: true
backends:
  behind: {{dialect: twilio-2010, endpoints: ["{endpoint}"]}}
credentials: passthrough
routes:
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
"""
_NOWHERE = "http://127.0.0.1:1"
_PAGE = os.sysconf("SC_PAGESIZE")
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Process:
    """A gateway that listens on a port of 127.0.0.1."""

    process: subprocess.Popen[bytes]
    port: int

    def resident(self) -> int:
        """The memory it has in use, in bytes (`statm` of proc(5), second field)."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, port: int, *, endpoint: str = _NOWHERE, tls: str = "") -> Iterator[Process]:
    """A gateway while the block runs, its config written into `folder`. `tls` is YAML behind the bind."""
    config = folder / "gateway.yaml"
    config.write_text(_CONFIG.format(port=port, endpoint=endpoint, tls=tls), encoding="utf-8")
    command = [sys.executable, "-m", "gateway", "serve", "--config", str(config)]
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield Process(process, port)
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


async def until_it_listens(process: Process) -> None:
    """Raises TimeoutError where nothing answers on its port within a minute, RuntimeError where it has ended."""
    async with asyncio.timeout(_START_SECONDS):
        while True:
            if process.process.poll() is not None:
                raise RuntimeError(f"the gateway ended with {process.process.returncode} before it listened")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", process.port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
