"""Files a configuration names: secrets and TLS. Relative names start from the folder of the configuration itself.

A file that can't be read now is a fault now, not the first time it is needed. Devices and pipes are refused: reading one
could wait for ever.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from gateway.settings.faults import quote
from gateway.settings.scalars.refusal import refuse, text_in
from gateway.settings.surroundings import Surroundings, surroundings

_LARGEST = 1024 * 1024
_SHOWN_BEGINNINGS = ("/", "./", "../")


class FileUnusable(Exception):
    """Says in words what is wrong with a file: `which does not exist`."""


def read_bytes(path: Path) -> bytes:
    """All of a regular file of at most 1 MiB. Raises FileUnusable."""
    try:
        if path.exists() and not path.is_file():
            raise FileUnusable("which is no regular file")
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise FileUnusable("which does not exist") from None
    except PermissionError:
        raise FileUnusable("which may not be read by this user") from None
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise FileUnusable("which cannot be read") from None
    if len(data) > _LARGEST:
        raise FileUnusable("which is over 1 MiB")
    return data


def read_noted(name: str, around: Surroundings) -> tuple[Path, bytes]:
    """The absolute name of a file and what it holds, which is noted in the surroundings. Raises FileUnusable."""
    path = (around.base / name).absolute()
    data = read_bytes(path)
    around.files[path] = hashlib.sha256(data).digest()
    return path, data


def shown_name(text: str) -> str:
    """The file for display. What does not look like a path may be a secret put there by mistake and is not shown."""
    return f"the file {quote(text)}" if text.startswith(_SHOWN_BEGINNINGS) else "a file"


def read_file_name(value: object, info: ValidationInfo) -> Path:
    """The absolute path of a readable file that is not empty."""
    text = text_in(value, "the name of a file")
    if not text.isprintable() or "-----" in text:
        raise refuse("the name of a file", found="what is no name")  # a key pasted where its file belongs
    try:
        path, data = read_noted(text, surroundings(info))
    except FileUnusable as unusable:
        raise refuse("a readable file", found=f"the file {quote(text)}, {unusable}") from None
    if not data.strip():
        raise refuse("a readable file", found=f"the file {quote(text)}, which is empty")
    return path


ReadableFile: TypeAlias = Annotated[Path, PlainValidator(read_file_name), WithJsonSchema({"type": "string", "minLength": 1})]
