"""What a listener asks of the gateway: carry out, screen, refuse. Each request is answered by the configuration of its arrival.

The configuration is one reference that is replaced whole: a call in progress keeps the one it began with. Whatever the answer
is, the log and the metrics get to know it, once, when the call has ended.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from dataclasses import replace

from gateway.model import Problem
from gateway.observe.log import log_call, log_refusal
from gateway.observe.metrics import CallMetrics
from gateway.observe.record import Written, record_call
from gateway.observed_stream import ObservedStream
from gateway.pipeline import Gateway, handle, refuse, screen
from gateway.trail import Trail
from gateway.wire import WireRequest, WireResponse


class Front:
    """One listener's side of the pipeline. `gateway` is the configuration for the requests that arrive from now on."""

    def __init__(self, gateway: Gateway, metrics: CallMetrics) -> None:
        self.gateway = gateway
        self._metrics = metrics

    async def handle(self, wire: WireRequest) -> WireResponse:
        """The answer to a request that was read whole."""
        gateway, trail = self.gateway, Trail()
        with ExitStack() as held:
            held.enter_context(self._metrics.in_progress())
            try:
                response = await handle(wire, gateway, trail)
            except asyncio.CancelledError:
                self._note(wire, trail, gateway, None)
                raise
            if response.stream is None:
                self._note(wire, trail, gateway, Written(response.status, len(response.body)))
                return response
            answered = time.perf_counter()
            kept = held.pop_all()

            def end(size: int, *, whole: bool) -> None:
                with kept:
                    self._note(wire, trail, gateway, Written(response.status, size, whole), answered)

            return replace(response, stream=ObservedStream(response.stream, end))

    async def screen(self, wire: WireRequest) -> WireResponse | None:
        """The refusal of a request whose body is not worth reading, or None."""
        gateway, trail = self.gateway, Trail()
        response = await screen(wire, gateway, trail)
        if response is not None:
            self._note(wire, trail, gateway, Written(response.status, len(response.body)))
        return response

    def refuse(self, problem: Problem, wire: WireRequest) -> WireResponse:
        """The refusal of a request that could not be read, or could not be taken."""
        self._metrics.refuse(problem)
        log_refusal(problem, wire)
        return refuse(problem, wire, self.gateway)

    def _note(
        self, wire: WireRequest, trail: Trail, gateway: Gateway, answer: Written | None, answered: float | None = None
    ) -> None:
        """`answer` is None where nobody was there to be answered any more."""
        backend = gateway.backends[trail.route.backend].dialect.name if trail.route else None
        now = time.perf_counter() if answered is None else answered
        record = record_call(wire, trail, answer, answered=now, backend_dialect=backend)
        self._metrics.count(record)
        log_call(record)
