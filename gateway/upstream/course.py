"""The course of one call: which endpoints were tried, and whether it goes on after an attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from gateway.model import Problem, ProblemKind, Source
from gateway.upstream.asked import Asked
from gateway.upstream.budget import RetryBudget
from gateway.upstream.endpoint import INCAPABLE, Endpoint
from gateway.upstream.failures import AttemptFailed
from gateway.upstream.progress import Progress
from gateway.upstream.retry import Retries, may_be_resent, may_repeat
from gateway.upstream.selection import Selection
from gateway.wire import WireResponse

_INCAPABLE = Problem(ProblemKind.BACKEND_FAILED, Source.BACKEND, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(slots=True)
class Course:
    """`resend_to` is the endpoint whose kept connection died under the call; `answer` what an endpoint said that cannot do its
    work, in case no other does better."""

    asked: Asked
    limits: Retries
    budget: RetryBudget
    selection: Selection
    made: int = 0
    tried: set[Endpoint] = field(default_factory=set)
    resend_to: Endpoint | None = None
    was_resent: bool = False
    answer: WireResponse | None = None

    def begin(self) -> tuple[Endpoint, Progress]:
        """Where the next attempt goes, and its progress. Raises ProblemRaised where every breaker is open."""
        again, self.resend_to = self.resend_to, None
        if again is not None and again.admits:
            return again, Progress(fresh=True)
        return self.selection.choose(self.tried, stream=self.asked.stream), Progress()

    def goes_on_after(self, failed: AttemptFailed, endpoint: Endpoint, progress: Progress) -> bool:
        """Whether there is another attempt after this one failed."""
        self._count(endpoint)
        repeatable, problem = self.asked.outgoing.repeatable, failed.problem
        may_resend = not self.was_resent and self._time_left() > 0
        if may_resend and may_be_resent(progress, repeatable=repeatable, limits=self.limits):
            self.was_resent = True
            self.made -= 1
            self.resend_to = endpoint
            endpoint.reports.retried(problem.kind)
            return True
        if not failed.again or not self._may_repeat(problem) or not self.selection.has_any():
            return False
        return self._spend(endpoint, problem.kind)

    def goes_on_from(self, answer: WireResponse, endpoint: Endpoint) -> bool:
        """Whether another endpoint is asked because this one answered that it cannot do its work."""
        if answer.status not in INCAPABLE:
            return False  # with this answer the course is over
        self._count(endpoint)
        if not self._may_repeat(_INCAPABLE) or not self.selection.has_better(self.tried):
            return False
        self.answer = answer
        return self._spend(endpoint, _INCAPABLE.kind)

    def _count(self, endpoint: Endpoint) -> None:
        self.made += 1
        self.tried.add(endpoint)

    def _may_repeat(self, problem: Problem) -> bool:
        repeatable, time_left = self.asked.outgoing.repeatable, self._time_left()
        return may_repeat(problem, repeatable=repeatable, made=self.made, limits=self.limits, time_left=time_left)

    def _time_left(self) -> float:
        return self.asked.ends - self.asked.clock()

    def _spend(self, endpoint: Endpoint, kind: str) -> bool:
        if not self.budget.take():
            return False
        endpoint.reports.retried(kind)
        return True
