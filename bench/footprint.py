"""What a gateway takes besides time for calls: memory, of connections that lie idle too, and the time to start."""

from __future__ import annotations

import asyncio
import compileall
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import gateway as gateway_package
from bench.gateway_process import Process, serving, until_it_listens
from bench.gateway_under_test import gateway
from bench.idle_connections import idle_cost
from bench.programs import Cores, free_port
from bench.table import table

_MIB = 1024**2
_IDLE = 1000
_STARTS = 3
_IMPORT = """
import time
wall, cpu = time.perf_counter(), time.process_time()
import gateway.app, gateway.commands.serve
from gateway.dialects import discover
discover()
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Footprint:
    """MiB and seconds. `worker` is the memory after the run, None where there was none, `fresh` before anything was served."""

    fresh: float
    worker: float | None
    per_thousand_idle: float
    start: float
    start_cpu: float
    import_wall: float
    import_cpu: float


def footprint(worker: int | None, folder: Path) -> Footprint:
    """All there is to tell, where a worker had so many bytes in use after the run. The code is compiled, as it is installed."""
    compileall.compile_dir(Path(gateway_package.__file__).parent, quiet=1)
    starts = [_start(folder) for _ in range(_STARTS)]
    imports = [_import() for _ in range(_STARTS)]
    with serving(folder, free_port()) as process:
        idle = asyncio.run(_idle(process))
    return Footprint(
        fresh=statistics.median(start[2] for start in starts) / _MIB,
        worker=worker / _MIB if worker else None,
        per_thousand_idle=idle * 1000 / _MIB,
        start=statistics.median(start[0] for start in starts),
        start_cpu=statistics.median(start[1] for start in starts),
        import_wall=statistics.median(wall for wall, _ in imports),
        import_cpu=statistics.median(cpu for _, cpu in imports),
    )


async def _idle(process: Process) -> float:
    """Bytes in use for each connection that lies idle."""
    await until_it_listens(process)
    return await idle_cost(process, _IDLE)


def _start(folder: Path) -> tuple[float, float, float]:
    """Seconds until it listens, CPU-seconds used for it, and bytes in use then."""
    began = time.perf_counter()
    with gateway(folder, Cores.of_this_machine().subject, "http://127.0.0.1:1") as program:
        return time.perf_counter() - began, program.cpu_seconds(), program.resident()


def _import() -> tuple[float, float]:
    """Seconds and CPU-seconds for importing everything `gateway serve` imports, the tables of the dialects made ready."""
    done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
    wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


def footprint_table(told: Footprint) -> str:
    after = [("memory of a worker after the run, MiB", f"{told.worker:.0f}")] if told.worker else []
    rows = [
        *after,
        ("memory of a worker that has served nothing, MiB", f"{told.fresh:.0f}"),
        ("memory of 1,000 idle connections, MiB", f"{told.per_thousand_idle:.1f}"),
        ("start until it listens, s (CPU-s)", f"{told.start:.2f} ({told.start_cpu:.2f})"),
        ("of that, imports and tables, s (CPU-s)", f"{told.import_wall:.2f} ({told.import_cpu:.2f})"),
    ]
    return table(("what", "gateway"), rows)
