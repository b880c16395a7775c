"""What the gateway logs, read from its source: each sentence as it stands there, `%s` for what differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.named_tests import ROOT

_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "log"})


@cache
def log_sentences() -> frozenset[str]:
    """Of a sentence over several lines the first one."""
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "gateway").rglob("*.py"))
    return frozenset(sentence.partition("\n")[0] for tree in trees for sentence in _logged(tree))


def is_logged_as(sentence: str, shown: str) -> bool:
    """Whether what is shown can be that sentence, anything standing for what differs."""
    return re.fullmatch(".+".join(map(re.escape, sentence.split("%s"))), shown) is not None


def _logged(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_log(node.func):
            sentence = node.args[1 if node.func.attr == "log" else 0]
            yield from _texts_of(sentence.id, tree) if isinstance(sentence, ast.Name) else _text(sentence)


def _is_log(function: ast.Attribute) -> bool:
    logger = function.value
    made = isinstance(logger, ast.Call) and isinstance(logger.func, ast.Attribute) and logger.func.attr == "get_logger"
    named = isinstance(logger, ast.Name) and logger.id == "_log"
    return (made or named) and function.attr in _LEVELS


def _texts_of(name: str, tree: ast.Module) -> Iterator[str]:
    """What is given to that name: where it is assigned, or, where it is a parameter, as the last argument."""
    nodes = tuple(ast.walk(tree))
    takers = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and name in {arg.arg for arg in node.args.args}}
    for node in nodes:
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in node.targets):
            yield from _text(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in takers and node.args:
            yield from _text(node.args[-1])


def _text(node: ast.expr) -> tuple[str, ...]:
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()
