"""The rules the folders stand by: who may import whom, where a dialect may be named, how long a file and a function may be.

Everything is read from the sources with `ast`; nothing is imported. A list of exceptions holds a reason for each, and an entry
that is no longer needed fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2] / "gateway"
_MODULES: Mapping[str, Path] = {
    ".".join(("gateway", *path.relative_to(_ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(_ROOT.rglob("*.py"))
}
_TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in _MODULES.items()}
_SHARED = "compiled"
"""The folder of what all dialects are made with."""
_DIALECTS = sorted(
    path.name for path in (_ROOT / "dialects").iterdir() if (path / "__init__.py").is_file() and path.name != _SHARED
)

_SOFT_LIMIT, _HARD_LIMIT, _LONGEST_FUNCTION = 300, 500, 40
_LONG_FILES: Mapping[str, str] = {}
"""Modules of more than 300 lines, each with its reason."""
_LONG_FUNCTIONS: Mapping[str, str] = {}
"""Functions of more than 40 lines, as `module:function`, each with its reason."""

_SOCKETS = frozenset({"aiohttp"})
_IMPURE = frozenset({"aiohttp", "asyncio", "time", "random", "logging"})
_MAY_USE_SOCKETS = (
    "gateway.server",
    "gateway.upstream",
    "gateway.admin",
    "gateway.sandbox",
    "gateway.app",
    "gateway.conformance.client",
)
_LAYERS: Mapping[str, tuple[str, ...]] = {
    "gateway.immutable": (),
    "gateway.remembered": (),
    "gateway.wire": ("gateway.remembered",),
    "gateway.release": (),
    "gateway.model": ("gateway.immutable", "gateway.release", "gateway.wire"),
    "gateway.rows": ("gateway.model", "gateway.release"),
    "gateway.codecs": ("gateway.model", "gateway.release", "gateway.wire"),
    "gateway.dialects": (
        "gateway.codecs",
        "gateway.model",
        "gateway.release",
        "gateway.remembered",
        "gateway.rows",
        "gateway.wire",
    ),
}
"""What each of the inner layers may import of ours, besides itself."""
_OUTERMOST = ("gateway.app", "gateway.__main__", "gateway.commands")
"""What nothing but itself imports."""


def _imports(name: str) -> Iterator[str]:
    for node in ast.walk(_TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" if f"{module}.{alias.name}" in _MODULES else module for alias in node.names)


def _within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("layer", _LAYERS)
def test_an_inner_layer_imports_only_what_lies_further_in(layer: str) -> None:
    allowed = (layer, *_LAYERS[layer])
    wrong = [
        f"{name} imports {imported}"
        for name in _MODULES
        if _within(name, layer)
        for imported in _imports(name)
        if _within(imported, "gateway") and not _within(imported, *allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", ["gateway.model", "gateway.wire", "gateway.codecs", "gateway.dialects"])
def test_an_inner_layer_neither_waits_nor_looks_at_the_clock(layer: str) -> None:
    wrong = [
        f"{name} imports {imported}"
        for name in _MODULES
        if _within(name, layer)
        for imported in _imports(name)
        if imported.partition(".")[0] in _IMPURE
    ]
    assert wrong == []


def test_only_the_edges_open_sockets() -> None:
    users = [name for name in _MODULES if any(imported.partition(".")[0] in _SOCKETS for imported in _imports(name))]
    assert [name for name in users if not _within(name, *_MAY_USE_SOCKETS)] == []


def test_nothing_imports_what_puts_it_all_together() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name in _MODULES
        if not _within(name, *_OUTERMOST)
        for imported in _imports(name)
        if _within(imported, *_OUTERMOST)
    ]
    assert wrong == []


def _spellings(dialect: str) -> re.Pattern[str]:
    return re.compile(dialect.replace("_", "[-_]"))


@pytest.mark.parametrize("dialect", _DIALECTS)
def test_a_dialect_is_named_in_its_own_folder_alone(dialect: str) -> None:
    """But for the lines with which a dialect beside it imports its base."""
    wrong = []
    for name, path in _MODULES.items():
        if _within(name, f"gateway.dialects.{dialect}"):
            continue
        beside = any(_within(name, f"gateway.dialects.{other}") for other in _DIALECTS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            base = beside and line.startswith(f"from gateway.dialects.{dialect} import ")
            if _spellings(dialect).search(line) and not base:
                wrong.append(f"{name}, line {number}")
    assert wrong == []


def test_files_are_short() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in _MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > _HARD_LIMIT} == {}
    assert {name for name, length in lengths.items() if length > _SOFT_LIMIT} == set(_LONG_FILES)


def test_functions_are_short() -> None:
    long = {
        f"{name}:{node.name}"
        for name, tree in _TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= _LONGEST_FUNCTION
    }
    assert long == set(_LONG_FUNCTIONS)


@pytest.mark.parametrize("name", _MODULES)
def test_a_module_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(_TREES[name]), f"{name} has no docstring"
