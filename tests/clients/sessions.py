"""Runs the session of one published client library in a process of its own and gives back what the library saw."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.clients.install import PACKAGES, folder_of, is_installed

DRIVERS = Path(__file__).resolve().parent / "drivers"
SECONDS = 120.0


def missing(reason: str) -> None:
    """Skips the test, or fails it where nothing may be skipped (GATEWAY_NO_SKIP=1)."""
    if os.environ.get("GATEWAY_NO_SKIP") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def need_client(name: str) -> None:
    if not is_installed(name):
        missing(f"the client {name} is not installed: run `python tests/clients/install.py {name}`")


def need_package(name: str) -> str:
    """Where the program of that Debian package is. Skips the test when the package is not there."""
    package = PACKAGES[name]
    found = shutil.which(package.program)
    if found is None or not package.is_there():
        missing(f"{name} is not on this machine: run `python tests/clients/install.py` as root, or install the package {name}")
    assert found is not None
    return found


def need_program(name: str) -> str:
    """Where that program is. Skips the test when it is not there."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not on this machine: run `python tests/clients/install.py` as root, or install it")
    assert found is not None
    return found


def run_session(client: str, *arguments: str, driver: str = "", **environment: str) -> dict[str, Any]:
    """The JSON one driver printed. The library is alone on its path: nothing of the gateway's own environment is seen by it.

    `driver` is the name of the driver, where it is not that of the client. Raises AssertionError with what the client printed
    on stderr when it ended badly.
    """
    need_client(client)
    command, variables = _command(client, driver)
    inherited = _environment() | variables | environment
    done = subprocess.run([*command, *arguments], env=inherited, capture_output=True, timeout=SECONDS, check=False)
    errors = done.stderr.decode(errors="replace")
    assert done.returncode == 0, f"{client} ended with {done.returncode}:\n{errors}"
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@contextmanager
def resident(client: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """A driver that stays up for many sessions, each asked for by its arguments: for a client that is slow to start.

    Raises AssertionError with the client's own traceback when a session ends badly, or when the client itself does.
    """
    need_client(client)
    command, variables = _command(client)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, env=_environment() | variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )

        def told() -> str:
            errors.seek(0)
            return errors.read().decode(errors="replace")

        def run(*arguments: str) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            hanging = threading.Timer(SECONDS, process.kill)
            hanging.start()
            try:
                process.stdin.write(json.dumps(arguments) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except BrokenPipeError:
                line = ""  # it has ended, and why is on its stderr
            finally:
                hanging.cancel()
            assert line, f"{client} ended, or hung for {SECONDS} s:\n{told()}"
            seen: dict[str, Any] = json.loads(line)
            assert "crashed" not in seen, f"{client} crashed:\n{seen['crashed']}"
            return seen

        try:
            yield run
        finally:
            process.kill()
            process.communicate()


def _environment() -> dict[str, str]:
    """The environment of this process without the proxies it may name."""
    return {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}


def _command(client: str, driver: str = "") -> tuple[list[str], dict[str, str]]:
    name = driver or client.replace("-", "_").replace(".", "_")
    here = str(folder_of(client))
    if folder_of(client).parent.name == "node":
        return [need_program("node"), str(DRIVERS / f"{name}.js")], {"NODE_PATH": f"{here}/node_modules"}
    if client == "twilio-2.0.10":
        return [need_package("jython"), str(DRIVERS / f"{name}.py")], {"JYTHONPATH": here}
    return [sys.executable, "-S", str(DRIVERS / f"{name}.py")], {"PYTHONPATH": here}
