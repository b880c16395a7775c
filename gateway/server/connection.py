"""One caller's connection: bytes in, requests to the Exchange, answers out, in order and one at a time.

Bytes reach the parser one request at a time, so that a broken request neither costs a good one in front of it its answer nor is
refused in another dialect than that of its own request line. Most requests have no body and arrive whole; those go straight to
the parser. A connection that idles holds next to nothing.
"""

from __future__ import annotations

import asyncio
import re

from aiohttp.http import RawRequestMessage
from aiohttp.streams import StreamReader

from gateway.model import Problem
from gateway.server import problems
from gateway.server.answering import Answering
from gateway.server.cutter import MessageCutter, find_whole_head, skip_empty_lines
from gateway.server.exchange import Exchange
from gateway.server.incoming import Incoming
from gateway.server.parser import NO_BODY, BodyBroken, Malformed, Parser
from gateway.server.register import Register

_READ_AHEAD = 65_536  # bytes of later requests kept while one is being answered; then TCP holds the caller back
_OF_HTTP_0_9 = re.compile(rb"[A-Za-z]+ [^ ]+")


class Connection(Answering):
    """One connection of a listener."""

    __slots__ = ("_backlog", "_backlog_full", "_body", "_body_full", "_cutter", "_head_timer", "_parser", "_register")

    def __init__(self, register: Register, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(exchange, loop)
        self._register = register
        self._backlog = bytearray()
        self._backlog_full = False  # TCP holds the caller back until requests are answered
        self._body_full = False  # TCP holds the caller back until the body is read on
        self._cutter: MessageCutter | None = None  # of a request that did not arrive as a whole head
        self._head_timer: asyncio.TimerHandle | None = None
        # Both of the request that is being read.
        self._body: StreamReader | None = None
        self._parser: Parser | None = None

    @property
    def is_idle(self) -> bool:
        return self._task is None and self._cutter is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._register.note_opened(self, transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop_head_timer()
        self._parser = None
        super().connection_lost(exc)
        self._register.note_closed(self)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._task is None and self._cutter is None and not self._crowded:
            found = find_whole_head(data, self._exchange.limits)
            if found is not None:
                line, size = found
                self._occupancy.wake(self)
                self._feed(data if size == len(data) else data[:size], line)
                data = data[size:]
                if not data or self._refused:
                    return
        self._backlog += data
        self._read_on()

    def pause_body(self) -> None:
        """It comes faster than it is read."""
        self._body_full = True
        if self._parser is not None:
            self._parser.pause()
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_body(self, *, parse: bool) -> None:
        """It was read. `parse`: and what the parser held back can be parsed."""
        if not self._body_full:
            return
        self._body_full = False
        if parse and self._cutter is not None and not self._refused:
            self._feed(b"", self._cutter.line)
            self._read_on()
        self._let_caller_go_on()

    def _read_on(self) -> None:
        """Give the parser what has arrived of the request that is being read; where it was answered, of the next."""
        while self._backlog and not (self._body_full or self._refused or self._is_read):
            if self._cutter is None:
                skip_empty_lines(self._backlog)
                if not self._backlog:
                    break
                self._occupancy.wake(self)
                self._cutter = MessageCutter()
            if self._cutter.holds_part_of_line(self._backlog, self._exchange.limits.request_line):
                break
            piece = self._cutter.take(self._backlog)
            problem = problems.overloaded() if self._crowded else self._find_excess(self._cutter)
            if problem is None:
                self._feed(piece, self._cutter.line)
            elif self._body is None:
                self._refuse(problem, self._cutter.line)
            else:
                self._stop_reading()  # whoever reads the body answers
        if self._task is None and self._cutter is not None and self._head_timer is None:
            self._head_timer = self._loop.call_later(self._exchange.limits.head_seconds, self._give_up_on_head, self._cutter)
        if len(self._backlog) > _READ_AHEAD and not self._backlog_full and self._transport is not None:
            self._backlog_full = True
            self._transport.pause_reading()

    @property
    def _is_read(self) -> bool:
        """Whether there is a request that was read whole and whose answer is not out."""
        return self._task is not None and self._body is None

    def _feed(self, piece: bytes, line: bytes) -> None:
        """Give the parser a piece and see what became of it: nothing yet, the end of a head, of a message, or an error."""
        parser = self._parser = self._parser or self._register.parsers.take(self)
        try:
            begun = parser.feed(piece)
        except Malformed as error:
            if self._body is None:
                self._refuse(problems.from_parser(error, line, self._exchange.limits.header), line)
            else:
                self._stop_reading()
            return
        if begun is not None:
            self._begin(*begun, line, parser)
        if self._body is not None and self._body.is_eof():
            self._body = None

    def _begin(self, message: RawRequestMessage, body: StreamReader, line: bytes, parser: Parser) -> None:
        if self._head_timer is not None:
            self._stop_head_timer()
        if body is NO_BODY:
            self._parser = None
            self._register.parsers.give_back(parser, message)
        else:
            self._body = body
            self._cutter = self._cutter or MessageCutter(line)
            self._cutter.expect_body(None if message.chunked else int(message.headers.get("Content-Length", "0")))
        self._serve(Incoming(line, message, body, self))

    def _next(self) -> None:
        self._parser = self._cutter = None
        if self._backlog:
            self._read_on()
        if self._backlog_full and len(self._backlog) <= _READ_AHEAD:
            self._backlog_full = False
            self._let_caller_go_on()
        if self.is_idle:
            self._rest(silent=False)

    def _stop_reading(self) -> None:
        self._refused = True
        self._stop_head_timer()
        self._backlog.clear()
        if self._body is not None:
            # Nobody else tells a handler that waits for a chunk that it will not come. One whom the end of the chunk before has
            # just woken waits again without looking, so it is told twice.
            error = BodyBroken("the body broke off")
            self._body.set_exception(error)
            self._loop.call_soon(self._body.set_exception, error)
            self._body = None

    def _let_caller_go_on(self) -> None:
        if self._transport is not None and not (self._body_full or self._backlog_full):
            self._transport.resume_reading()

    def _find_excess(self, cutter: MessageCutter) -> Problem | None:
        limits = self._exchange.limits
        if self._body is not None:
            return problems.headers_too_long(limits.headers) if cutter.chunk_extras > limits.headers else None
        if cutter.has_whole_line and _OF_HTTP_0_9.fullmatch(cutter.line):
            return problems.malformed()  # it has no header fields to wait for
        if len(cutter.line) > limits.request_line:
            return problems.line_too_long(limits.request_line)
        if cutter.header_lines > limits.header_count + 1:  # the blank line counts
            return problems.too_many_headers(limits.header_count)
        if cutter.header_bytes > limits.headers + len("\r\n"):  # the blank line again
            return problems.headers_too_long(limits.headers)
        return None

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up_on_head(self, cutter: MessageCutter) -> None:
        self._head_timer = None
        cutter.take(self._backlog)  # what there is of the request line tells the dialect
        self._refuse(problems.slow_head(self._exchange.limits.head_seconds), cutter.line)
