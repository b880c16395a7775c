"""Text of one generated function, and the function. Names and literals come in as constants or by `repr`, never as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Namespace: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Generated:
    """A function and what it was made from. `namespace` holds what its text names; `source` is shown to whoever asks."""

    name: str
    source: str
    namespace: Namespace

    def function(self) -> object:
        """The function itself, made anew at each call."""
        namespace = dict(self.namespace)
        exec(compile(self.source, f"<compiled {self.name}>", "exec"), namespace)  # noqa: S102 -- of our own tables alone
        return namespace[self.name]


class Code:
    """Lines of one function, and what they name."""

    def __init__(self, name: str, signature: str) -> None:
        self._name = name
        self._lines = [f"def {name}({signature}):"]
        self._namespace: Namespace = {}

    def add(self, depth: int, *lines: str) -> None:
        """Lines at so many levels inside the function."""
        self._lines.extend("    " * (depth + 1) + line for line in lines)

    def constant(self, name: str, value: object) -> str:
        """The name under which the lines know a value: this one, or with a number behind it where it is taken."""
        chosen, number = name, 0
        while chosen in self._namespace and self._namespace[chosen] is not value:
            number += 1
            chosen = f"{name}_{number}"
        self._namespace[chosen] = value
        return chosen

    def finish(self) -> Generated:
        return Generated(self._name, "\n".join(self._lines) + "\n", self._namespace)


def unpacked(names: Iterable[str]) -> str:
    """Names as the target of an assignment from a tuple, also of one."""
    return "".join(f"{name}, " for name in names).rstrip()
