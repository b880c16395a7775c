"""tests/clients/install.py: while a Debian package is installed nothing it brings is started, whoever runs the machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.clients import install


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "policy-rc.d"
    monkeypatch.setattr(install, "POLICY", file)
    return file


def test_starting_a_service_is_forbidden_for_as_long_as_it_takes(policy: Path) -> None:
    with install.no_service_started():
        assert subprocess.run([str(policy), "haproxy", "start"], check=False).returncode == 101
    assert not policy.exists()


def test_it_is_not_left_behind_where_an_installation_fails(policy: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with code 1"), install.no_service_started():
        install.run("false")
    assert not policy.exists()


def test_what_the_machine_says_of_it_stays(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 0\n")
    with install.no_service_started():
        assert policy.read_text() == "#!/bin/sh\nexit 0\n"
    assert policy.exists()
    assert not os.access(policy, os.X_OK)


def test_every_package_that_brings_a_daemon_says_so() -> None:
    daemons = {"haproxy", "nginx-light", "prometheus", "redis-server"}
    assert {name for name, package in install.PACKAGES.items() if package.service} == daemons
