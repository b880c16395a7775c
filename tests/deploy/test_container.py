"""deploy/container: what the image promises, read from its file: pinned, from the lock file, no root, no secret, no shell."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from tests.deploy.placing import DEPLOY, run
from tests.named_tests import ROOT

FILE = DEPLOY / "container" / "Containerfile"
LINES = [
    line
    for line in re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", FILE.read_text("utf-8"), flags=re.MULTILINE)).splitlines()
    if line
]
IGNORED = (FILE.with_name("Containerfile.dockerignore")).read_text("utf-8")
PORT = 9090


def told(instruction: str) -> list[str]:
    return [line.removeprefix(instruction).strip() for line in LINES if line.startswith(f"{instruction} ")]


def last_stage() -> list[str]:
    return LINES[max(index for index, line in enumerate(LINES) if line.startswith("FROM ")) :]


def copied() -> set[str]:
    """What is taken from the source."""
    lines = [line for line in told("COPY") if not line.startswith("--from")]
    return {word.removeprefix("./") for line in lines for word in line.split()[:-1]}


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or "hadolint"
    assert run(hadolint, "--failure-threshold", "style", str(FILE)) == ""


def test_its_bases_are_pinned_and_it_names_no_registry() -> None:
    bases = {line.split(" AS ")[0] for line in told("FROM")}
    assert len(bases) == 1
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+", base) for base in bases)
    assert not re.search(r"[a-z]\.(?:io|com|org)/", re.sub(r"org\.opencontainers\.\S+", "", FILE.read_text("utf-8")))


def test_everything_installed_is_in_the_lock_file_with_its_hash() -> None:
    installs = [command for line in told("RUN") for command in line.split("&&") if " pip install " in command]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-index" in installs[1]
    assert "--no-deps" in installs[1]


def test_it_runs_as_nobody_without_a_shell_and_ends_politely() -> None:
    (user,) = told("USER")
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert json.loads(told("ENTRYPOINT")[0]) == ["/opt/gateway/bin/gateway"]
    assert json.loads(told("CMD")[0]) == ["serve", "--config", "/etc/gateway/gateway.yaml"]
    assert told("STOPSIGNAL") == ["SIGTERM"]
    assert not any(line.startswith("RUN ") for line in last_stage()), "the image is what was built, and nothing else"
    assert "PYTHONDONTWRITEBYTECODE=1" in told("ENV")[0]


def test_its_health_is_asked_for_with_python_alone() -> None:
    (check,) = told("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command[:2] == ["/opt/gateway/bin/python", "-c"]
    compile(command[2], "healthcheck", "exec")
    assert f"http://127.0.0.1:{PORT}/healthz" in command[2]
    assert "ProxyHandler({})" in command[2]


def test_the_commit_is_asked_for_and_written_down() -> None:
    assert told("ARG") == ['GATEWAY_COMMIT=""'] * 2
    assert 'GATEWAY_COMMIT="$GATEWAY_COMMIT"' in told("RUN")[1]
    assert 'org.opencontainers.image.revision="$GATEWAY_COMMIT"' in told("LABEL")[0]


def test_nothing_is_sent_to_the_builder_but_what_is_copied() -> None:
    first, *rest = [line for line in IGNORED.splitlines() if line and not line.startswith("#")]
    assert first == "*"
    assert {line.removeprefix("!") for line in rest if line.startswith("!")} == copied()
    assert all((ROOT / name).exists() for name in copied())


def test_no_secret_is_in_it() -> None:
    assert not re.search(r"secret|token|password", "\n".join(LINES), re.IGNORECASE)
