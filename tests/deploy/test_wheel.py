"""A wheel built of what the image is built of, installed where nothing else is: it tells what it is, checks, and serves a call."""

from __future__ import annotations

import shutil
import sys
import urllib.request
from pathlib import Path

import pytest

from gateway import __version__
from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.sandbox import MAIN
from tests.clients.install import WHEELS, folder_of
from tests.clients.running import free_port
from tests.clients.sessions import need_client
from tests.deploy.placing import CONFIGURATIONS, run, with_secrets_in
from tests.deploy.programs import running
from tests.deploy.test_container import copied
from tests.named_tests import ROOT

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`gateway` in an environment that has the wheel and what requirements.lock names, by its hashes, and no network."""
    need_client(WHEELS)
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in copied():
        copy(ROOT / name, source / name)
    build = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATEWAY_COMMIT", COMMIT)
        run(sys.executable, *PIP, *build)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", str(environment))
    install = (*PIP, "--python", str(environment / "bin" / "python"), "install", "--no-index")
    from_lock = (
        "--no-compile",
        "--require-hashes",
        "--find-links",
        str(folder_of(WHEELS)),
        "-r",
        str(ROOT / "requirements.lock"),
    )
    run(sys.executable, *install, *from_lock)
    run(sys.executable, *install, "--no-compile", "--no-deps", str(wheel))
    return environment / "bin" / "gateway"


def copy(what: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if what.is_dir():
        shutil.copytree(what, to, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(what, to)


def test_it_tells_its_version_and_its_commit(program: Path, tmp_path: Path) -> None:
    told = run(str(program), "--version", cwd=tmp_path)
    assert __version__ in told
    assert COMMIT[:12] in told


def test_it_finds_a_configuration_good(program: Path, tmp_path: Path) -> None:
    placed = tmp_path / "gateway.yaml"
    placed.write_text(with_secrets_in(tmp_path, CONFIGURATIONS[0].read_text("utf-8")), "utf-8")
    assert "is good" in run(str(program), "check", str(placed), cwd=tmp_path)


async def test_its_demo_answers_a_call(program: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/2008-08-01/Accounts/{MAIN.sid}/Calls"
    async with running(str(program), "serve", "--bind", f"127.0.0.1:{port}", ready=f"127.0.0.1:{port}"):
        request = urllib.request.Request(url, headers={"Authorization": write_basic(Credentials(MAIN.sid, MAIN.token))})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as response:
            assert response.status == 200
            assert b"<TwilioResponse><Calls" in response.read()
