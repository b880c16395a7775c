"""What pyproject.toml can't say: a wheel carries the commit it was made from, in `gateway/commit.txt`, for `gateway --version`.

The commit is told by the environment variable GATEWAY_COMMIT (a container is built without .git:
`docker build --build-arg GATEWAY_COMMIT=$(git rev-parse HEAD)`), else by the git checkout, with `-dirty` behind it where files
differ from it, else by the source archive, which carries it likewise. Where none of them tells, the wheel has no such file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from setuptools import Command, setup
from setuptools.command.build import build
from setuptools.command.sdist import sdist

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE))  # a build does not run in the folder's own name

from gateway.build_info import COMMIT_FILE, UNKNOWN, checked_out, read_commit  # noqa: E402 - found by the line above

_GIT_SECONDS = 10.0
_SHOWN = 12


def commit_to_write() -> str:
    """7 to 12 hex digits, perhaps with `-dirty` behind them, or "unknown". SystemExit where GATEWAY_COMMIT is no commit."""
    if given := os.environ.get("GATEWAY_COMMIT", "").strip():
        match = re.fullmatch(r"([0-9a-f]{7,64})(-dirty)?", given)
        if match is None:
            sys.exit(f"GATEWAY_COMMIT is {given!r}, and has to be a commit: 7 hex digits or more, as git rev-parse HEAD prints")
        return match[1][:_SHOWN] + (match[2] or "")
    if commit := checked_out(_HERE):
        return f"{commit}-dirty" if _differs() else commit
    return read_commit(_HERE / "gateway")


def _differs() -> bool:
    """Whether a file git knows has been changed. False where git can't be asked: it is a hint for people."""
    command = ("git", "-C", str(_HERE), "status", "--porcelain", "--untracked-files=no")
    try:
        return bool(subprocess.run(command, capture_output=True, check=True, timeout=_GIT_SECONDS).stdout)  # noqa: S603 - a fixed command
    except (OSError, subprocess.SubprocessError):
        return False


def write_commit(package: Path) -> None:
    """Into a folder of what is built. One of an earlier build is not left there."""
    commit = commit_to_write()
    file = package / COMMIT_FILE
    file.unlink(missing_ok=True)
    if commit != UNKNOWN:
        file.write_text(f"{commit}\n", "utf-8")


class BuildCommit(Command):
    """A step of `build`, as setuptools.command.build.SubCommand has it. An editable install has the checkout to tell it."""

    user_options = []  # noqa: RUF012 - setuptools reads it from the class
    editable_mode = False

    def initialize_options(self) -> None:
        self.build_lib = ""

    def finalize_options(self) -> None:
        self.build_lib = self.get_finalized_command("build_py").build_lib

    def run(self) -> None:
        if not self.editable_mode:
            write_commit(Path(self.build_lib) / "gateway")

    def get_source_files(self) -> list[str]:
        return []

    def get_outputs(self) -> list[str]:
        return [] if self.editable_mode else [str(Path(self.build_lib) / "gateway" / COMMIT_FILE)]

    def get_output_mapping(self) -> dict[str, str]:
        return {}


class Build(build):
    """With that step behind the others."""

    sub_commands = [*build.sub_commands, ("build_commit", None)]  # noqa: RUF012 - as the class it extends


class SourceArchive(sdist):
    """With the commit in it: what is unpacked has no .git."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        write_commit(Path(base_dir) / "gateway")


setup(cmdclass={"build": Build, "build_commit": BuildCommit, "sdist": SourceArchive})
