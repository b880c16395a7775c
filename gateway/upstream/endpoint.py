"""One endpoint of a backend: its free places, its breaker, its health, its share, and one attempt at it.

What counts against an endpoint is what no caller brings about by what it asks: no connection, no answer in time, an answer
that is not HTTP, and 502, 503 and 504. A caller that leaves, our own limits and a kept connection that died do not count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from yarl import URL

from gateway.model import ProblemRaised
from gateway.upstream import failures
from gateway.upstream.answer import BackendStream, read_rest
from gateway.upstream.asked import Asked
from gateway.upstream.balance import share_after
from gateway.upstream.breaker import Breaker, BreakerLimits, BreakerState, Permit
from gateway.upstream.events import EndpointState, EndpointUse
from gateway.upstream.exchange import Connecting, Connections
from gateway.upstream.places import Places, Seat
from gateway.upstream.progress import Progress
from gateway.upstream.reports import Reports
from gateway.wire import WireResponse

INCAPABLE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
"""By these a server says that it, or what is behind it, cannot do its work. A 500 may be of the call's making."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How every endpoint of a backend is dealt with. `connections` is how many requests may be in progress at it, and as many
    again for streams; `slow_return` is in seconds."""

    how: Connecting
    connections: int
    breaker: BreakerLimits
    slow_return: float


class Endpoint:
    """One endpoint. `index` is its place among the backend's endpoints."""

    def __init__(self, index: int, url: URL, manners: Manners, reports: Reports, now: Callable[[], float]) -> None:
        self.index = index
        self.url = url
        self.healthy = True
        self.busy = 0
        self.reports = reports
        self._manners = manners
        self._now = now
        self._breaker = Breaker(manners.breaker, now)
        self._returned: float | None = None
        # Streams have places of their own: a hundred callers that listen slowly must not keep a call from being placed.
        self._places, self._stream_places = Places(manners.connections), Places(manners.connections)
        self._connections = Connections(url, manners.how)
        self._told = BreakerState.CLOSED
        self._retired = False
        self._closing: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        health = "healthy" if self.healthy else "unhealthy"
        return f"Endpoint({self.url}, breaker {self._breaker.state}, {health}, {self.busy} busy)"

    @property
    def admits(self) -> bool:
        """Whether its breaker lets a call through now."""
        return self._breaker.admits

    @property
    def wait(self) -> float:
        """Seconds until its breaker lets a call through; 0 also while another call tries it."""
        return self._breaker.wait()

    @property
    def weight(self) -> float:
        """Its share of the calls: 1, or less where it came back a short time ago."""
        return 1.0 if self._returned is None else share_after(self._now() - self._returned, self._manners.slow_return)

    def is_full(self, stream: int | None) -> bool:
        """Whether a call that asks for such an answer would have to wait."""
        return self._places_for(stream).all_taken

    def state(self) -> EndpointState:
        return EndpointState(str(self.url), self._breaker.state, self.healthy, self.busy)

    def use(self) -> EndpointUse:
        """How much it has to do. May be asked from any thread."""
        return EndpointUse(str(self.url), self.busy, *self._connections.count())

    def set_health(self, *, healthy: bool) -> None:
        """What its probes say from now on."""
        self.healthy = healthy
        if healthy:
            self._returned = self._now()
        self._tell_state()

    async def ask(self, asked: Asked, progress: Progress) -> WireResponse | None:
        """One attempt. None where the breaker opened while a place was waited for.

        Raises AttemptFailed; ProblemRaised where there was no place or no time, or it is not wanted any more, and then nothing
        was sent.
        """
        places, seat, handed_over = self._places_for(asked.stream), None, False
        self.busy += 1
        try:
            if not places.take_free():
                await self._wait_for_place(places, min(self._manners.how.timeouts.connect, asked.ends - asked.clock()))
            seat = Seat(places)
            if asked.clock() >= asked.ends:
                raise failures.out_of_time()
            if asked.confirm is not None:
                asked.confirm()
            permit = self._breaker.admit()
            if permit is None:
                return None
            self._tell_change()
            answer = await self._attempt(permit, asked, progress)
            stream = answer.stream
            if not isinstance(stream, BackendStream):
                return answer
            among_streams = seat.move_to(self._stream_places)
            stream.watch(partial(self._note_broken_stream, permit, asked), partial(self._leave, seat))
            handed_over = True
            return answer if among_streams else await read_rest(answer, stream)
        finally:
            if not handed_over:
                self._leave(seat)

    def retire(self) -> None:
        """Close the connections as soon as no call is in progress, and again after any that still comes."""
        self._retired = True  # and what it finds out from now on is no news: another may stand in its place
        self._close_when_done()

    async def close(self) -> None:
        """Close all connections. A stream that is still being read breaks."""
        await self._connections.close()
        await asyncio.gather(*self._closing)

    def _places_for(self, stream: int | None) -> Places:
        """What comes whole unless it is large begins among those that do, and moves when it turns out to be."""
        return self._stream_places if stream == 0 else self._places

    async def _wait_for_place(self, places: Places, seconds: float) -> None:
        try:
            await places.take(seconds)
        except ProblemRaised:
            self.reports.crowded()
            raise

    async def _attempt(self, permit: Permit, asked: Asked, progress: Progress) -> WireResponse:
        outgoing = asked.outgoing
        try:
            answer = await self._connections.exchange(outgoing, progress, stream=asked.stream, ends=asked.ends)
        except failures.AttemptFailed as failed:
            if failed.counts:
                self._blame(permit, asked)
            else:
                self._breaker.release(permit)
            self.reports.failed(failed)
            raise
        except BaseException:
            self._breaker.release(permit)
            if progress.sent and not outgoing.repeatable:
                self.reports.given_up()
            raise
        else:
            self._judge(permit, asked, answer)
            return answer
        finally:
            self._tell_change()

    def _judge(self, permit: Permit, asked: Asked, answer: WireResponse) -> None:
        if answer.status in INCAPABLE:
            self._blame(permit, asked)
            self.reports.incapable(answer.status)
        else:
            self._breaker.succeed(permit)

    def _blame(self, permit: Permit, asked: Asked) -> None:
        """Counts against this endpoint, once for each call: a call that nothing could answer must not count for two."""
        (self._breaker.release if self.index in asked.blamed else self._breaker.fail)(permit)
        asked.blamed.add(self.index)

    def _note_broken_stream(self, permit: Permit, asked: Asked, failed: failures.AttemptFailed) -> None:
        if failed.counts:
            self._blame(permit, asked)
        self.reports.failed(failed)
        self._tell_change()

    def _tell_change(self) -> None:
        state = self._breaker.state
        if state is self._told:
            return
        self._told = state
        if state is BreakerState.CLOSED:
            self._returned = self._now()
        self._tell_state()

    def _tell_state(self) -> None:
        if not self._retired:
            self.reports.changed(self.state())

    def _leave(self, seat: Seat | None) -> None:
        if seat is not None:
            seat.give_back()
        self.busy -= 1
        self._close_when_done()

    def _close_when_done(self) -> None:
        if self._retired and not self.busy:
            task = asyncio.get_running_loop().create_task(self._connections.let_go())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
