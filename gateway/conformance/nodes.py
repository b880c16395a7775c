"""Reads YAML as text with marks, so that nothing in a golden exchange is guessed.

A scalar is text exactly as written (`2008-08-01`, `+14155550125`, `NO`, `0123456` stay what they are). Only where a JSON value
is wanted does a plain scalar get the type JSON would give it. An unknown, missing or repeated key is an `ExchangeError` that
names the file and the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn, TypeAlias, Union

import yaml

JsonValue: TypeAlias = Union[bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"], None]
Pairs: TypeAlias = tuple[tuple[str, str], ...]

_JSON_LITERAL = re.compile(r"null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class ExchangeError(ValueError):
    """A golden exchange is not written as it must be: `file:line: what was found and what was expected`."""


class Node:
    """One YAML node and the file it stands in. Every reading method raises `ExchangeError` where the shape is another."""

    def __init__(self, node: yaml.Node, file: Path) -> None:
        self._node = node
        self._file = file

    @property
    def where(self) -> str:
        return f"{self._file.name}:{self._node.start_mark.line + 1}"

    @property
    def is_null(self) -> bool:
        return self.is_plain and self._node.value in ("null", "~", "")

    @property
    def is_plain(self) -> bool:
        """A scalar without quotes, whose type YAML would guess."""
        return isinstance(self._node, yaml.ScalarNode) and not self._node.style

    @property
    def is_mapping(self) -> bool:
        return isinstance(self._node, yaml.MappingNode)

    def fail(self, text: str) -> NoReturn:
        raise ExchangeError(f"{self.where}: {text}")

    def text(self) -> str:
        """The scalar as it is written, whatever YAML would make of it."""
        if not isinstance(self._node, yaml.ScalarNode):
            self.fail("a text was expected here, not a mapping or a list")
        return str(self._node.value)

    def items(self) -> list[Node]:
        if not isinstance(self._node, yaml.SequenceNode):
            self.fail("a list was expected here")
        return [Node(child, self._file) for child in self._node.value]

    def mapping(self) -> dict[str, Node]:
        """The entries in order. A repeated key, of which YAML would keep the last, is refused."""
        if not isinstance(self._node, yaml.MappingNode):
            self.fail("a mapping was expected here")
        entries: dict[str, Node] = {}
        for key, value in self._node.value:
            name = Node(key, self._file).text()
            if name in entries:
                Node(key, self._file).fail(f"the key {name!r} stands here twice")
            entries[name] = Node(value, self._file)
        return entries

    def record(self, *, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """A mapping that has every required key and none but these."""
        entries = self.mapping()
        must, may = tuple(required), tuple(optional)
        for name, value in entries.items():
            if name not in must + may:
                value.fail(f"unknown key {name!r}; known here: {', '.join(must + may)}")
        for name in must:
            if name not in entries:
                self.fail(f"the key {name!r} is missing")
        return entries

    def pairs(self) -> Pairs:
        """`{name: value}` or, where a name repeats, `[[name, value], …]`."""
        if self.is_mapping:
            return tuple((name, value.text()) for name, value in self.mapping().items())
        return tuple(self._pair(item) for item in self.items())

    @staticmethod
    def _pair(item: Node) -> tuple[str, str]:
        parts = [part.text() for part in item.items()]
        if len(parts) != 2:  # noqa: PLR2004 - a name and a value
            item.fail("a pair [name, value] was expected here")
        return parts[0], parts[1]

    def json(self) -> JsonValue:
        """The value JSON would have: a quoted scalar is text, a plain one is typed only if it is a JSON literal."""
        node = self._node
        if isinstance(node, yaml.MappingNode):
            return {name: value.json() for name, value in self.mapping().items()}
        if isinstance(node, yaml.SequenceNode):
            return [item.json() for item in self.items()]
        if self.is_null:
            return None
        text = self.text()
        if not self.is_plain or not _JSON_LITERAL.fullmatch(text):
            return text
        value: JsonValue = json.loads(text)
        return value


def read_file(file: Path) -> Node:
    """The one document of a YAML file. Raises `ExchangeError` where it is not YAML or holds nothing."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ExchangeError(f"{file.name}:{line}: not YAML: {error.problem}") from error
    if node is None:
        raise ExchangeError(f"{file.name}:1: the file is empty")
    return Node(node, file)
