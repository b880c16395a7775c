"""A configuration file → `Settings`, or every fault in it at once; never another exception, whatever the file holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from gateway.settings.checks import check_whole
from gateway.settings.document import LARGEST, decode, read_document
from gateway.settings.faults import Fault, SettingsInvalid
from gateway.settings.known import KnownDialect
from gateway.settings.model import Settings
from gateway.settings.nodes import Place, plain
from gateway.settings.report import faults_of
from gateway.settings.surroundings import surroundings_of


def load_settings(path: Path, dialects: Mapping[str, KnownDialect], environ: Mapping[str, str]) -> Settings:
    """The settings in a file. Relative file names in it start from its folder. Raises SettingsInvalid."""
    return parse_settings(read_text(path), str(path), dialects, environ, base=path.absolute().parent)


def read_text(path: Path) -> str:
    """The text of a configuration file. Raises SettingsInvalid."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no name a file can have"
        raise SettingsInvalid([Fault(str(path), 1, 1, "", f"no file to read ({reason})", "a configuration file")]) from None
    text = decode(data, str(path))
    if isinstance(text, Fault):
        raise SettingsInvalid([text])
    return text


def parse_settings(
    text: str, file_name: str, dialects: Mapping[str, KnownDialect], environ: Mapping[str, str], *, base: Path
) -> Settings:
    """The settings in a text. Raises SettingsInvalid.

    `file_name` is what faults call the text, `base` the folder relative file names start from.
    """
    document = read_document(text, file_name)
    faults = list(document.faults)
    settings: Settings | None = None
    if document.root is not None:
        settings = _typed(document.root, dialects, environ, base, faults)
        faults += check_whole(document.root)
    if faults or settings is None:
        raise SettingsInvalid(faults)
    return settings


def _typed(
    root: Place, dialects: Mapping[str, KnownDialect], environ: Mapping[str, str], base: Path, faults: list[Fault]
) -> Settings | None:
    """The typed settings; None, with the reasons added to the faults, where the file does not give any."""
    if root.node is None:
        return None
    try:
        return Settings.model_validate(plain(root.node), context=surroundings_of(root, dialects, environ, base))
    except ValidationError as error:
        faults += faults_of(error, root, Settings)
        return None
