"""A program that runs while a test does, from the moment it says that it is ready."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

PATIENCE = 30.0


@asynccontextmanager
async def running(*command: str, ready: str) -> AsyncIterator[None]:
    """Entered once a line it prints holds `ready`. Raises RuntimeError with all it printed where it ends before."""
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
    assert process.stdout is not None
    printed: list[str] = []
    came_up = asyncio.Event()
    reading = asyncio.create_task(_read(process.stdout, printed, ready, came_up))
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({reading, asyncio.create_task(came_up.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if not came_up.is_set():
            raise RuntimeError(f"`{' '.join(command)}` did not come up. It printed:\n{''.join(printed)}")
        yield
    finally:
        came_up.set()
        with suppress(ProcessLookupError):
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
            await reading


async def _read(output: asyncio.StreamReader, printed: list[str], ready: str, came_up: asyncio.Event) -> None:
    """To its end, so that a full pipe never stops it."""
    while line := (await output.readline()).decode(errors="replace"):
        printed.append(line)
        if ready in line:
            came_up.set()
