"""Sends a WireRequest to a backend, byte for byte, and brings back its WireResponse or a Problem.

It is sent once, or again only where that cannot make anything happen twice (see `retry`).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from ssl import SSLContext

from gateway.model import ProblemRaised
from gateway.upstream.asked import Asked
from gateway.upstream.balance import Balance
from gateway.upstream.breaker import BreakerLimits
from gateway.upstream.budget import RetryBudget
from gateway.upstream.course import Course
from gateway.upstream.endpoint import Endpoint, Manners
from gateway.upstream.events import SILENT, EndpointState, EndpointUse, Events
from gateway.upstream.exchange import Connecting
from gateway.upstream.failures import AttemptFailed
from gateway.upstream.health import HealthCheck
from gateway.upstream.outgoing import Outgoing, parse_endpoint
from gateway.upstream.probes import Probes
from gateway.upstream.reports import Reports
from gateway.upstream.retry import Retries
from gateway.upstream.selection import Selection
from gateway.upstream.timeouts import Timeouts
from gateway.wire import WireRequest, WireResponse

_USUAL_BREAKER, _USUAL_RETRIES = BreakerLimits(), Retries()


class Upstream:
    """One backend, at one or more endpoints. Connections are kept between requests.

    `endpoints` are scheme, host and port, nothing else (ValueError otherwise). `body_limit` bounds an answer that is read
    whole, decoded or not, in bytes; `connections` is how many requests may be in progress at each endpoint, and as many again
    for streams; `server_name` whom the certificates must name, by default the endpoint's host. `now` is a clock in seconds,
    `chance` gives numbers from 0 to 1. To be used and closed on one event loop.
    """

    def __init__(
        self,
        endpoints: tuple[str, ...],
        *,
        timeouts: Timeouts,
        body_limit: int,
        ssl: SSLContext | None = None,
        server_name: str | None = None,
        connections: int = 100,
        balance: Balance = Balance.ROUND_ROBIN,
        breaker: BreakerLimits = _USUAL_BREAKER,
        health: HealthCheck | None = None,
        slow_return: float = 30.0,
        retries: Retries = _USUAL_RETRIES,
        events: Events = SILENT,
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        if not endpoints:
            raise ValueError("a backend needs at least one endpoint")
        how = Connecting(timeouts, body_limit, ssl, server_name)
        manners = Manners(how, connections, breaker, slow_return)
        self._endpoints = [
            Endpoint(index, url, manners, Reports(str(url), events), now)
            for index, url in enumerate(map(parse_endpoint, endpoints))
        ]
        self._total = timeouts.total
        self._clock: Callable[[], float] | None = None
        self._selection = Selection(self._endpoints, balance)
        self._retries = retries
        self._budget = RetryBudget(retries.budget, now)
        self._probes = Probes(self._endpoints, health, how, chance)

    def __repr__(self) -> str:
        return f"Upstream({', '.join(map(repr, self._endpoints))})"

    async def send(
        self,
        request: WireRequest,
        *,
        stream: int | None = None,
        repeatable: bool = False,
        deadline: float | None = None,
        confirm: Callable[[], None] | None = None,
    ) -> WireResponse:
        """Send a request whose target is in origin form and leads to the resource there, base path included.

        `repeatable` tells that the operation only reads. Nothing is waited for beyond `deadline` (loop time) or
        `timeouts.total`. `confirm` is called each time before it is sent, and may still stop it by raising ProblemRaised. The
        answer is read whole and decoded. A success of more than `stream` bytes, where that is not None, may come with its body
        still to come: then the caller must `aclose` the stream. Raises ProblemRaised: BACKEND_UNREACHABLE, BACKEND_TIMED_OUT,
        BACKEND_UNREADABLE, OVERLOADED where no connection became free, or MALFORMED for header bytes that cannot be sent;
        ValueError for a target no request line can hold. Where a problem's `retry` is IF_UNSENT the request was not sent.
        """
        outgoing = Outgoing.of(request, repeatable=repeatable)
        self._budget.note_call()
        clock = self._clock or self._find_clock()
        ends = clock() + self._total
        ends = ends if deadline is None else min(ends, deadline)
        course = Course(Asked(outgoing, stream, ends, clock, confirm), self._retries, self._budget, self._selection)
        while True:
            try:
                endpoint, progress = course.begin()
                answer = await endpoint.ask(course.asked, progress)
            except ProblemRaised as raised:
                if isinstance(raised, AttemptFailed) and course.goes_on_after(raised, endpoint, progress):
                    continue
                if course.answer is None:
                    raise
                return course.answer
            if answer is not None and not course.goes_on_from(answer, endpoint):
                return answer

    def _find_clock(self) -> Callable[[], float]:
        """Once: to ask for the loop is a call of the system in some versions of Python."""
        self._clock = asyncio.get_running_loop().time
        return self._clock

    def start(self) -> None:
        """Begin the active probes, where there are to be any."""
        self._probes.start()

    def states(self) -> tuple[EndpointState, ...]:
        """How each endpoint is, in the order of the settings."""
        return tuple(endpoint.state() for endpoint in self._endpoints)

    def uses(self) -> tuple[EndpointUse, ...]:
        """How much each has to do. May be asked from any thread."""
        return tuple(endpoint.use() for endpoint in self._endpoints)

    def retire(self) -> None:
        """Another takes its place: probes end now, connections close when nothing is in progress. What comes is still sent."""
        self._probes.stop()
        for endpoint in self._endpoints:
            endpoint.retire()

    async def close(self) -> None:
        """End the probes and close all connections. A stream that is still being read breaks."""
        await self._probes.close()
        for endpoint in self._endpoints:
            await endpoint.close()
