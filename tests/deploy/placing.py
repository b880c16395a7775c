"""The folder deploy/, the tools its files are checked with, and what stands in for the secrets its configurations name."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.named_tests import ROOT

DEPLOY = ROOT / "deploy"
SECONDS = 120.0
CONFIGURATIONS = sorted(DEPLOY.rglob("gateway.yaml"))

_FILE = re.compile(r"\{file: (?P<path>[^}]+)\}")


def run(*command: str, cwd: Path | None = None) -> str:
    """What a tool prints, its errors too. It has to end well."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"`{' '.join(command)}` ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def secret_files(configuration: str) -> set[str]:
    """The paths of the secrets a configuration names."""
    return set(_FILE.findall(configuration))


def with_secrets_in(folder: Path, configuration: str) -> str:
    """The configuration with its secrets in that folder, each with a text of its own."""
    for path in secret_files(configuration):
        file = folder / Path(path).name
        file.write_text(f"t0ken-{file.name}\n", "utf-8")
        configuration = configuration.replace(f"{{file: {path}}}", f"{{file: {file}}}")
    return configuration
