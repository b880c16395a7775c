"""aiohttp's compiled HTTP parser, and everything that is asked of it beyond its documentation.

It defines which requests are well-formed. It is used outside aiohttp's own server, and three things of it are known from its
source alone: what it and its StreamReader ask of a protocol (`_Flow`), that a parser which gave a bodyless head is as good as
new, and that one which read a body is not (the last trailer field of a chunked body becomes the first field of the next
request). tests/wire/test_parser.py fails where another version of aiohttp has it otherwise.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, TypeAlias, cast

from aiohttp import http_parser
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser, RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader

from gateway.server.limits import ListenerLimits

_BODY_BUFFER = 16_384  # bytes of a body that wait to be read; at twice that TCP holds the caller back

Begun: TypeAlias = tuple[RawRequestMessage, StreamReader]
"""A head and its body, which is `NO_BODY` or still to come."""

NO_BODY = EMPTY_PAYLOAD
Malformed = HttpProcessingError
"""What `feed` raises for bytes that are no request."""


class ParserMissing(RuntimeError):
    """aiohttp runs with its pure-Python HTTP parser, which is not safe to face callers with."""


class BodyBroken(Exception):
    """Raised to whoever reads a body of which no more will come, or which is not framed as its head said."""


class Owner(Protocol):
    """The connection whose request is parsed."""

    @property
    def connected(self) -> bool: ...

    def pause_body(self) -> None:
        """Nobody takes the body as fast as it comes."""

    def resume_body(self, *, parse: bool) -> None:
        """It was taken. `parse`: what the parser holds back may be parsed now."""


class _Flow:
    """What a parser is told to be its protocol: the connection that has it at the moment."""

    __slots__ = ("owner",)

    def __init__(self) -> None:
        self.owner: Owner | None = None

    @property
    def connected(self) -> bool:
        return self.owner is not None and self.owner.connected

    def pause_reading(self) -> None:
        if self.owner is not None:
            self.owner.pause_body()

    def resume_reading(self, resume_parser: bool = True) -> None:
        if self.owner is not None:
            self.owner.resume_body(parse=resume_parser)


class Parser:
    """Reads one request at a time."""

    __slots__ = ("_flow", "_parser")

    def __init__(self, limits: ListenerLimits, loop: asyncio.AbstractEventLoop) -> None:
        self._flow = _Flow()
        self._parser = HttpRequestParser(
            cast("BaseProtocol", self._flow),
            loop,
            _BODY_BUFFER,
            max_line_size=limits.request_line,
            max_field_size=limits.header,
            max_headers=limits.header_count + 1,  # ours is counted first and says what is wrong
            payload_exception=BodyBroken,
            # A decoded body is not the one that was sent, and small ones can be made to grow.
            auto_decompress=False,
        )

    def belong_to(self, owner: Owner | None) -> None:
        self._flow.owner = owner

    def feed(self, piece: bytes) -> Begun | None:
        """The request whose head ends in this piece, which must not hold bytes of two requests. Raises Malformed."""
        messages, _, _ = self._parser.feed_data(piece)
        return messages[0] if messages else None

    def pause(self) -> None:
        """Hold back what is parsed next until the next `feed`, be it of nothing."""
        self._parser.pause_reading()


class Parsers:
    """The parsers of one listener. One that gave a bodyless head serves the next request, on whichever connection that is.

    A connection that idles has none, so that nothing of its last request stays with it.
    """

    __slots__ = ("_limits", "_loop", "_spare")

    def __init__(self, limits: ListenerLimits, loop: asyncio.AbstractEventLoop) -> None:
        self._limits = limits
        self._loop = loop
        self._spare: Parser | None = None

    def take(self, owner: Owner) -> Parser:
        parser, self._spare = self._spare or Parser(self._limits, self._loop), None
        parser.belong_to(owner)
        return parser

    def give_back(self, parser: Parser, message: RawRequestMessage) -> None:
        """A parser that read this head, which has no body."""
        if not (message.should_close or message.upgrade):
            parser.belong_to(None)
            self._spare = parser


def require_compiled_parser() -> None:
    """Raises ParserMissing."""
    if http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        raise ParserMissing(
            "aiohttp's compiled HTTP parser is not loaded, and its pure-Python one never answers a request with a bad HTTP"
            " version. Install aiohttp from a wheel for this platform, and unset AIOHTTP_NO_EXTENSIONS."
        )
