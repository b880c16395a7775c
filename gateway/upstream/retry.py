"""Whether a call may be sent once more. Pure.

What only reads may be repeated as long as none of its answer was passed on. Anything else only where not one byte of it was
sent: then nothing can have been carried out (RFC 9110 section 9.2.2 forbids a proxy to repeat a request that is not
idempotent, and what the gateway creates is not).
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.model import Problem, Retry
from gateway.upstream.progress import Progress


@dataclass(frozen=True, slots=True)
class Retries:
    """`attempts` in all, 1 repeats nothing; `budget` is how many per cent of recent calls may be repeats."""

    attempts: int = 2
    budget: float = 20.0


def may_repeat(problem: Problem, *, repeatable: bool, made: int, limits: Retries, time_left: float) -> bool:
    """Whether a call whose attempt number `made` ended in this problem may be tried again. The budget is asked after that."""
    if made >= limits.attempts or time_left <= 0:
        return False
    return repeatable or problem.retry is Retry.IF_UNSENT


def may_be_resent(progress: Progress, *, repeatable: bool, limits: Retries) -> bool:
    """Whether an attempt failed because a kept connection had died, and may be made again on a fresh one.

    Servers close connections that lie idle, and such a close may cross a request (RFC 9112 section 9.3.1). It says nothing
    about the endpoint, so this one repeat counts neither as an attempt nor in the budget. It is for what only reads: from
    here, a server that closed before it read the request and one that died while carrying it out look the same.
    """
    return repeatable and limits.attempts > 1 and progress.died_idle
