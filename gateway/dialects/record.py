"""What is written down while one message is translated: the changes that fired, what could not be said, and never a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.dialects.change import Converted, Lossy
from gateway.model import Loss, Note, Value

UNKNOWN_FIELD = "field-unknown-to-the-dialect"
UNKNOWN_PARAMETER = "parameter-unknown-to-the-dialect"
UNKNOWN_FIELD_TEXT = "the backend's answer has a field the caller's dialect does not know"


class Record:
    """The changes that fired and the losses met while one message is translated, each once, in order."""

    __slots__ = ("_losses", "_notes", "_writing")

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._notes: dict[Note, None] = dict.fromkeys(notes) if notes else {}
        self._losses: dict[Loss, None] = {}
        self._writing: Record | None = None

    def note(self, change: str, where: str) -> None:
        if change:
            self._notes[Note(change, where)] = None

    def note_all(self, notes: Mapping[Note, None]) -> None:
        """Those that stand ready, in order."""
        self._notes |= notes

    def lose_ready(self, loss: Loss) -> None:
        """One that stands ready."""
        self._losses[loss] = None

    def lose(self, change: str, where: str, text: str) -> None:
        self._losses[Loss(change, where, text)] = None

    @property
    def writing(self) -> Record:
        """Of what is lost as items are written: it comes last, also where one is written before the next is translated."""
        if self._writing is None:
            self._writing = Record()
        return self._writing

    def unwrap(self, value: Converted, change: str, where: str) -> Value:
        if isinstance(value, Lossy):
            self.lose(change, where, value.text)
            return value.value
        return value

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self._notes)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return tuple(self._losses) if self._writing is None else tuple(dict.fromkeys((*self._losses, *self._writing.losses)))
