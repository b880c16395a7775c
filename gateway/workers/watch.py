"""Whether files have changed since they were last looked at, by what the file system tells of them.

A name that leads through a symbolic link is that of the file it leads to, so swapping the link is a change. A file that
comes, goes or is replaced by one of the same size and time is a change too: it is another inode. So is one whose permissions
have changed: what could not be read may be readable now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

Signature: TypeAlias = tuple[int, int, int, int] | None
"""Times of the last change, of the content and of what the file system keeps of it (permissions among it), in nanoseconds;
size in bytes, inode. None where there is no file to be seen."""


def signature_of(file: Path) -> Signature:
    """The file as it is now."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


class Watch:
    """Looks at files. The first look at a file always finds it changed: nobody knows since when it is what it is."""

    def __init__(self) -> None:
        self._seen: Mapping[Path, Signature] = {}

    def look(self, files: Iterable[Path]) -> bool:
        """Whether any of these files is another than at the last look. Blocks as long as the file system does."""
        now = {file: signature_of(file) for file in files}
        changed = any(file not in self._seen or self._seen[file] != signature for file, signature in now.items())
        self._seen = now
        return changed
