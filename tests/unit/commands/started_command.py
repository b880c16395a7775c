"""The command line as a real process: its lines as they come, and its end."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.wire.listening import RawClient, RawResponse

PATIENCE = 20.0  # seconds; a process on a busy machine takes a while to start


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Started:
    process: Process

    async def read_until(self, word: str, *, err: bool = False) -> list[str]:
        """The lines up to the first that holds the word. AssertionError where the process ends before it says so."""
        lines: list[str] = []
        stream = self.process.stderr if err else self.process.stdout
        assert stream is not None
        async with asyncio.timeout(PATIENCE):
            while not lines or word not in lines[-1]:
                line = await stream.readline()
                assert line, f"ended after {lines}: {await self.end()}"
                lines.append(line.decode())
        return lines

    async def tell(self, number: signal.Signals) -> Ended:
        self.process.send_signal(number)
        return await self.end()

    async def end(self) -> Ended:
        async with asyncio.timeout(PATIENCE):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return Ended(self.process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def started(*arguments: str, environ: Mapping[str, str] | None = None) -> AsyncIterator[Started]:
    """`python -m gateway …`, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-m", "gateway", *arguments, stdout=PIPE, stderr=PIPE, env=environ
    )
    try:
        yield Started(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run(*arguments: str) -> Ended:
    async with started(*arguments) as command:
        return await command.end()


async def ask(port: int, raw: bytes) -> RawResponse:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = RawClient(reader, writer)
    try:
        await client.send(raw)
        return await client.read_response()
    finally:
        await client.close()


def port_in(line: str) -> int:
    """The port of `listening on http://127.0.0.1:PORT…`."""
    return int(line.partition("://")[2].partition(":")[2].split(",")[0].split("/")[0])
