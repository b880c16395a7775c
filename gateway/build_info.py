"""Which gateway this is: its version, the commit it was built from, and the Python it runs on.

The commit is the one written into the wheel when it was built (see setup.py), else the one checked out where the package lies,
else "unknown". It is read when it is first asked for, from files alone: git need not be installed. Nothing is raised.
"""

from __future__ import annotations

import platform
import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from gateway import __version__

UNKNOWN = "unknown"
COMMIT_FILE = "commit.txt"
"""In the package: the commit a wheel was built from."""

_SHOWN = 12  # digits of a commit, enough to find it
_SHORT = re.compile(r"[0-9a-f]{7,12}(-dirty)?")
_FULL = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")  # SHA-1 or SHA-256


class BuildInfo(Struct, frozen=True):
    """What `gateway --version` tells. `commit`: 7 to 12 hex digits, `-dirty` behind them where files differed, or "unknown"."""

    version: str
    commit: str
    python: str

    def __str__(self) -> str:
        return f"{self.version} (commit {self.commit}, Python {self.python})"


@cache
def build_info() -> BuildInfo:
    """Of this process."""
    return BuildInfo(__version__, read_commit(Path(__file__).parent), platform.python_version())


def read_commit(package: Path) -> str:
    """The commit of the package in a folder: of its wheel, else of the git checkout the folder lies in, else "unknown"."""
    return _written(package / COMMIT_FILE) or checked_out(package.parent) or UNKNOWN


def checked_out(folder: Path) -> str | None:
    """The commit checked out in a folder that is the top of a working tree; None where it is none or can't be read."""
    try:
        place = folder / ".git"
        if place.is_file():  # gitrepository-layout(5): in a linked working tree it names the folder
            place = folder / place.read_text("utf-8").removeprefix("gitdir:").strip()
        common = place / "commondir"
        shared = place / common.read_text("utf-8").strip() if common.is_file() else place
        head = (place / "HEAD").read_text("utf-8").strip()
        commit = _commit_of(head.removeprefix("ref:").strip(), place, shared) if head.startswith("ref:") else head
    except (OSError, ValueError):
        return None
    return commit[:_SHOWN] if _FULL.fullmatch(commit) else None


def _commit_of(ref: str, place: Path, shared: Path) -> str:
    """gitrepository-layout(5): a ref is a file of its own, or a line of packed-refs."""
    for folder in (place, shared):
        if (folder / ref).is_file():
            return (folder / ref).read_text("utf-8").strip()
    lines = (line.split() for line in (shared / "packed-refs").read_text("utf-8").splitlines())
    return next((words[0] for words in lines if words[1:] == [ref]), "")


def _written(file: Path) -> str | None:
    try:
        text = file.read_text("utf-8").strip()
    except (OSError, ValueError):
        return None
    return text if _SHORT.fullmatch(text) else None
