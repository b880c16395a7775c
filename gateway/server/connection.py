"""One caller's connection: aiohttp's protocol, with the answers to malformed requests taken out of its hands.

aiohttp answers what it cannot parse with an HTTP/1.0 text that repeats the offending bytes, loses good requests that stand
in front of a bad one, and leaves a handler waiting for ever whose chunked body breaks. Here bytes reach the parser one
request at a time, each refusal is an Answer in the dialect of its own request line, and before the connection of a refused
caller is closed it is read on for a while, lest a TCP reset destroy the answer on its way (RFC 9112 section 9.6).

A caller that closes its side, even only for sending, has left: what is done for it is cancelled.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import cast

from aiohttp import web
from aiohttp.http import HttpRequestParser
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestPayloadError, _ErrInfo

from gateway.model import Problem, ProblemRaised
from gateway.server import problems
from gateway.server.answer import Answer
from gateway.server.cutter import MessageCutter
from gateway.server.exchange import Exchange
from gateway.server.presence import Presence, Request

_log = logging.getLogger(__name__)
_READ_AHEAD = 65_536  # bytes of later requests kept while one is being answered; then TCP holds the caller back
_BODY_BUFFER = 16_384  # bytes of a body that wait to be read; at twice that TCP holds the caller back too
_OF_HTTP_0_9 = re.compile(rb"[A-Za-z]+ [^ ]+")
_NO_LINGER = 0.0  # aiohttp's way reads on for a body only, and not where a head was refused; `_linger` does both


class Connection(Presence):
    """One connection of a listener."""

    __slots__ = ("_answering", "_backlog", "_body", "_cutter", "_draining", "_head_timer", "_refused")

    def __init__(self, server: web.Server, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        limits = exchange.limits
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=limits.idle_seconds,
            logger=_log,
            access_log=None,  # type: ignore[arg-type]  # aiohttp's own way to say that there is none
            max_line_size=limits.request_line,
            max_field_size=limits.header,
            max_headers=limits.header_count + 1,  # ours is counted first and says what is wrong
            read_bufsize=_BODY_BUFFER,
            lingering_time=_NO_LINGER,
            # A decoded body is not the one that was sent, and small ones can be made to grow.
            auto_decompress=False,
        )
        self.begin(exchange)
        self._cutter = MessageCutter()
        self._backlog = bytearray()
        self._body: StreamReader | None = None  # of the request that is being read
        self._answering = False  # a request was read whole and its answer is not out
        self._refused = False  # what still arrives is not looked at
        self._draining = False
        self._head_timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """New bytes, or, where there are none, aiohttp's sign that reading may go on."""
        if self._refused:
            return
        if not data:
            self._feed(b"")
        self._backlog += data
        while self._backlog and not (self._answering or self._reading_paused):
            self._cutter.skip_empty_lines(self._backlog)
            if not self._backlog:
                break
            self._start_head_timer()
            if self._cutter.holds_part_of_line(self._backlog, self._exchange.limits.request_line):
                break
            piece = self._cutter.take(self._backlog)
            problem = problems.overloaded() if self._crowded else self._find_excess()
            if problem is None:
                self._feed(piece)
            elif self._body is None:
                self.refuse(problem)
            else:
                self._stop_reading()  # whoever reads the body answers
        if len(self._backlog) > _READ_AHEAD and not self._buffer_paused:
            self._pause_reading_for_buffer()

    def refuse(self, problem: Problem) -> None:
        """Answer the request that is being read with this Problem, once those before it are answered, and close."""
        self._messages.append((_ErrInfo(problem.status, ProblemRaised(problem), ""), EMPTY_PAYLOAD))
        self._stop_reading()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def is_idle(self) -> bool:
        """Whether no request has begun that is not answered."""
        return not (self._messages or self._request_in_progress or self._head_timer or self._body or self._answering)

    def announce_end(self) -> None:
        """From now on an answer says that it is the connection's last. One without a request stays open."""
        self._draining = True

    def drain(self) -> None:
        """Answer the request that has begun, if one has, and close."""
        self._draining = True
        if self.is_idle:
            self.force_close()

    def adopt(self, exchange: Exchange) -> None:
        """From the next request on, do as this says."""
        self._exchange = exchange
        self._keepalive_timeout = exchange.limits.idle_seconds

    async def serve(self, request: web.BaseRequest) -> Answer:
        """aiohttp's handler of a request it could parse."""
        return await self._exchange.answer(request, self._cutter.line, closes=lambda: self._closes(request))

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> Answer:
        """aiohttp's handler of a request it could not parse. Its own logs and answers the bytes it stumbled over."""
        del request, message
        if isinstance(exc, ProblemRaised):
            problem = exc.problem
        elif status >= 500:  # noqa: PLR2004 - aiohttp's word for "the handler raised"
            problem = problems.internal()
        else:
            problem = problems.from_parser(exc, self._cutter.line, self._exchange.limits.header)
        return self._exchange.refusal(problem, self._cutter.line)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write the answer, then let the next request in."""
        done, broken = await super().finish_response(request, resp, start_time)
        if broken:
            return done, broken
        self._watch_writing()  # the rest of it may be small enough to wait while the connection idles or closes
        if self._refused or not request.content.is_eof():
            self._stop_reading()
            await self._linger()
        elif self._draining:
            self.close()
        cast("Request", request).forget()
        if self._parser is not None:
            self._parser = self._make_parser()
        self._answering = False
        self._cutter.restart()
        if self._backlog:
            self.data_received(b"")
        if self._buffer_paused and len(self._backlog) <= _READ_AHEAD:
            self._resume_reading_for_buffer()
        if not (self._refused or self._answering or self._head_timer or self._body):
            self._occupancy.rest(self, silent=False)
        return done, broken

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_head_timer()
        super().connection_lost(exc)

    def _make_parser(self) -> HttpRequestParser:
        """A new one, as aiohttp makes them, in less than a microsecond.

        The one in use keeps the fields of the last request until the next one comes, also while the connection idles, and
        makes the last trailer field of a chunked body the first field of the next request.
        """
        return HttpRequestParser(
            self,
            self._loop,
            _BODY_BUFFER,
            max_line_size=self.max_line_size,
            max_field_size=self.max_field_size,
            max_headers=self.max_headers,
            payload_exception=RequestPayloadError,
            auto_decompress=False,
            max_msg_queue_size=self._max_msg_queue_size,
        )

    def _feed(self, piece: bytes) -> None:
        """Give the parser a piece and see what became of it: nothing yet, the end of a head, of a message, or an error."""
        known = self._request_count
        super().data_received(piece)
        if self._request_count > known:
            refused, body = self._messages[-1]
            self._stop_head_timer()
            if isinstance(refused, _ErrInfo):
                self._stop_reading()
                return
            message = self._lay_aside_message()
            self._body = body
            length = None if message.chunked else int(message.headers.get("Content-Length", "0"))
            self._cutter.expect_body(length)
        if self._body is not None and self._body.is_eof():
            self._body = None
            self._answering = True

    def _stop_reading(self) -> None:
        self._refused = True
        self._stop_head_timer()
        self._backlog.clear()
        if self._body is not None:
            # Nobody else tells a handler that waits for a chunk that it will not come. One whom the end of the chunk before has
            # just woken waits again without looking, so it is told twice.
            error = RequestPayloadError("the body broke off")
            self._body.set_exception(error)
            self._loop.call_soon(self._body.set_exception, error)
            self._body = None

    async def _linger(self) -> None:
        transport = self.transport
        if transport is None:
            return
        if transport.can_write_eof():
            transport.write_eof()
        transport.resume_reading()
        # Cut short by cancellation when the caller closes its side, as every wait on this connection is.
        await asyncio.sleep(self._exchange.limits.farewell_seconds)

    def _closes(self, request: web.BaseRequest) -> bool:
        return self._draining or self._refused or not request.keep_alive or not request.content.is_eof()

    def _find_excess(self) -> Problem | None:
        limits = self._exchange.limits
        if self._cutter.has_whole_line and _OF_HTTP_0_9.fullmatch(self._cutter.line):
            return problems.malformed()  # it has no header fields to wait for
        if self._cutter.chunk_extras > limits.headers:
            return problems.headers_too_long(limits.headers)
        if len(self._cutter.line) > limits.request_line:
            return problems.line_too_long(limits.request_line)
        if self._cutter.header_lines > limits.header_count + 1:  # the blank line counts
            return problems.too_many_headers(limits.header_count)
        if self._cutter.header_bytes > limits.headers + len("\r\n"):  # the blank line again
            return problems.headers_too_long(limits.headers)
        return None

    def _start_head_timer(self) -> None:
        if self._head_timer is None and self._body is None:
            # Not idle any more: from here the time for the headers runs, and no other.
            self.keep_alive(val=True)
            self._occupancy.wake(self)
            self._head_timer = self._loop.call_later(self._exchange.limits.head_seconds, self._give_up_on_head)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up_on_head(self) -> None:
        self._head_timer = None
        self._cutter.take(self._backlog)  # what there is of the request line tells the dialect
        self.refuse(problems.slow_head(self._exchange.limits.head_seconds))
