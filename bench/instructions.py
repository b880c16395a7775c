"""How many instructions a request is: python -m bench.instructions WORKLOAD…

The gateway runs under valgrind, over real connections, once for a short and once for a longer time: what the longer run has
executed more, by the requests it has answered more. Where others use the machine this is the one figure that stays the same,
so it tells whether a change has made the gateway faster. It says nothing of how long an instruction takes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from bench.gateway_under_test import gateway
from bench.programs import Cores
from bench.stub import stub
from bench.workloads import WORKLOADS, Workload
from bench.wrk import run_wrk

_COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")
_SHORT, _LONG = 3, 20
"""Seconds. A small request takes some milliseconds under valgrind, and a list of a thousand items half a second."""
_CONNECTIONS = 8
_LARGER = {"1000": 3}
_VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


def run(workload: Workload, seconds: int) -> tuple[int, int]:
    """The requests answered, and the instructions of the whole run. Raises RuntimeError where it did not go as it should."""
    cores = Cores.of_this_machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with stub(folder, cores.load, [workload]) as backend:
            address = f"http://127.0.0.1:{backend.port}"
            with gateway(folder, cores.subject, address, mapped=not workload.passes, under=_VALGRIND) as program:
                load = run_wrk(workload, program.port, folder, cores, connections=_CONNECTIONS, seconds=seconds)
        told = program.output.read_text("utf-8", "replace")
    found = _COUNTED.search(told)
    if found is None or load.fault(workload.status):
        raise RuntimeError(f"{workload.name} was not measured: {load.fault(workload.status) or told[-1000:]}")
    return load.requests, int(found[1].replace(",", ""))


def count(workload: Workload) -> float:
    """Instructions of one request."""
    times = _LARGER.get(workload.size, 1)
    (few, before), (many, after) = (run(workload, times * seconds) for seconds in (_SHORT, _LONG))
    return (after - before) / (many - few)


def main() -> None:
    by_name = {workload.name: workload for workload in WORKLOADS}
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workloads", nargs="+", choices=by_name, metavar="WORKLOAD")
    asked = parser.parse_args()
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is not on this machine: install its package")
    for name in asked.workloads:
        print(f"{count(by_name[name]):14,.0f}  {name}", flush=True)


if __name__ == "__main__":
    main()
