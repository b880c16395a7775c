"""What a caller makes of an answer: right, a failure and how much that says, or wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.callers import ENVELOPE, MODERN, OLD, RESTCOMM
from tests.faults.wishes import Operation, Told, Wish, digits_of
from tests.load.ledger import Outcome

_OF_HTTP = frozenset({502, 503, 504})
_FAILURES: Mapping[str, frozenset[int]] = {
    OLD: _OF_HTTP,
    MODERN: _OF_HTTP,
    RESTCOMM: _OF_HTTP,
    ENVELOPE: frozenset({500, 504}),
}
"""With what status each dialect tells that the backend is in trouble. Anything else that is no success is wrong."""
_OUR_OWN = "The gateway failed"
"""The beginning of what is said of a defect of the gateway's."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A wish and what must come of it: `account` is the caller's own; `recordings` are all there are, by their digits.

    A `foreign` one is for a thing of somebody else's, which must not be found.
    """

    wish: Wish
    dialect: str
    account: str
    recordings: frozenset[str]
    foreign: bool = False


def judge(errand: Errand, told: Told) -> tuple[Outcome, str]:
    """The outcome, and what is to be said of it."""
    if told.error:
        return _judge_failure(errand, told)
    if errand.foreign:
        return Outcome.WRONG, "was shown what is somebody else's"
    if told.accounts - {errand.account}:
        return Outcome.WRONG, f"was told of the accounts {sorted(told.accounts)}"
    if not _is_expected(errand, told):
        return Outcome.WRONG, f"was told of {told.ids[:3]}"
    return Outcome.RIGHT, ""


def _judge_failure(errand: Errand, told: Told) -> tuple[Outcome, str]:
    said = f"{told.status}: {told.error}"
    if errand.foreign and told.status == 404:
        return Outcome.RIGHT, ""
    if told.status not in _FAILURES[errand.dialect] or told.error.startswith(_OUR_OWN):
        return Outcome.WRONG, said
    if "not carried out" in told.error:
        return Outcome.NOT_DONE, said
    return (Outcome.DONE if "did carry out" in told.error else Outcome.UNKNOWN), said


def _is_expected(errand: Errand, told: Told) -> bool:
    match errand.wish.operation:
        case Operation.LIST:
            return frozenset(told.ids) == errand.recordings and len(told.ids) == len(errand.recordings)
        case Operation.FETCH:
            return told.ids == (digits_of(errand.wish.sid),)
        case _:
            return len(told.ids) == 1
