"""What the settings tests share: a made-up pair of dialects, a small good configuration, and a reader of fault tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.app import known_dialects
from gateway.settings import KnownDialect, KnownOption, Settings, SettingsInvalid, parse_settings

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "config"
FILE = "gateway.yaml"

PAIR: Mapping[str, KnownDialect] = {
    "old-voice": KnownDialect(
        name="old-voice",
        prefers="xml",
        representations=("xml",),
        options=(
            KnownOption("totals", "bool", default=True, tells="count all items of a list"),
            KnownOption("depth", "int", default=3, tells="how deep to look"),
            KnownOption("order", "choice", choices=("newest", "oldest"), default="newest", tells="which item comes first"),
            KnownOption("status", "choice", choices=("201", "200"), default=201, tells="what a create answers"),
            KnownOption("greeting", "text", default="", tells="what to say first"),
        ),
    ),
    "new-voice": KnownDialect(name="new-voice", prefers="json", representations=("json", "xml")),
}

# The dialects the examples name, as they are.
REAL: Mapping[str, KnownDialect] = known_dialects()

SMALL = """\
backends: {carrier: {dialect: new-voice, endpoints: [https://carrier.example]}}
credentials: passthrough
routes: [{caller: old-voice, backend: carrier}]
"""

ENVIRONMENT = {"ACME_TOKEN": "s3cr3t-of-acme", "EMPTY_TOKEN": "", "BYTES_TOKEN": "\udce9"}


def parsed(text: str, *, base: Path = EXAMPLES, environ: Mapping[str, str] = ENVIRONMENT) -> Settings:
    """The settings in a text that names dialects of the made-up pair."""
    return parse_settings(text, FILE, PAIR, environ, base=base)


def faults(text: str, *, base: Path = EXAMPLES) -> list[str]:
    """The fault lines of a text; none where it is good."""
    try:
        parsed(text, base=base)
    except SettingsInvalid as invalid:
        return str(invalid).splitlines()
    return []


@dataclass(frozen=True)
class Case:
    """A configuration and the fault lines it must give."""

    name: str
    text: str
    expected: tuple[str, ...]


def read_cases(folder: Path) -> Iterator[Case]:
    """The cases of every table in a folder: `==== name`, the configuration, a line of dashes, one line per fault."""
    for table in sorted(folder.glob("*.txt")):
        for block in table.read_text(encoding="utf-8").split("==== ")[1:]:
            name, _, rest = block.partition("\n")
            text, _, expected = rest.partition("----\n")
            yield Case(f"{table.stem}: {name}", text, tuple(expected.splitlines()))
