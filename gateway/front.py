"""What a listener asks of the gateway: carry out, screen, refuse. Each request is answered by the configuration of its arrival.

The configuration is one reference that is replaced whole: a call in progress keeps the one it began with. Whatever the answer
is, the log, the metrics and the trace get to know it, once, when the call has ended.
"""

from __future__ import annotations

import asyncio
import time

from msgspec import Struct
from msgspec.structs import replace

from gateway.model import Problem
from gateway.observe.log.calls import log_call, log_refusal
from gateway.observe.metrics.calls import CallMetrics
from gateway.observe.record import Written, record_call
from gateway.observe.tracing import OFF, CallTrace, Tracing
from gateway.observed_stream import ObservedStream
from gateway.pipeline import Gateway, handle, refuse, screen
from gateway.trail import Trail
from gateway.wire import ByteStream, WireRequest, WireResponse


class _Begun(Struct, frozen=True):
    """A call from its beginning on, and the configuration it is carried out by. `trace` is None where calls are not traced."""

    wire: WireRequest
    gateway: Gateway
    trail: Trail
    trace: CallTrace | None


class Front:
    """One listener's side of the pipeline. `gateway` is the configuration for the requests that arrive from now on."""

    def __init__(self, gateway: Gateway, metrics: CallMetrics, tracing: Tracing = OFF) -> None:
        self.gateway = gateway
        self._metrics = metrics
        self._tracing = tracing

    async def handle(self, wire: WireRequest) -> WireResponse:
        """The answer to a request that was read whole."""
        call = self._begin(wire)
        self._metrics.begin()
        goes_on = False
        try:
            response = await handle(wire, call.gateway, call.trail)
            if response.stream is None:
                self._note(call, Written(response.status, len(response.body)))
                return response
            goes_on = True
            return self._observe(call, response, response.stream)
        except asyncio.CancelledError:
            self._note(call, None)
            raise
        finally:
            if not goes_on:
                self._metrics.end()

    async def screen(self, wire: WireRequest) -> WireResponse | None:
        """The refusal of a request whose body is not worth reading, or None."""
        call = self._begin(wire)
        try:
            response = await screen(wire, call.gateway, call.trail)
        except asyncio.CancelledError:
            self._note(call, None)
            raise
        if response is not None:
            self._note(call, Written(response.status, len(response.body)))
        return response

    def refuse(self, problem: Problem, wire: WireRequest) -> WireResponse:
        """The refusal of a request that could not be read, or could not be taken."""
        self._metrics.refuse(problem)
        log_refusal(problem, wire, self.gateway.public_url, self.gateway.logged)
        return refuse(problem, wire, self.gateway)

    def _begin(self, wire: WireRequest) -> _Begun:
        trail = Trail()
        trail.trace = trace = self._tracing.begin(wire, trail.began)
        return _Begun(wire, self.gateway, trail, trace)

    def _observe(self, call: _Begun, response: WireResponse, stream: ByteStream) -> WireResponse:
        """The response, whose call ends with its body."""
        answered = time.perf_counter()

        def end(size: int, *, whole: bool) -> None:
            try:
                self._note(call, Written(response.status, size, whole), answered)
            finally:
                self._metrics.end()

        return replace(response, stream=ObservedStream(stream, end))

    def _note(self, call: _Begun, answer: Written | None, answered: float | None = None) -> None:
        """`answer` is None where nobody was there to be answered any more."""
        route = call.trail.route
        backend = call.gateway.backends[route.backend].dialect.name if route else None
        now = time.perf_counter() if answered is None else answered
        record = record_call(call.wire, call.trail, answer, answered=now, backend_dialect=backend)
        self._metrics.count(record)
        log_call(record, call.gateway.logged)
        if call.trace is not None:
            call.trace.end(record)
