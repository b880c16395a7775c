"""What happened to one call: for the access log, the metrics and `explain`. The pipeline writes it as it goes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from gateway.model import ApiRequest, ApiResponse, Loss, Note, Problem
from gateway.router import Route
from gateway.wire import WireRequest, WireResponse

_OF_THE_REQUEST = frozenset({"read_request", "write_request"})


EXCHANGE = "exchange"
"""The phase in which a backend is asked and its answer awaited."""
QUEUE = "queue"
"""The phase in which a call waits for a place."""


class Sent(Struct, frozen=True):
    """One exchange with a backend: both wire forms, the second None where no answer came, and the seconds it took."""

    request: WireRequest
    response: WireResponse | None = None
    seconds: float | None = None


Phase: TypeAlias = tuple[str, float]
"""One stretch of a call's time: its name and when it ended, in seconds of `time.perf_counter`. It began where the one before
it ended, the first with the call."""


class Step(Struct, frozen=True, gc=False):
    """One of the phases a call went through, the named changes that fired in it, and what was lost."""

    phase: str
    notes: tuple[Note, ...]
    losses: tuple[Loss, ...]


class Trace(Protocol):
    """The place of one call in a trace that goes through several servers."""

    @property
    def trace_id(self) -> str: ...

    def lead(self, request: WireRequest) -> WireRequest:
        """The request to a backend, which tells that place."""
        ...


class Trail(Struct):
    """What happened to one call, for the access log, the metrics and `explain`.

    `received` is how many bytes the backend's answers hold. `request_losses` are those of the request alone: what an earlier
    answer of the same call lost is no reason to stop half-way.
    """

    route: Route | None = None
    account: str | None = None  # the name it has in the configuration
    one_dialect: bool = False  # on both sides of the gateway: then nothing lives elsewhere
    asked: ApiRequest | None = None
    sent: list[Sent] = []  # each trail gets lists of its own
    answered: ApiResponse | None = None
    steps: list[Step] = []
    phases: list[Phase] = []
    received: int = 0
    losses: tuple[Loss, ...] = ()
    request_losses: tuple[Loss, ...] = ()
    problem: Problem | None = None
    trace: Trace | None = None  # where calls are traced
    began: float = field(default_factory=time.perf_counter)

    def record(self, phase: str, notes: Sequence[Note], losses: Sequence[Loss]) -> None:
        """Notes that a step is done, and what fired and was lost in it."""
        if notes and self.one_dialect:
            notes = [note for note in notes if not note.of_place]
        lost = tuple(losses)
        if lost:
            self.losses += lost
            if phase in _OF_THE_REQUEST:
                self.request_losses += lost
        self.steps.append(Step(phase, tuple(notes), lost))
        self.phases.append((phase, time.perf_counter()))

    def mark(self, phase: str) -> None:
        """Notes that the time since the last mark was that phase's."""
        self.phases.append((phase, time.perf_counter()))

    def lead(self, request: WireRequest) -> WireRequest:
        """A request as it goes to the backend: it tells the trace it belongs to, where there is one."""
        return request if self.trace is None else self.trace.lead(request)

    async def follow(self, request: WireRequest, sending: Awaitable[WireResponse]) -> WireResponse:
        """Notes that a request goes to the backend, and its answer when there is one."""
        place = len(self.sent)
        self.sent.append(Sent(request))
        began = self.phases[-1][1] if self.phases else self.began
        response = None
        try:
            response = await sending
            self.received += len(response.body)
        finally:
            ended = time.perf_counter()
            self.phases.append((EXCHANGE, ended))
            self.sent[place] = Sent(request, response, ended - began)
        return response

    def complete(self, response: WireResponse) -> None:
        """Notes the last answer again, now that its body has been read."""
        last = self.sent[-1]
        self.received += len(response.body) - (len(last.response.body) if last.response else 0)
        self.sent[-1] = replace(last, response=response)
