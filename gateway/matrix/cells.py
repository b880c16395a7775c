"""What the matrix consists of: one cell for each operation of a caller's dialect on each backend's. Values, no logic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a call: all of it arrives, something in it may be lost, or nothing is sent."""

    TRANSLATED = "translated"
    LOSSY = "lossy"
    REFUSED = "refused"


class Side(StrEnum):
    """On which way something is lost."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PossibleLoss:
    """Something that is lost where it is there at all; with `by_value`, only where its value can't be said on the other side.

    `change` and `where` are those of the `Loss` that is recorded then. A `where` of several names stands for any of them.
    """

    side: Side
    change: str
    where: str
    text: str
    by_value: bool = False


@dataclass(frozen=True, slots=True)
class RefusedParameter:
    """A canonical parameter with which the call is refused (decision 0012), but where the switch named by `unless` is on."""

    name: str
    change: str
    text: str
    unless: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One operation, asked by callers of one dialect, on a backend of another or of the same.

    The outcome is that under the switches' defaults. `status` is the HTTP status callers see where it is a refusal, else None.
    A refusal has `refused`, and `losses` for where a switch lets the call through, only if it is for a parameter each call has.
    """

    caller: str
    backend: str
    operation: str
    outcome: Outcome
    status: int | None = None
    losses: tuple[PossibleLoss, ...] = ()
    refused: tuple[RefusedParameter, ...] = ()
