"""docs/http.md keeps what it promises: every rule names a test, and every test named is there."""

from __future__ import annotations

import re

from tests.named_tests import ROOT, functions_in, is_there

LINES = (ROOT / "docs" / "http.md").read_text("utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in LINES if line.startswith("| ")]
RULES = [row for row in ROWS if row[0] != "Rule"]
NAMED = {test.strip("`") for row in RULES for test in row[-1].split("<br>")}


def test_there_are_rules_of_every_part() -> None:
    parts = [line for line in LINES if re.match(r"## (?!Decisions)", line)]
    assert len(parts) == len([row for row in ROWS if row[0] == "Rule"])
    assert len(RULES) > 10 * len(parts)


def test_every_rule_says_what_is_done_and_names_a_test() -> None:
    assert [row for row in RULES if len(row) != 3 or not all(row)] == []


def test_every_test_named_is_there() -> None:
    assert sorted(test for test in NAMED if not is_there(test)) == []


def test_every_file_of_tests_about_http_is_named() -> None:
    files = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "tests" / "wire").glob("test_http_*.py"))]
    assert [file for file in files if not any(f"{file}::{name}" in NAMED for name in functions_in(file))] == []
