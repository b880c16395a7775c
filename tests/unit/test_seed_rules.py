"""docs/seed-rules.md keeps what it promises: every rule of the five seed documents names a test, and every test named is there.

The seeds lie beside the fact sheets: in `../seeds` of the folder GATEWAY_FACTS names, or in ../shared/seeds next to the repository.
Where they are at hand, every line of theirs is either a row of the document or a heading.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.named_tests import ROOT, exchanges_in, is_there

DOCUMENT = ROOT / "docs" / "seed-rules.md"
SEEDS = Path(os.environ.get("GATEWAY_FACTS") or ROOT.parent / "shared" / "dialects").parent / "seeds"
TITLES = {
    "000": "Basic API Requests and Responses",
    "001": "REST API: Your Request",
    "002": "REST API: Twilio Responses",
    "003": "Getting started",
    "004": "REST API Overview",
}
NOTHING_TO_PROVE = "## Nothing to prove"

_PLACE = re.compile(r"(?P<seed>\d{3}) (?P<lines>L\d+(?:–L\d+)?(?:, L\d+(?:–L\d+)?)*)")
_HEADING = re.compile(r"[A-Z][A-Za-z'&()-]*( [A-Za-z'&()-]+){0,11}")


@dataclass(frozen=True)
class Row:
    """One row of the document: the lines of a seed, and the tests it names or, where nothing is to be proven, none."""

    seed: str
    lines: frozenset[int]
    tests: tuple[str, ...]
    proves: bool
    text: str


def read_rows() -> Iterator[Row]:
    proves = True
    for line in DOCUMENT.read_text("utf-8").splitlines():
        proves = proves and line != NOTHING_TO_PROVE
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        place = _PLACE.fullmatch(cells[0]) if cells else None
        if place is None:
            continue
        assert len(cells) == 3, line
        tests = tuple(cells[2].split("<br>")) if proves else ()
        yield Row(place["seed"], frozenset(_numbers(place["lines"])), tests, proves, line)


def _numbers(text: str) -> Iterator[int]:
    for piece in text.replace("L", "").split(", "):
        first, _, last = piece.partition("–")
        yield from range(int(first), int(last or first) + 1)


ROWS = tuple(read_rows())
PROVEN = tuple(row for row in ROWS if row.proves)


def test_the_document_has_rows_of_every_seed() -> None:
    assert {row.seed for row in PROVEN} == TITLES.keys()
    text = DOCUMENT.read_text("utf-8")
    assert [title for seed, title in TITLES.items() if f"## Seed {seed}, *{title}*" not in text] == []


def test_every_line_of_a_table_is_read() -> None:
    tables = [line for line in DOCUMENT.read_text("utf-8").splitlines() if re.match(r"\| *\d", line)]
    assert tables == [row.text for row in ROWS]


def test_every_rule_names_a_test() -> None:
    assert [row.text for row in PROVEN if not any(row.tests)] == []


def test_every_test_named_is_there() -> None:
    assert [test for row in PROVEN for test in row.tests if not is_there(test)] == []


def test_every_exchange_written_for_a_rule_is_named_by_it() -> None:
    named = {test.strip("`") for row in PROVEN for test in row.tests}
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "exchanges").glob("*/seed-rules.yaml")]
    written = {f"exchange {file}: {name}" for file in files for name in exchanges_in(file)}
    assert written
    assert written - named == set()


def seed_lines(seed: str) -> list[str]:
    """The lines of a seed, the first at index 1."""
    found = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip(
            f"seed {seed} is not in {SEEDS}; GATEWAY_FACTS names the folder of the fact sheets, the seeds lie beside it"
        )
    return ["", *found[0].read_text("utf-8").splitlines()]


def headings(lines: list[str]) -> list[int]:
    """The lines that look like a heading: a few words between two blank lines, without a full stop."""
    framed = [*lines, ""]
    return [
        number
        for number in range(1, len(lines))
        if _HEADING.fullmatch(lines[number]) and not framed[number - 1].strip() and not framed[number + 1].strip()
    ]


@pytest.mark.parametrize("seed", TITLES)
def test_every_line_cited_is_there(seed: str) -> None:
    lines = seed_lines(seed)
    assert TITLES[seed] in lines
    rows = [row for row in ROWS if row.seed == seed]
    assert [row.text for row in rows if max(row.lines) >= len(lines)] == []
    assert [row.text for row in rows if not any(lines[number].strip() for number in row.lines)] == []


@pytest.mark.parametrize("seed", TITLES)
def test_no_line_is_left_out(seed: str) -> None:
    lines = seed_lines(seed)
    cited = {number for row in ROWS if row.seed == seed for number in row.lines}
    said = {number for number, line in enumerate(lines) if line.strip()}
    assert [f"L{number}: {lines[number]}" for number in sorted(said - cited - set(headings(lines)))] == []


@pytest.mark.parametrize("seed", TITLES)
def test_no_section_is_without_a_row(seed: str) -> None:
    lines = seed_lines(seed)
    cited = {number for row in ROWS if row.seed == seed for number in row.lines}
    starts = headings(lines)
    assert starts
    sections = [set(range(start, end)) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    worded = [section for section in sections if any(lines[number].strip() for number in section - {min(section)})]
    assert [lines[min(section)] for section in worded if not section & cited] == []
