"""The example data of the dialects as input to begin with: what the folder GATEWAY_CORPUS holds, or nothing without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.properties.corpus import ROOT

_LARGEST = 20_000  # bytes; a fuzzer learns nothing from more
_MOST = 60


def samples(folder: str, *suffixes: str) -> tuple[bytes, ...]:
    """Up to sixty files below a folder of the corpus, evenly chosen, in a stable order."""
    found = sorted(_files(ROOT / folder, suffixes)) if (ROOT / folder).is_dir() else []
    return tuple(path.read_bytes() for path in found[:: max(1, len(found) // _MOST)][:_MOST])


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in suffixes and 0 < path.stat().st_size <= _LARGEST)
