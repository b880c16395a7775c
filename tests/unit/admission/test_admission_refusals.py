"""What a caller is told that is not let in."""

from __future__ import annotations

import pytest

from gateway.model import ProblemKind, Retry, Source
from gateway.policy.admission.refusals import Reason, Refusal

_CALLER = (ProblemKind.THROTTLED, Source.CALLER, 429)
_GATEWAY = (ProblemKind.OVERLOADED, Source.GATEWAY, 503)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason.RATE, _CALLER),
        (Reason.CONCURRENCY, _CALLER),
        (Reason.LOGINS, _CALLER),
        (Reason.QUEUE_FULL, _GATEWAY),
        (Reason.QUEUE_TIME, _GATEWAY),
        (Reason.STORE, _GATEWAY),
    ],
)
def test_a_reason_is_the_callers_or_the_gateways(reason: Reason, expected: tuple[ProblemKind, Source, int]) -> None:
    problem = Refusal(reason).as_problem().problem
    assert (problem.kind, problem.source, problem.status) == expected
    assert problem.retry is Retry.YES  # nothing was carried out


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, 1), (0.001, 1), (1.0, 1), (1.001, 2), (59.5, 60)], ids=lambda value: f"{value}"
)
def test_retry_after_is_whole_seconds_and_never_too_early(seconds: float, said: int) -> None:
    assert Refusal(Reason.RATE, seconds).as_problem().problem.retry_after == said


def test_the_sentence_says_when_to_come_back() -> None:
    assert Refusal(Reason.RATE, 7).as_problem().problem.message.endswith("not carried out; try again in 7 seconds.")
    assert Refusal(Reason.RATE, 0.2).as_problem().problem.message.endswith("not carried out; try again in 1 second.")
