"""A connection among the others of its process: counted, asked to go when it idles and another needs the place, and closed
when it has idled for long. It has one timer, which is set anew when it rings and not with each request.
"""

from __future__ import annotations

import asyncio

from gateway.server.exchange import Exchange
from gateway.server.occupancy import Occupancy
from gateway.server.outlet import Outlet


class Presence(Outlet):
    """What of a connection has nothing to do with what is said on it."""

    __slots__ = ("_counted", "_crowded", "_exchange", "_idle_timer", "_idle_until", "_made", "_occupancy")

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        """A new one, which the acceptor has counted in."""
        super().__init__(loop)
        self._exchange = exchange
        self._occupancy: Occupancy = exchange.capacity.connections  # of the process: no other exchange has another
        self._counted = True
        self._made = False
        self._crowded = False  # there was no place for it: it is told so, and nothing else
        self._idle_timer: asyncio.TimerHandle | None = None
        self._idle_until = 0.0

    @property
    def stall_seconds(self) -> float:
        return self._exchange.limits.stall_seconds

    @property
    def is_idle(self) -> bool:
        """Whether no request has begun that is not answered."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._made = True
        super().connection_made(transport)
        limits = self._exchange.limits
        self._crowded = not self._occupancy.seat(limits.connections, limits.head_seconds)
        if self._crowded:
            self._wait_idle()
        else:
            self._rest(silent=True)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        self._occupancy.wake(self)
        self._count_out()
        super().connection_lost(exc)

    def give_way(self) -> None:
        """Nothing is in progress: close, another connection needs the place."""
        self.hang_up()

    def count_out_unmade(self) -> None:
        """The handshake is over. Where it failed, this connection never was one."""
        if not self._made:
            self._count_out()

    def note_failed_handshake(self) -> None:
        """The TLS handshake failed, whoever is to blame."""
        self._occupancy.note_failed_handshake()

    def _rest(self, *, silent: bool) -> None:
        """Nothing is in progress from now on. `silent`: nothing was ever asked for."""
        self._occupancy.rest(self, silent=silent)
        self._wait_idle()

    def _wait_idle(self) -> None:
        self._idle_until = until = self._loop.time() + self._exchange.limits.idle_seconds
        timer = self._idle_timer
        if timer is None or timer.when() > until:
            if timer is not None:
                timer.cancel()
            self._idle_timer = self._loop.call_at(until, self._look_if_idle)

    def _look_if_idle(self) -> None:
        self._idle_timer = None
        if not self.is_idle:
            return  # whoever ends what is in progress sets it again
        if self._loop.time() < self._idle_until:
            self._idle_timer = self._loop.call_at(self._idle_until, self._look_if_idle)
        else:
            self.hang_up()

    def _count_out(self) -> None:
        if self._counted:
            self._counted = False
            self._occupancy.leave()
