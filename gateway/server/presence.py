"""A connection among the others of its process: counted, asked to go when it idles and another needs the place, never held
open by a caller that takes nothing, and keeping nothing of a request once that is answered.
"""

from __future__ import annotations

import asyncio
from typing import cast

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import ERROR, RequestHandler

from gateway.server.exchange import Exchange
from gateway.server.occupancy import Occupancy
from gateway.server.stall import StallWatch

_UNTAKEN = 16_384  # bytes a caller may leave untaken before we wait for it; TLS allows half a megabyte and keeps the room


class Presence(RequestHandler):
    """What of a connection has nothing to do with what is said on it."""

    __slots__ = ("_counted", "_crowded", "_exchange", "_made", "_message", "_stall")

    _exchange: Exchange

    def begin(self, exchange: Exchange) -> None:
        """Set up a new one, which the acceptor has counted in."""
        self._exchange = exchange
        self._counted = True
        self._made = False
        self._crowded = False  # there was no place for it: it is told so, and nothing else
        self._stall: StallWatch | None = None
        self._message: RawRequestMessage | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._made = True
        super().connection_made(transport)
        limits = self._exchange.limits
        writing = cast("asyncio.Transport", transport)
        writing.set_write_buffer_limits(high=_UNTAKEN)
        self._stall = StallWatch(writing, limits.stall_seconds)
        self._crowded = not self._occupancy.seat(limits.connections, limits.head_seconds)
        if not self._crowded:
            self._occupancy.rest(self, silent=True)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._stall is not None:
            self._stall.end()
            self._stall = None
        self._occupancy.wake(self)
        self._count_out()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_writing()

    def give_way(self) -> None:
        """Nothing is in progress: close, another connection needs the place."""
        self.force_close()

    def count_out_unmade(self) -> None:
        """The handshake is over. Where it failed, this connection never was one."""
        if not self._made:
            self._count_out()

    def note_failed_handshake(self) -> None:
        """The TLS handshake failed, whoever is to blame."""
        self._occupancy.note_failed_handshake()

    def take_message(self) -> RawRequestMessage:
        """The head that `_lay_aside` took, once; aiohttp's stand-in for a broken one where there is none."""
        message, self._message = self._message, None
        return message or ERROR

    def _lay_aside_message(self) -> RawRequestMessage:
        """Take the head that was just parsed from aiohttp, which would hold it in a variable until the next one comes."""
        message, body = self._messages[-1]
        self._messages[-1] = (ERROR, body)
        self._message = cast("RawRequestMessage", message)
        return self._message

    def _watch_writing(self) -> None:
        if self._stall is not None:
            self._stall.begin()

    @property
    def _occupancy(self) -> Occupancy:
        return self._exchange.capacity.connections

    def _count_out(self) -> None:
        if self._counted:
            self._counted = False
            self._occupancy.leave()


class Request(web.BaseRequest):
    """aiohttp's, which can be emptied: the connection holds it until the next one comes."""

    def forget(self) -> None:
        """Let go of the head. Nothing of it is asked for after this."""
        self._message = ERROR
        self._headers = ERROR.headers
        self._rel_url = ERROR.url
        self._cache.clear()
