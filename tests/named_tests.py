"""The tests a document names, and whether they are there: `tests/unit/test_x.py::test_y`, or a golden exchange by its name."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.exchange_nodes import read_file

ROOT = Path(__file__).parents[1]

_EXCHANGE = re.compile(r"exchange (?P<file>tests/exchanges/[\w-]+/[\w-]+\.yaml): (?P<name>[\w-]+)")
_FUNCTION = re.compile(r"(?P<file>tests/[\w/]+/test_\w+\.py)::(?P<name>test_\w+)")
_NAMED = re.compile(r"`((?:exchange )?tests/[^`]+)`")


def named_in(text: str) -> tuple[str, ...]:
    """What stands between backticks and begins like a test, folders and other files of tests left out."""
    return tuple(named for named in _NAMED.findall(text) if ": " in named or "::" in named)


def is_there(test: str) -> bool:
    """Whether a test named in a document exists, as a golden exchange or as a function."""
    named = test.strip("`")
    if match := _EXCHANGE.fullmatch(named):
        return match["name"] in exchanges_in(match["file"])
    match = _FUNCTION.fullmatch(named)
    return match is not None and match["name"] in functions_in(match["file"])


@cache
def exchanges_in(file: str) -> frozenset[str]:
    """The names of the golden exchanges in a file, none where there is no such file."""
    path = ROOT / file
    return frozenset(node.mapping()["name"].text() for node in read_file(path).items()) if path.is_file() else frozenset()


@cache
def functions_in(file: str) -> frozenset[str]:
    """The names of the functions on the outer level of a module, none where there is no such file."""
    path = ROOT / file
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
