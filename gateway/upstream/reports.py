"""What happens at one endpoint, for the log and for those who count. No line holds anything of a call."""

from __future__ import annotations

import logging

from gateway.model import ProblemKind
from gateway.upstream.events import EndpointState, Events
from gateway.upstream.failures import AttemptFailed

_log = logging.getLogger(__name__)


class Reports:
    """The reports of the endpoint of that name."""

    def __init__(self, endpoint: str, events: Events) -> None:
        self._endpoint = endpoint
        self._events = events

    def failed(self, failed: AttemptFailed) -> None:
        """An attempt came to nothing."""
        kind = failed.problem.kind
        cause = type(failed.__cause__).__name__ if failed.__cause__ is not None else "no exception"
        self._events.failed(self._endpoint, kind)
        _log.warning("backend %s: %s (%s)", self._endpoint, kind, cause)

    def incapable(self, status: int) -> None:
        """The endpoint answered that it cannot do its work."""
        self._events.failed(self._endpoint, ProblemKind.BACKEND_FAILED)
        _log.warning("backend %s: %s (status %s)", self._endpoint, ProblemKind.BACKEND_FAILED, status)

    def given_up(self) -> None:
        """A request that may have changed something was cancelled on its way."""
        _log.error("backend %s: given up; whether the request was carried out is not known", self._endpoint)

    def retried(self, kind: str) -> None:
        """An attempt at this endpoint is made again, here or elsewhere."""
        self._events.retried(self._endpoint, kind)

    def crowded(self) -> None:
        """A call was turned away because all places were taken. Its caller is told, and its own line of the log tells why."""
        self._events.crowded(self._endpoint)

    def changed(self, state: EndpointState) -> None:
        """Its breaker or its health changed. Whoever listens knows the backend's name and logs it."""
        self._events.changed(self._endpoint, state)
