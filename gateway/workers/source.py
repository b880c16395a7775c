"""The text of a configuration as it was read, and how settings are made of it.

The text is kept, so that it can be parsed again when a secret or a certificate it names has changed, without taking over what
has been written to the file since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gateway.settings import Fault, Settings, SettingsInvalid
from gateway.settings.document import LARGEST, decode


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
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no name a file can have"
        raise SettingsInvalid([Fault(str(path), 1, 1, "", f"no file to read ({reason})", "a configuration file")]) from None
    text = decode(data, str(path))
    if isinstance(text, Fault):
        raise SettingsInvalid([text])
    return Source(text, str(path), path.absolute().parent)
