"""The golden exchanges are part of the installed package: a wheel holds the files, a checkout leads to them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from gateway.conformance import EXCHANGES, covered_dialects

ROOT = Path(__file__).parents[3]


def test_a_checkout_leads_to_the_exchanges_of_the_tests() -> None:
    assert EXCHANGES.resolve() == ROOT / "tests" / "exchanges"


def test_a_wheel_holds_every_exchange_and_no_test(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("gateway", "tests/exchanges"):
        shutil.copytree(ROOT / folder, source / folder, symlinks=True, ignore=ignored)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source / file)
    build = "import setuptools.build_meta as backend; print(backend.build_wheel('.'))"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = source.glob("*.whl")
    names = ZipFile(wheel).namelist()
    packed = {name.removeprefix("gateway/conformance/exchanges/") for name in names if "/exchanges/" in name}
    assert packed == {
        f"{dialect}/{file.name}" for dialect in covered_dialects() for file in (EXCHANGES / dialect).glob("*.yaml")
    }
    assert {"gateway/conformance/identities.yaml", "gateway/conformance/not_asked/twilio-2010.yaml"} <= set(names)
