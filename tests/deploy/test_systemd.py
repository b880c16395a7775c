"""deploy/systemd: a unit that systemd takes, whose score is no worse than docs/deploy.md says, and that fits its configuration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.clients.sessions import need_package
from tests.deploy.placing import DEPLOY, run, secret_files
from tests.named_tests import ROOT

UNIT = DEPLOY / "systemd" / "gateway.service"
TEXT = UNIT.read_text("utf-8")
CONFIGURATION = (DEPLOY / "systemd" / "gateway.yaml").read_text("utf-8")
STATED = re.compile(r"exposure level of (?P<score>\d\.\d)")
PROGRAM = "/opt/gateway/bin/gateway"


@pytest.fixture(scope="module")
def analyze() -> str:
    return need_package("systemd")


def value_of(key: str) -> str:
    (value,) = re.findall(rf"^{key}=(.*)$", TEXT, re.MULTILINE)
    return str(value)


def test_systemd_takes_the_unit(analyze: str, tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(TEXT.replace(PROGRAM, "/bin/true"))  # it looks whether the program is there
    assert run(analyze, "verify", "--man=no", str(unit)) == ""


def test_its_exposure_is_no_more_than_is_said(analyze: str) -> None:
    stated = STATED.search(" ".join((ROOT / "docs" / "deploy.md").read_text("utf-8").split()))
    assert stated is not None
    tenths = str(round(float(stated["score"]) * 10))  # the threshold is an integer, ten times what is shown
    told = run(analyze, "security", "--no-pager", "--offline=true", f"--threshold={tenths}", str(UNIT))
    assert "Overall exposure level for gateway.service" in told
    assert float(stated["score"]) < 1.5


def test_its_secrets_are_credentials_and_its_configuration_finds_them() -> None:
    credentials = dict(line.split(":", 1) for line in re.findall(r"^LoadCredential=(.*)$", TEXT, re.MULTILINE))
    assert secret_files(CONFIGURATION) == {f"/run/credentials/gateway.service/{name}" for name in credentials}
    assert all(path == f"/etc/gateway/secrets/{name}" for name, path in credentials.items())


def test_it_has_the_time_to_end_that_its_configuration_may_take() -> None:
    shutdown = yaml.safe_load(CONFIGURATION)["shutdown"]
    assert int(value_of("TimeoutStopSec")) > 10 + sum(int(value.removesuffix("s")) for value in shutdown.values())


def test_it_is_told_what_happens_and_signals_go_to_the_supervisor() -> None:
    assert (value_of("Type"), value_of("NotifyAccess"), value_of("KillMode")) == ("notify", "main", "mixed")
    assert int(value_of("WatchdogSec")) > 0
    assert value_of("ExecReload") == "/bin/kill -HUP $MAINPID"
