"""What happened to one call: for the access log, the metrics and `explain`. The pipeline writes it as it goes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from typing import Protocol

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


class Phase(Struct, frozen=True, gc=False):
    """One stretch of a call's time, from where the one before it ended. In seconds of `time.perf_counter`."""

    name: str
    began: float
    ended: float


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
    """What happened to one call, for the access log, the metrics and `explain`."""

    route: Route | None = None
    account: str | None = None  # the name it has in the configuration
    one_dialect: bool = False  # on both sides of the gateway: then nothing lives elsewhere
    asked: ApiRequest | None = None
    sent: list[Sent] = []  # each trail gets lists of its own
    answered: ApiResponse | None = None
    steps: list[Step] = []
    phases: list[Phase] = []
    problem: Problem | None = None
    trace: Trace | None = None  # where calls are traced
    began: float = field(default_factory=time.perf_counter)

    def record(self, phase: str, notes: Sequence[Note], losses: Sequence[Loss]) -> None:
        """Notes that a step is done, and what fired and was lost in it."""
        if notes and self.one_dialect:
            notes = [note for note in notes if not note.of_place]
        self.steps.append(Step(phase, tuple(notes), tuple(losses)))
        self.mark(phase)

    def mark(self, phase: str) -> None:
        """Notes that the time since the last mark was that phase's."""
        phases = self.phases
        phases.append(Phase(phase, phases[-1].ended if phases else self.began, time.perf_counter()))

    def lead(self, request: WireRequest) -> WireRequest:
        """A request as it goes to the backend: it tells the trace it belongs to, where there is one."""
        return request if self.trace is None else self.trace.lead(request)

    async def follow(self, request: WireRequest, sending: Awaitable[WireResponse]) -> WireResponse:
        """Notes that a request goes to the backend, and its answer when there is one."""
        place = len(self.sent)
        self.sent.append(Sent(request))
        response = None
        try:
            response = await sending
        finally:
            self.mark(EXCHANGE)
            phase = self.phases[-1]
            self.sent[place] = Sent(request, response, phase.ended - phase.began)
        return response

    def complete(self, response: WireResponse) -> None:
        """Notes the last answer again, now that its body has been read."""
        self.sent[-1] = replace(self.sent[-1], response=response)

    @property
    def received(self) -> int:
        """How many bytes the backend's answers hold."""
        size = 0
        for sent in self.sent:
            response = sent.response
            if response is not None:
                size += len(response.body)
        return size

    @property
    def request_losses(self) -> tuple[Loss, ...]:
        """Those of the request alone: what an earlier answer of the same call lost is no reason to stop half-way."""
        lost: tuple[Loss, ...] = ()
        for step in self.steps:
            if step.losses and step.phase in _OF_THE_REQUEST:
                lost += step.losses
        return lost

    @property
    def losses(self) -> tuple[Loss, ...]:
        lost: tuple[Loss, ...] = ()
        for step in self.steps:
            if step.losses:
                lost += step.losses
        return lost
