"""What callers want and what they are told, in no dialect's words.

A wish carries a marker of its own, in a header field and in what it makes: by it the request is known on its way and the thing in
the backend's journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MARKER = "X-Marker"
"""The header field with the marker."""


class NotSpoken(AssertionError):
    """An answer that is not of the caller's dialect, or not whole."""


class Operation(StrEnum):
    LIST = "list"
    FETCH = "fetch"
    CALL = "call"
    MESSAGE = "message"

    @property
    def creates(self) -> bool:
        return self in (Operation.CALL, Operation.MESSAGE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants. `sid` is the call to fetch, as the dialects of Twilio write it."""

    operation: Operation
    marker: str
    sid: str = ""

    @property
    def callee(self) -> str:
        """Whom a call with this marker is placed to."""
        return f"sip:{self.marker}@callee.example"


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says: the ids of things, in 32 hexadecimal digits each, and the accounts they are of; or an error."""

    status: int
    ids: tuple[str, ...] = ()
    accounts: frozenset[str] = frozenset()
    error: str = ""


def marker_in(folder: str, fields: Mapping[str, object]) -> str:
    """The marker of the wish that a record of the sandbox was made for."""
    if folder == "Calls":
        return str(fields["to"]).removeprefix("sip:").partition("@")[0]
    return str(fields["body"])


def digits_of(sid: str) -> str:
    """The 32 hexadecimal digits of an id, whatever the dialect that wrote it."""
    found = sid.replace("-", "").lower()[-32:]
    if len(found) != 32:
        raise ValueError(f"{sid!r} is no id")
    return found
