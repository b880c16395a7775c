"""What a converter of single values made of the texts it was given last: words, moments and numbers repeat in a list.

A converter depends on the text and the switches of a face alone (`gateway.dialects.convert`), so each face has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.dialects.change import Lossy, Scene
from gateway.dialects.convert import Step
from gateway.model import Value

MOST = 1024
"""Texts that are remembered; then all are forgotten."""
LONGEST = 64
"""Characters of a text that is remembered: words, moments and numbers have fewer."""


class Unusual(Exception):
    """A value the generated code leaves to the interpreter."""


class Memo(dict[str | None, Value]):
    """Texts and what becomes of them; null stays null. Looking one up that is not there converts it, as a boolean is each time.

    Raises Unusual for what is none of these.
    """

    __slots__ = ("_convert",)

    def __init__(self, convert: Callable[[str | bool], Value]) -> None:
        super().__init__({None: None})
        self._convert = convert

    def __missing__(self, text: str | bool | None) -> Value:
        if isinstance(text, bool):  # never kept: to a dict true is one
            return self._convert(text)
        if type(text) is not str:
            raise Unusual
        made = self._convert(text)
        if len(text) > LONGEST:
            return made
        if len(self) >= MOST:
            self.clear()
            self[None] = None
        self[text] = made
        return made


def remember(steps: Sequence[Step], scene: Scene) -> Memo:
    """The steps of one field. What would be a loss is Unusual, so that the interpreter records it."""

    def convert(text: str | bool) -> Value:
        value: Value = text
        for step in steps:
            made = step(value, scene)
            if isinstance(made, Lossy):
                raise Unusual
            value = made
        return value

    return Memo(convert)
