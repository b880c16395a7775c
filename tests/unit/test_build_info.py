"""Which gateway this is: the commit comes with the wheel or out of the checkout, is unknown elsewhere, and never a failure."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from gateway import __version__
from gateway.build_info import BuildInfo, build_info, read_commit

ROOT = Path(__file__).parents[2]
COMMIT, OTHER = "0123456789abcdef0123456789abcdef01234567", "f" * 40
SHORT = COMMIT[:12]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout" / "gateway"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, **files: str) -> None:
    """`refs__heads__main` is refs/heads/main."""
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("packed_refs", "packed-refs")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_it_names_this_program() -> None:
    told = build_info()
    assert (told.version, told.python) == (__version__, platform.python_version())
    assert str(BuildInfo("1.2.3", SHORT, "3.11.7")) == f"1.2.3 (commit {SHORT}, Python 3.11.7)"


@pytest.mark.parametrize(
    "files",
    [
        {"HEAD": f"{COMMIT}\n"},
        {"HEAD": "ref: refs/heads/main\n", "refs__heads__main": f"{COMMIT}\n"},
        {"HEAD": "ref: refs/heads/main\n", "packed_refs": f"# pack-refs\n{OTHER} refs/heads/other\n{COMMIT} refs/heads/main\n"},
    ],
    ids=["detached", "a branch", "a packed branch"],
)
def test_a_checkout_tells_its_commit(package: Path, files: dict[str, str]) -> None:
    write(package.parent / ".git", **files)
    assert read_commit(package) == SHORT


def test_a_linked_working_tree_tells_its_commit(package: Path) -> None:
    write(package.parent, **{".git": "gitdir: ../main/.git/worktrees/checkout\n"})
    main = package.parents[1] / "main" / ".git"
    write(main, refs__heads__main=OTHER, refs__heads__side=f"{COMMIT}\n")
    write(main / "worktrees" / "checkout", HEAD="ref: refs/heads/side\n", commondir="../..\n")
    assert read_commit(package) == SHORT


@pytest.mark.parametrize("text", [SHORT, f"{SHORT}-dirty"])
def test_what_the_wheel_brings_comes_first(package: Path, text: str) -> None:
    write(package.parent / ".git", HEAD=f"{OTHER}\n")
    write(package, **{"commit.txt": f"{text}\n"})
    assert read_commit(package) == text


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"HEAD": ""},
        {"HEAD": "ref: refs/heads/main\n"},
        {"HEAD": "ref: refs/heads/main\n", "refs__heads__main": "no commit\n"},
        {"HEAD": "ref: \0\n"},
        {"HEAD": "ref: refs/heads/main\n", "packed_refs": "\n\n"},
        {"HEAD": f"{COMMIT[:-1]}g\n"},
    ],
    ids=str,
)
def test_anything_else_is_unknown_and_no_failure(package: Path, files: dict[str, str]) -> None:
    write(package.parent / ".git", **files)
    write(package, **{"commit.txt": "<script>\n"})
    assert read_commit(package) == "unknown"


def test_a_checkout_around_the_place_of_installation_is_none_of_ours(package: Path) -> None:
    write(package.parents[1] / ".git", HEAD=f"{COMMIT}\n")
    assert read_commit(package) == "unknown"


def built(folder: Path, commit: str) -> subprocess.CompletedProcess[str]:
    """What a wheel is made of, but for its other metadata."""
    command = [sys.executable, "setup.py", "--quiet", "build", "--build-base", str(folder)]
    environ = os.environ | {"GATEWAY_COMMIT": commit}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT, env=environ)


def test_a_build_writes_the_commit_it_is_told_into_the_package(tmp_path: Path) -> None:
    done = built(tmp_path, COMMIT)
    assert done.returncode == 0, done.stderr
    assert read_commit(tmp_path / "lib" / "gateway") == SHORT


def test_a_build_told_of_no_commit_ends_with_a_sentence(tmp_path: Path) -> None:
    done = built(tmp_path, "v1.2.3")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("GATEWAY_COMMIT is 'v1.2.3', and has to be a commit")
