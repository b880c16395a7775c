"""Load by wrk: as many requests as the subject answers, over so many connections, for so many seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from bench.programs import Cores, pinned
from bench.workloads import Workload

_SCRIPT = """\
wrk.method = {method}
{headers}
{body}
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "late": %d}}\\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write, e.timeout))
end
"""
_GRACE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Run:
    """`refused` are answers with a status above 399, `broken` errors of connections, `late` requests wrk gave up on."""

    requests: int
    seconds: float
    refused: int
    broken: int
    late: int

    def fault(self, status: int) -> str:
        """Why the run counts for nothing where that status was expected; empty where it is good."""
        expected = self.requests if status >= HTTPStatus.BAD_REQUEST else 0
        if self.refused != expected:
            return f"{self.refused} of {self.requests} answers had a status above 399, {expected} were expected"
        if self.broken or self.late:
            return f"{self.broken} errors of connections, {self.late} requests without an answer"
        return "" if self.requests else "nothing was answered"


def parse(output: str) -> Run:
    """What the script below printed as the last line. Raises ValueError where it is not there."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            told = json.loads(line)
            return Run(told["requests"], told["microseconds"] / 1e6, told["refused"], told["broken"], told["late"])
    raise ValueError(f"wrk told nothing: {output[-500:]!r}")


def script(workload: Workload) -> str:
    """The Lua that makes wrk send this request, and print what came of it."""
    headers = "\n".join(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in workload.headers.items())
    body = f"wrk.body = {json.dumps(workload.body)}" if workload.body else ""
    return _SCRIPT.format(method=json.dumps(workload.method), headers=headers, body=body)


def run_wrk(workload: Workload, port: int, folder: Path, cores: Cores, *, connections: int, seconds: int) -> Run:
    """Raises RuntimeError where wrk is missing or fails."""
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is not on this machine: run `python -m bench.install` as root, or install wrk")
    file = folder / "request.lua"
    file.write_text(script(workload), encoding="utf-8")
    options = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "30s"]
    command = pinned(cores.load, [program, *options, "--script", str(file), f"http://127.0.0.1:{port}{workload.target}"])
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + _GRACE_SECONDS)
    if done.returncode:
        raise RuntimeError(f"wrk ended with {done.returncode}: {done.stdout}{done.stderr}")
    return parse(done.stdout)
