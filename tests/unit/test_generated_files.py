"""What is generated is fresh: the tables and the schema are what their commands print now, the lock files fit pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.__main__ import main
from gateway.dialects import discover
from gateway.observe.log import table as log_table
from gateway.observe.metrics import table as metrics_table

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "docs" / "tables"
LOCKS = ("requirements.lock", "requirements-dev.lock")


def printed(*command: str) -> str:
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return result.stdout


def stored(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize("name", sorted(discover()))
def test_a_table_is_what_the_command_prints(name: str) -> None:
    assert stored(TABLES / f"{name}.md") == printed("dialects", name, "--format", "md"), "write it anew: make docs"


def test_the_matrix_is_what_the_command_prints() -> None:
    assert stored(TABLES / "matrix.md") == printed("dialects", "--matrix", "--format", "md"), "write it anew: make docs"


def test_the_table_of_the_metrics_is_that_of_the_catalogue() -> None:
    assert stored(TABLES / "metrics.md") == metrics_table.table(), "write it anew: make docs"


def test_the_table_of_the_log_is_that_of_its_fields() -> None:
    assert stored(TABLES / "log.md") == log_table.table(), "write it anew: make docs"


def test_every_table_is_one_of_these() -> None:
    assert sorted(file.name for file in TABLES.iterdir()) == sorted(
        f"{name}.md" for name in (*discover(), "matrix", "metrics", "log")
    )


def test_the_schema_is_what_the_command_prints() -> None:
    assert stored(ROOT / "config" / "gateway.schema.json") == printed("schema"), "write it anew: make docs"


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock file with what stands behind its name, up to the next package."""
    entries = re.split(r"^(?=[A-Za-z0-9])", stored(ROOT / lock), flags=re.MULTILINE)[1:]
    return {entry.partition("==")[0]: entry.partition("==")[2] for entry in entries}


def asked_for() -> tuple[set[str], set[str]]:
    """The packages pyproject.toml names, to run and to develop, as lock files spell names."""
    project = tomllib.loads(stored(ROOT / "pyproject.toml"))["project"]
    run, dev = project["dependencies"], project["optional-dependencies"]["dev"]
    return _names(run), _names(run) | _names(dev)


def _names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", line)[0]).lower() for line in requirements}


def test_the_lock_files_hold_what_is_asked_for() -> None:
    run, dev = asked_for()
    assert run - pinned("requirements.lock").keys() == set(), "resolve them anew: make lock"
    assert dev - pinned("requirements-dev.lock").keys() == set(), "resolve them anew: make lock"


def test_both_lock_files_pin_the_same_versions() -> None:
    run, dev = (pinned(lock) for lock in LOCKS)
    assert {name: dev[name].split()[0] for name in run} == {name: entry.split()[0] for name, entry in run.items()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_has_hashes_and_says_nothing_of_where_it_was_made(lock: str) -> None:
    assert [name for name, entry in pinned(lock).items() if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?:|file:/|^--| @ ", stored(ROOT / lock), re.MULTILINE) == []
