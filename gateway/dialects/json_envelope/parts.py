"""The parts of a multipart body, by name: those of the documentation's PHP sample, and those of a sound sent to /media."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 1024  # bytes of the header of one part
_NAME = re.compile(rb'^content-disposition:[^\r\n]*;[ \t]*name="?(?P<name>[^";\r\n]*)"?', re.IGNORECASE | re.MULTILINE)


def is_multipart(body: bytes, boundary: str) -> bool:
    """Whether a body begins with that boundary."""
    return bool(boundary) and boundary.isascii() and body.startswith(b"--" + boundary.encode("ascii"))


def read_parts(body: bytes, boundary: str) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every part that has one, whatever its disposition: PHP 8 writes `attachment`."""
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("ascii")) + rb"(?=--|[ \t]*\r?\n)")
    for part in delimiter.split(body)[1:]:
        head = _HEAD_END.search(part, 0, _LONGEST_HEAD)
        name = _NAME.search(part, 0, head.start()) if head else None
        if head and name:
            yield name["name"].decode("latin-1"), part[head.end() :]
