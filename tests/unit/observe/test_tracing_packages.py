"""What tracing loads: nothing where it is off, and a fault where it is on and its packages are missing. Each in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.named_tests import ROOT

CONFIG = """\
backends: {carrier: {dialect: new-voice, endpoints: [https://carrier.example]}}
credentials: passthrough
routes: [{caller: old-voice, backend: carrier}]
"""
TRACED = CONFIG + 'tracing: {endpoint: "http://collector/v1/traces"}\n'

_MISSING = """
import json, sys
from tests.settings.samples import faults, parsed
from gateway.observe.tracing.opening import open_outlet
good, traced = json.loads(sys.argv[1])
settings = parsed(traced).tracing
for name in [name for name in sys.modules if name.partition(".")[0] == "opentelemetry"]:
    del sys.modules[name]
sys.modules["opentelemetry"] = None  # as it is where it is not installed
try:
    open_outlet(settings, print)
except ValueError as error:
    print(json.dumps([faults(good), faults(traced), str(error)]))
"""
_OFF = """
import asyncio, json, sys
from pathlib import Path
from gateway.app import known_dialects, start
from gateway.settings import parse_settings
async def serve():
    running = await start(parse_settings(sys.argv[1], "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
    reader, writer = await asyncio.open_connection("127.0.0.1", running.ports[0])
    writer.write(b"GET /nowhere HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
    assert b" 404 " in await reader.read()
    writer.close()
    await running.close()
asyncio.run(serve())
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def run(script: str, argument: str) -> list[object]:
    command = [sys.executable, "-c", script, argument]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    told: list[object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_without_its_packages_tracing_is_a_fault_and_nothing_else_is() -> None:
    good, traced, error = run(_MISSING, json.dumps([CONFIG, TRACED]))
    fault = (
        "gateway.yaml:4:10: tracing: found a collector, and nothing installed that could speak to it,"
        " expected its Python packages, which pip install 'telephony-gateway[otlp]' brings"
    )
    assert (good, traced) == ([], [fault])
    assert "pip install 'telephony-gateway[otlp]'" in str(error)


def test_a_gateway_that_serves_without_tracing_has_loaded_nothing_of_it() -> None:
    config = """
listen: [{bind: "127.0.0.1:0"}]
backends: {behind: {dialect: twilio-2010, endpoints: [http://127.0.0.1:9]}}
credentials: passthrough
routes: [{when: {path: /2010-04-01}, caller: twilio-2010, backend: behind}]
"""
    loaded = set(run(_OFF, config))
    assert "gateway" in loaded
    assert loaded & {"opentelemetry", "requests", "urllib3", "google"} == set()
