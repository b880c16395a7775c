"""Documents as the tests read them: tables, what stands between backticks, the keys of the configuration as documents write them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from gateway.assembly import known_dialects
from gateway.settings import schema
from gateway.settings.schema import Json

_CODE = re.compile(r"`([^`\n]+)`")
_TITLE = re.compile(r"^#+ (.*)$", re.MULTILINE)
_DEEPEST = 12


def code_in(text: str) -> list[str]:
    """What stands between backticks."""
    return _CODE.findall(text)


def rows_in(text: str) -> list[list[str]]:
    """The rows of all tables, their heads left out."""
    lines = text.splitlines()
    return [_cells(line) for above, line in itertools.pairwise(lines) if line.startswith("| ") and above.startswith("|")]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|")) if not set(line) <= set("| -")]


def links_in(text: str) -> list[str]:
    """Where links lead, those to other sites left out."""
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


def anchors_of(text: str) -> frozenset[str]:
    """What a link to a section of this document may say behind `#`."""
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in _TITLE.findall(text))


@cache
def configuration_keys() -> frozenset[str]:
    """Every key as documents write it: `limits.queue`, `listen[].bind`, `backends.NAME.endpoints`."""
    body = schema(known_dialects())
    return frozenset(path.removeprefix(".") for path in _paths(body, body, "", 0))


def _paths(node: Json, body: dict[str, Json], path: str, depth: int) -> Iterator[str]:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    if isinstance(reference := node.get("$ref"), str):
        definitions = body["$defs"]
        assert isinstance(definitions, dict)
        yield from _paths(definitions[reference.rpartition("/")[2]], body, path, depth + 1)
    for form in (*_items(node.get("anyOf")), *_items(node.get("oneOf"))):
        yield from _paths(form, body, path, depth + 1)
    yield from _paths(node.get("items"), body, f"{path}[]", depth + 1)
    named = node.get("patternProperties")
    for value in (node.get("additionalProperties"), *(named.values() if isinstance(named, dict) else ())):
        yield from _paths(value, body, f"{path}.NAME", depth + 1)
    properties = node.get("properties")
    for key, value in properties.items() if isinstance(properties, dict) else ():
        yield f"{path}.{key}"
        yield from _paths(value, body, f"{path}.{key}", depth + 1)


def _items(node: Json) -> list[Json]:
    return node if isinstance(node, list) else []
