"""What the steps of one field made of the texts a backend told last, for the generated readers.

Other than in `memo`, a loss is remembered with the value: one backend cuts its moments finer than the canonical form has them
in every item, and each time it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.dialects.change import Converted, Lossy, Scene
from gateway.dialects.compiled.memo import MOST, Unusual
from gateway.dialects.convert import Step
from gateway.model import Value

Coerce = Callable[[Value], Value]
LONGEST = 64
"""Characters of a text that is remembered: words, moments and numbers have fewer, and a backend may send any number of any
length."""


class Recalled(dict[str, Converted]):
    """Texts and what becomes of them. Looking one up that is not there converts it; raises Unusual for what is no text."""

    __slots__ = ("_coerce", "_scene", "_steps")

    def __init__(self, steps: Sequence[Step], coerce: Coerce | None, scene: Scene) -> None:
        super().__init__()
        self._steps = steps
        self._coerce = coerce
        self._scene = scene

    def __missing__(self, text: str) -> Converted:
        if type(text) is not str:
            raise Unusual
        made = self._convert(text)
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[text] = made
        return made

    def _convert(self, text: str) -> Converted:
        """Through all steps. Two losses at once are for the interpreter to tell."""
        value: Value = text
        lost = ""
        for step in self._steps:
            made = step(value, self._scene)
            if isinstance(made, Lossy):
                if lost:
                    raise Unusual
                lost, made = made.text, made.value
            value = made
        if self._coerce and value is not None:
            value = self._coerce(value)
        return Lossy(value, lost) if lost else value
