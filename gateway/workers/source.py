"""The text of a configuration as it was read, and how settings are made of it.

The text is kept, so that it can be parsed again when a secret or a certificate it names has changed, without taking over what
has been written to the file since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gateway.settings import Settings, read_text


@dataclass(frozen=True, slots=True)
class Source:
    """A configuration's text, what faults call it, and the folder its file names start from. The text may hold secrets."""

    text: str = field(repr=False)
    name: str
    base: Path


Parse: TypeAlias = Callable[[Source], Settings]
"""The settings in a text. Reads the files it names. Raises SettingsInvalid."""

Read: TypeAlias = Callable[[], Source]
"""The configuration as it stands in its file now. Raises SettingsInvalid."""


def read_source(path: Path) -> Source:
    """The configuration in a file; relative file names in it start from the file's folder. Raises SettingsInvalid."""
    return Source(read_text(path), str(path), path.absolute().parent)
