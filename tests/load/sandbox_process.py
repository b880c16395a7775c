"""A 2010 backend in a process of its own, which writes its journal into a file when it is told to end.

Run as `python -m tests.load.sandbox_process JOURNAL`; it prints its URL. The journal is a JSON array of account, marker and id of
each thing made by a request, in order.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from gateway.sandbox import Sandbox, start_sandbox
from tests.faults.wishes import digits_of, marker_in


async def run() -> Sandbox:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sandbox = Sandbox(clock=lambda: datetime.now(UTC))
    running = await start_sandbox(sandbox, "127.0.0.1", 0)
    sys.stdout.write(f"{running.url}\n")
    sys.stdout.flush()
    await stop.wait()
    await running.stop()
    return sandbox


def write_journal(sandbox: Sandbox, journal: Path) -> None:
    lines = [[made.account, marker_in(made.folder, made.fields), digits_of(made.sid)] for made in sandbox.journal]
    journal.write_text(json.dumps(lines))


if __name__ == "__main__":
    write_journal(asyncio.run(run()), Path(sys.argv[1]))
