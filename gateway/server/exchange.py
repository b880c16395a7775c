"""One request on a listener, from the parser's message to the Answer. Every path ends in an Answer in the caller's dialect."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec.structs import replace

from gateway.model import Problem, ProblemRaised
from gateway.server import problems
from gateway.server.answer import Answer, Occasion
from gateway.server.body import read_body
from gateway.server.capacity import Capacity
from gateway.server.forwarding import TRUSTING_NOBODY, Arrival, Forwarding
from gateway.server.incoming import Incoming
from gateway.server.limits import ListenerLimits
from gateway.server.request import Head, guess_request, read_head, received
from gateway.wire import WireRequest, WireResponse

Handle: TypeAlias = Callable[[WireRequest], Awaitable[WireResponse]]
"""Carries out a request. It answers failures itself; what it raises is a defect, logged and answered as an internal error."""

Refuse: TypeAlias = Callable[[Problem, WireRequest], WireResponse]
"""Writes a Problem in the caller's dialect. The request may hold no more than a method and a target, or garbage in their
place; it never has a body. Must not raise."""

Screen: TypeAlias = Callable[[WireRequest], Awaitable[WireResponse | None]]
"""Asked with the head alone before a body is read on that is large or waits to be asked for. A response is the answer, and the
body is not read; None lets it come. What it raises is a defect."""

_log = logging.getLogger(__name__)


async def admit_every_body(head: WireRequest) -> None:
    """The Screen of a listener that has nothing to refuse by a head alone."""
    del head


@dataclass(frozen=True, slots=True)
class Exchange:
    """What every connection of one listener does with a request. `now` is in seconds since 1970."""

    handle: Handle
    refuse: Refuse
    limits: ListenerLimits
    new_request_id: Callable[[], str]
    now: Callable[[], float]
    capacity: Capacity = field(default_factory=Capacity)
    forwarding: Forwarding = TRUSTING_NOBODY
    screen: Screen = admit_every_body

    async def answer(self, incoming: Incoming) -> Answer:
        """Carry out a request whose head the parser took."""
        try:
            head = read_head(incoming, new_request_id=self.new_request_id)
        except ProblemRaised as raised:
            return self.refusal(raised.problem, incoming.line)
        response: WireResponse | None = None
        try:
            traced = self._trace(head, incoming)
            if incoming.has_body or head.expected:
                response = await self._respond(traced, incoming, head)
            else:
                response = await self.handle(traced)
            return self._compose(response, head, incoming)
        except ProblemRaised as raised:
            return self._compose(self.refuse(raised.problem, head.request), head, incoming, last=True)
        except Exception as error:  # noqa: BLE001 - whatever a defect raises, the caller gets an answer of its dialect
            # The sentence of an exception may hold what the caller sent; where it was raised does not.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while handling request %s\n%s", type(error).__name__, head.request_id, places)
        if response is not None and response.stream is not None:
            await response.stream.aclose()
        return self._compose(self.refuse(problems.internal(), head.request), head, incoming)

    def _trace(self, head: Head, incoming: Incoming) -> WireRequest:
        """The request with its client and what a backend is told of its way. Raises ProblemRaised where it was here before."""
        request = head.request
        arrival = Arrival(request.remote, incoming.caller.scheme, head.host, incoming.is_http_1_0)
        # As they were received: what a Connection field names is not to be passed on, and none of it is, but it is to be read.
        way = self.forwarding
        trace = way.trace(received(incoming), arrival) if head.tells_of_way else way.trace_direct(arrival)
        return replace(request, client=trace.client, forwarded=trace.fields)

    async def _respond(self, traced: WireRequest, incoming: Incoming, head: Head) -> WireResponse:
        """The response to a request with a body or an expectation. Raises ProblemRaised where it cannot be met or had."""
        # The body's part of the memory is given back when it is of no use any more, and not before.
        with self.capacity.bodies.reserve(self.limits.bodies, traced.client or traced.remote) as room:
            body = await read_body(incoming, head.expected, self.limits, room, screen=lambda: self.screen(traced))
            return body if isinstance(body, WireResponse) else await self.handle(replace(traced, body=body))

    def refusal(self, problem: Problem, line: bytes) -> Answer:
        """The last answer on a connection, to a request of which nothing is known but its request line, if that."""
        request_id = self.new_request_id()
        request = guess_request(line, request_id)
        return self._write(self.refuse(problem, request), request.method, request_id, last=True)

    def _compose(self, response: WireResponse, head: Head, incoming: Incoming, *, last: bool = False) -> Answer:
        last = last or incoming.caller.closes_after(incoming)
        return self._write(response, head.request.method, head.request_id, last=last, http_1_0=incoming.is_http_1_0)

    def _write(self, response: WireResponse, method: str, request_id: str, *, last: bool, http_1_0: bool = False) -> Answer:
        """The Answer. Raises ValueError where the response cannot stand on the wire."""
        return Answer.to(response, Occasion(method, http_1_0, last, request_id, self.now(), self.limits.stall_seconds))
