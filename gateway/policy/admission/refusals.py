"""Why a call is not let in, and how its caller is told: 429 for what it did itself, 503 for what the gateway can't do now.

No sentence names a caller, or tells whether an id is known. Each comes with Retry-After in whole seconds, at least one
(RFC 9110 section 10.2.3; RFC 6585 section 4), and nothing of such a call was carried out.
"""

from __future__ import annotations

import math
from enum import StrEnum
from http import HTTPStatus

from msgspec import Struct

from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source


class Reason(StrEnum):
    """What a call ran into."""

    RATE = "rate"
    CONCURRENCY = "concurrency"
    LOGINS = "logins"
    QUEUE_FULL = "queue_full"
    QUEUE_TIME = "queue_time"
    STORE = "store"


_SENTENCES = {
    Reason.RATE: "This caller makes more calls than it may.",
    Reason.CONCURRENCY: "This caller has as many calls in progress as it may. Wait for one of them to end.",
    Reason.LOGINS: "Too many logins failed. These credentials were not looked at.",
    Reason.QUEUE_FULL: "The gateway is busy, and as many calls are waiting as may.",
    Reason.QUEUE_TIME: "The gateway is busy, and this call has waited as long as it may.",
    Reason.STORE: "The gateway can't count this call just now.",
}
_OF_THE_CALLER = frozenset({Reason.RATE, Reason.CONCURRENCY, Reason.LOGINS})


class Refusal(Struct, frozen=True):
    """A call that may not come in, and in how many seconds another one might."""

    reason: Reason
    seconds: float = 1.0

    def as_problem(self) -> ProblemRaised:
        """The Problem to raise."""
        seconds = max(1, math.ceil(self.seconds))
        wait = "1 second" if seconds == 1 else f"{seconds} seconds"
        said = f"{_SENTENCES[self.reason]} The call was not carried out; try again in {wait}."
        if self.reason in _OF_THE_CALLER:
            kind, source, status = ProblemKind.THROTTLED, Source.CALLER, HTTPStatus.TOO_MANY_REQUESTS
        else:
            kind, source, status = ProblemKind.OVERLOADED, Source.GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE
        return ProblemRaised(Problem(kind, source, status, said, retry=Retry.YES, retry_after=seconds))
