"""What a listener asks of the gateway: carry out, screen, refuse. Each request is answered by the configuration of its arrival.

The configuration is one reference that is replaced whole: a call in progress keeps the one it began with. Whatever the answer
is, the log and the metrics get to know it.
"""

from __future__ import annotations

import asyncio
import time

from gateway.model import Problem
from gateway.observe.log import log_call, log_refusal
from gateway.observe.metrics import CallMetrics
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
        trail = Trail()
        began = time.perf_counter()
        try:
            with self._metrics.in_progress():
                response = await handle(wire, self.gateway, trail)
        except asyncio.CancelledError:
            self._note(wire, None, trail, time.perf_counter() - began)
            raise
        self._note(wire, response, trail, time.perf_counter() - began)
        return response

    async def screen(self, wire: WireRequest) -> WireResponse | None:
        """The refusal of a request whose body is not worth reading, or None."""
        trail = Trail()
        began = time.perf_counter()
        response = await screen(wire, self.gateway, trail)
        if response is not None:
            self._note(wire, response, trail, time.perf_counter() - began)
        return response

    def refuse(self, problem: Problem, wire: WireRequest) -> WireResponse:
        """The refusal of a request that could not be read, or could not be taken."""
        self._metrics.refuse(problem)
        log_refusal(problem, wire)
        return refuse(problem, wire, self.gateway)

    def _note(self, wire: WireRequest, response: WireResponse | None, trail: Trail, seconds: float) -> None:
        """`response` is None where nobody was there to be answered any more."""
        self._metrics.count(response, trail, seconds)
        log_call(wire, response, trail, seconds)
