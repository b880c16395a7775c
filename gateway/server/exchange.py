"""One request on a listener, from the parser's message to the Answer. Every path ends in an Answer in the caller's dialect."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web
from msgspec.structs import replace

from gateway.model import Problem, ProblemRaised
from gateway.server import problems
from gateway.server.answer import Answer, Occasion
from gateway.server.body import read_body
from gateway.server.capacity import Capacity
from gateway.server.forwarding import TRUSTING_NOBODY, Forwarding
from gateway.server.limits import ListenerLimits
from gateway.server.request import guess_request, read_head, trace_head
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

    async def answer(self, request: web.BaseRequest, line: bytes, *, closes: Callable[[], bool]) -> Answer:
        """Carry out a request whose head the parser took. `closes` tells, once there is a response, whether it is the last."""
        try:
            head = read_head(request, line, new_request_id=self.new_request_id)
        except ProblemRaised as raised:
            return self.refusal(raised.problem, line)
        response: WireResponse | None = None
        try:
            response = await self._respond(request, head)
            return self._compose(response, head, request, last=closes())
        except ProblemRaised as raised:
            return self._compose(self.refuse(raised.problem, head), head, request, last=True)
        except Exception as error:  # noqa: BLE001 - whatever a defect raises, the caller gets an answer of its dialect
            # The sentence of an exception may hold what the caller sent; where it was raised does not.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while handling request %s\n%s", type(error).__name__, head.headers.get("X-Request-Id"), places)
        if response is not None and response.stream is not None:
            await response.stream.aclose()
        return self._compose(self.refuse(problems.internal(), head), head, request, last=closes())

    async def _respond(self, request: web.BaseRequest, head: WireRequest) -> WireResponse:
        """The response. Raises ProblemRaised where the request goes in circles or its body cannot be had."""
        traced = trace_head(request, head, self.forwarding)
        # The body's part of the memory is given back when it is of no use any more, and not before.
        with self.capacity.bodies.reserve(self.limits.bodies, traced.client or traced.remote) as room:
            body = await read_body(request, self.limits, room, screen=lambda: self.screen(traced))
            return body if isinstance(body, WireResponse) else await self.handle(replace(traced, body=body))

    def refusal(self, problem: Problem, line: bytes) -> Answer:
        """The last answer on a connection, to a request of which nothing is known but its request line, if that."""
        head = guess_request(line, self.new_request_id())
        return self._compose(self.refuse(problem, head), head, None, last=True)

    def _compose(self, response: WireResponse, head: WireRequest, request: web.BaseRequest | None, *, last: bool) -> Answer:
        occasion = Occasion(
            method=head.method,
            http_1_0=request is not None and request.version < (1, 1),
            last=last,
            request_id=head.headers.get("X-Request-Id") or "",
            now=self.now(),
            patience=self.limits.stall_seconds,
        )
        return Answer(response, occasion)
