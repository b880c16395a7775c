"""`gateway dialects`: the tables that translate, printed for people, for documents and for programs."""

from __future__ import annotations

import ast
import json

import click
import pytest
from click.testing import CliRunner

from gateway.__main__ import main
from gateway.dialects import discover

NAMES = list(discover())
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["dialects", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_without_a_name_each_dialect_is_a_line() -> None:
    lines = run().splitlines()
    assert [line.partition(":")[0] for line in lines] == NAMES
    for line, dialect in zip(lines, discover().values(), strict=True):
        assert f"{len(dialect.operations)} operations, {len(dialect.changes)} named changes" in line


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("name", NAMES)
def test_a_dialect_shows_every_row_of_its_tables(name: str, form: str) -> None:
    dialect = discover()[name]
    text = run(name, "--format", form)
    assert text.startswith(f"# {name}\n")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    first = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    for known in (*dialect.operations, *(change.name for change in dialect.changes), *(one.name for one in dialect.options)):
        assert known in first
    for change in dialect.changes:
        (row,) = [row for row in rows if row.startswith(f"| {change.name} |")]
        assert change.source.replace("|", "\\|") in row
        assert change.source


def test_tables_of_all_dialects_come_one_after_the_other() -> None:
    text = run("--format", "md")
    assert [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_markdown_has_the_cells_of_its_head(name: str) -> None:
    cells = 0
    for line in run(name, "--format", "md").splitlines():
        if not line.startswith("|"):
            cells = 0
            continue
        counted = line.replace("\\|", "").count("|")
        cells = cells or counted
        assert counted == cells, line


@pytest.mark.parametrize("name", NAMES)
def test_a_dialect_for_a_program(name: str) -> None:
    dialect = discover()[name]
    told = json.loads(run(name, "--format", "json"))
    assert told["name"] == name
    assert {row["name"] for row in told["operations"]} == set(dialect.operations)
    assert [row["name"] for row in told["changes"]] == [change.name for change in dialect.changes]
    assert [row["name"] for row in told["options"]] == [option.name for option in dialect.options]
    assert all(row["source"] and row["tells"] for row in (*told["changes"], *told["options"]))
    assert all(row["path"].startswith("/") and row["method"] in METHODS for row in told["operations"])


def test_all_dialects_for_a_program() -> None:
    assert [dialect["name"] for dialect in json.loads(run("--format", "json"))] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_plans_of_an_operation_are_python_that_names_its_fields(name: str) -> None:
    text = run(name, "--plan", "calls.list")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert functions
    assert text.count(f"# {name}, calls.list") == len(functions)
    assert "status" in text.lower()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--plan", "calls.list"), "name it"),
        ((NAMES[0], "--plan", "calls.dial"), "has no operation 'calls.dial'"),
    ],
)
def test_a_plan_nobody_has_is_refused_with_the_reason(arguments: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(main, ["dialects", *arguments])
    assert result.exit_code == click.UsageError.exit_code
    assert told in result.stderr
