"""The callers' side of the account: what was asked, what was told, and what must therefore stand in the backend's journal.

Pure. A create that was answered with success stands there once, under the id that was told; one of which was said that it was
not carried out does not; any other once or not at all. An error is excused only while something was wrong on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tests.faults.wishes import Operation


class Outcome(StrEnum):
    """What a caller knows in the end."""

    RIGHT = "right"
    NOT_DONE = "failed, not carried out"
    UNKNOWN = "failed, not known"
    DONE = "failed, and carried out"
    LEFT = "left by the caller"
    CUT = "cut off with a killed worker"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing asked. Times are in seconds of one clock; `id` is what a create was told; `detail` is for people."""

    dialect: str
    operation: Operation
    account: str
    marker: str
    began: float
    ended: float
    outcome: Outcome
    id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One line of the backend's journal: which account's, made for which marker, under which id."""

    account: str
    marker: str
    id: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong on purpose, from when to when. The end is that of what it leaves behind."""

    name: str
    began: float
    ended: float


_FAILED = frozenset({Outcome.NOT_DONE, Outcome.UNKNOWN, Outcome.DONE})
_MADE: Mapping[Outcome, tuple[int, int]] = {
    Outcome.RIGHT: (1, 1),
    Outcome.NOT_DONE: (0, 0),
    Outcome.UNKNOWN: (0, 1),
    Outcome.DONE: (1, 1),
    Outcome.LEFT: (0, 1),
    Outcome.CUT: (0, 1),
    Outcome.WRONG: (0, 1),
}
"""How often a create may have been carried out, at least and at most."""


@dataclass
class Ledger:
    """Everything that was asked, in the order in which it ended."""

    entries: list[Entry] = field(default_factory=list)

    def counts(self) -> Counter[tuple[str, str, str]]:
        """How many of each dialect, operation and outcome."""
        return Counter((entry.dialect, str(entry.operation), str(entry.outcome)) for entry in self.entries)

    def complaints(self, journal: Iterable[Made], troubles: Sequence[Trouble]) -> list[str]:
        """Everything that is not as it must be, a line each."""
        made: dict[str, list[Made]] = {}
        for one in journal:
            made.setdefault(one.marker, []).append(one)
        found = [complaint for entry in self.entries for complaint in _complaints(entry, made.get(entry.marker, []), troubles)]
        known = {entry.marker for entry in self.entries}
        return found + [f"made for nobody: {marker!r}" for marker in made if marker not in known]


def _complaints(entry: Entry, made: Sequence[Made], troubles: Sequence[Trouble]) -> Iterator[str]:
    name = f"{entry.dialect} {entry.operation} {entry.marker}"
    if entry.outcome is Outcome.WRONG:
        yield f"{name}: {entry.detail}"
    if entry.outcome in _FAILED and not _excused(entry, troubles):
        yield f"{name}: failed while nothing was wrong: {entry.detail}"
    if not entry.operation.creates:
        return
    least, most = _MADE[entry.outcome]
    if not least <= len(made) <= most:
        yield f"{name}: {entry.outcome}, and carried out {len(made)} times"
    if any(one.account != entry.account for one in made):
        yield f"{name}: carried out for another account"
    if entry.outcome is Outcome.RIGHT and made and made[0].id != entry.id:
        yield f"{name}: told another id than was made"


def _excused(entry: Entry, troubles: Sequence[Trouble]) -> bool:
    return any(trouble.began <= entry.ended and entry.began <= trouble.ended for trouble in troubles)
