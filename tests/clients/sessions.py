"""Runs the session of one published client library in a process of its own and gives back what the library saw."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.install import folder_of, is_installed

DRIVERS = Path(__file__).resolve().parent / "drivers"
SECONDS = 300.0


def missing(reason: str) -> None:
    """Skips the test, or fails it where nothing may be skipped (GATEWAY_NO_SKIP=1)."""
    if os.environ.get("GATEWAY_NO_SKIP") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def need_client(name: str) -> None:
    if not is_installed(name):
        missing(f"the client {name} is not installed: run `python tests/clients/install.py {name}`")


def need_program(name: str) -> str:
    """Where that program is. Skips the test when it is not there."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not on this machine: run `python tests/clients/install.py` as root, or install the package {name}")
    assert found is not None
    return found


def run_session(client: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """The JSON one driver printed. The library is alone on its path: nothing of the gateway's own environment is seen by it.

    Raises AssertionError with what the client printed on stderr when it ended badly.
    """
    need_client(client)
    command, variables = _command(client)
    inherited = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    done = subprocess.run(
        [*command, *arguments], env=inherited | variables | environment, capture_output=True, timeout=SECONDS, check=False
    )
    errors = done.stderr.decode(errors="replace")
    assert done.returncode == 0, f"{client} ended with {done.returncode}:\n{errors}"
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _command(client: str) -> tuple[list[str], dict[str, str]]:
    name = client.replace("-", "_").replace(".", "_")
    here = str(folder_of(client))
    if folder_of(client).parent.name == "node":
        return [need_program("node"), str(DRIVERS / f"{name}.js")], {"NODE_PATH": f"{here}/node_modules"}
    if client == "twilio-2.0.10":
        return [need_program("jython"), str(DRIVERS / f"{name}.py")], {"JYTHONPATH": here}
    return [sys.executable, "-S", str(DRIVERS / f"{name}.py")], {"PYTHONPATH": here}
