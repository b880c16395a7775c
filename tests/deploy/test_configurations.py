"""Every configuration in deploy/ is one that `gateway check` finds good, and holds no secret."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.deploy.placing import CONFIGURATIONS, DEPLOY, run, secret_files, with_secrets_in

BY_FOLDER = pytest.mark.parametrize("file", CONFIGURATIONS, ids=lambda file: str(file.parent.relative_to(DEPLOY)))


def test_there_are_those_of_each_way_to_deploy() -> None:
    folders = {str(file.parent.relative_to(DEPLOY)) for file in CONFIGURATIONS}
    assert folders == {"compose", "kubernetes/base", "kubernetes/overlays/production", "systemd"}


@BY_FOLDER
def test_a_configuration_is_good(file: Path, tmp_path: Path) -> None:
    placed = tmp_path / "gateway.yaml"
    placed.write_text(with_secrets_in(tmp_path, file.read_text("utf-8")), "utf-8")
    assert "is good" in run(sys.executable, "-m", "gateway", "check", str(placed))


@BY_FOLDER
def test_its_secrets_are_files(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "allow_inline_secrets" not in text
    written = re.findall(r"\b(?:secret|token|store_password): *(\S+)", re.sub(r"#.*", "", text))
    assert len(written) == len(secret_files(text)) > 2
    assert set(written) == {"{file:"}
