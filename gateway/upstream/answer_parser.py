"""Answers out of bytes: llhttp, made as lenient with what stands in a field as a proxy must be, and not a bit more.

A backend's odd field must not cost a call that was carried out, so control characters, folded fields and bare line feeds are
read. What decides where an answer ends is read strictly. Everything has a bound: a field, their number, interim answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser
from msgspec import Struct

from gateway.remembered import LONG_NAMES, Remembered
from gateway.upstream.causes import ClientPayloadError, ClientResponseError
from gateway.wire import Headers

_FIELD_BYTES = 16_384  # of one field; callers get less room, but a backend is ours to trust
_FIELDS = 200
_INTERIMS = 10_000  # answers of 100 to 199 before the one that counts; it is time that ends them
# Found once: to look a status up by its name is a call.
_CONTINUE, _SWITCHING, _FINAL = HTTPStatus.CONTINUE, HTTPStatus.SWITCHING_PROTOCOLS, HTTPStatus.OK
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2


class Sink(Protocol):
    """Whom an answer is for. Both may raise, which ends the reading."""

    def take_head(self, status: int, headers: Headers) -> None: ...

    def take_body(self, piece: bytes) -> None: ...


class _Nobody:
    """The sink between two answers. A connection that is kept must not keep what it brought last."""

    def take_head(self, status: int, headers: Headers) -> None:
        del status, headers
        raise _AnotherAnswer

    def take_body(self, piece: bytes) -> None:
        del piece
        raise _AnotherAnswer


class _AnotherAnswer(Exception):
    """What stands behind the answer looks like one too. It is nobody's."""


class AnswerParser:
    """Reads the answers on one connection, one for each `begin`.

    `in_head` until the head is complete, of which something came where `begun`; `ended` once all of the answer was here. Then
    `reusable` tells whether another may follow it.
    """

    __slots__ = ("_head_only", "_interim", "_interims", "_names", "_parser", "_pending", "_reason", "_sink", "_values", "begun",
                 "ended", "in_head", "reusable")  # fmt: skip

    def __init__(self) -> None:
        self._parser: HttpResponseParser | None = None
        self._sink: Sink = _NOBODY

    def begin(self, sink: Sink, *, head_only: bool) -> None:
        """The next answer is for that sink. `head_only` where it answers HEAD, and no body follows whatever the head says."""
        if self._parser is None:
            self._parser = self._open()
        self._sink, self._head_only = sink, head_only
        self._names: list[bytes] = []
        self._values: list[bytes] = []
        self._interim, self._interims = False, 0
        self._pending = self._reason = 0
        self.in_head, self.begun, self.ended, self.reusable = True, False, False, False

    def feed(self, data: bytes) -> None:
        """Raises what the sink raises, ClientResponseError for a bad head, ClientPayloadError for a bad body."""
        parser = self._parser
        if parser is None:
            raise ClientPayloadError
        # An unfinished field is held by the parser, out of reach of `on_header`; a chunk's extension may have no end either.
        self._pending += len(data)
        try:
            parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._note_error(error)
        if self._pending > _FIELD_BYTES and not self.ended:
            raise ClientResponseError if self.in_head else ClientPayloadError

    def let_go(self) -> None:
        """The answer has been dealt with."""
        self._sink = _NOBODY

    def close(self) -> None:
        """No answer follows."""
        self._sink, self._parser = _NOBODY, None

    def ends_with_connection(self) -> bool:
        """Whether nothing but the connection's end tells the end of this body (RFC 9112 section 6.3, rule 8)."""
        return not any(name.lower() in {b"content-length", b"transfer-encoding"} for name in self._names)

    # What follows is called by the parser.

    def on_message_begin(self) -> None:
        if self.ended:
            self.reusable = False
        self.begun = True

    def on_status(self, reason: bytes) -> None:
        self._reason += len(reason)
        if self._reason > _FIELD_BYTES:
            raise ClientResponseError

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.ended:
            raise _AnotherAnswer
        self._pending = 0
        names = self._names
        if len(name) + len(value) > _FIELD_BYTES or len(names) >= _FIELDS:
            raise ClientResponseError
        if self.in_head:
            names.append(name)
            self._values.append(value)
        else:
            names.append(b"")  # a trailer is counted and not looked at: none is passed on

    def on_headers_complete(self) -> None:
        parser = self._parser
        if self.ended or parser is None:
            raise _AnotherAnswer
        headers = _read(self._names, self._values)
        status = parser.get_status_code()
        if status < _FINAL and _CONTINUE <= status != _SWITCHING:
            self._interim, self._interims = True, self._interims + 1
            if self._interims > _INTERIMS:
                raise ClientResponseError
            self._names, self._values, self._reason, self._pending = [], [], 0, 0
            return
        self.in_head = False
        self.reusable = parser.should_keep_alive()
        self._sink.take_head(status, headers)
        if self._head_only:
            # The parser can't be told that no body follows; it has served.
            self.ended, self._parser = True, None

    def on_chunk_header(self) -> None:
        if self.ended:
            raise ClientPayloadError

    def on_body(self, piece: bytes) -> None:
        if self.ended or self._interim:
            raise ClientPayloadError
        self._pending = 0
        self._sink.take_body(piece)

    def on_message_complete(self) -> None:
        if self._interim:
            self._interim = self.begun = False
        else:
            self.ended = True

    def _open(self) -> HttpResponseParser:
        parser = HttpResponseParser(self)
        parser.set_dangerous_leniencies(
            lenient_headers=True, lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )
        return parser

    def _note_error(self, error: Exception) -> None:
        """Raises what was wrong with the answer. Garbage behind it throws doubt on its length, another answer does not."""
        cause = error.__context__ if isinstance(error, HttpParserCallbackError) else None
        if isinstance(cause, _AnotherAnswer):
            return
        if cause is not None:
            raise cause
        raise (ClientResponseError if self.in_head else ClientPayloadError) from error


_NOBODY = _Nobody()


class _Names(Struct, frozen=True):
    """The names of an answer's fields, as they came and in lower case."""

    texts: tuple[str, ...]
    keys: tuple[str, ...]


def _read(raw_names: Sequence[bytes], values: Sequence[bytes]) -> Headers:
    """Raises ClientResponseError for what no field is."""
    names = _NAMES[tuple(raw_names)]
    joined = b"\r".join(values).decode("latin-1")  # one call and not one for each
    texts = joined.split("\r")
    if not "".join(texts).isprintable() or len(texts) != len(values):
        texts = [_readable(value.decode("latin-1")) for value in values]
    elif " \r" in joined or joined.endswith(" "):  # in front of a value the parser takes blanks away, behind it we do
        texts = [text.rstrip() for text in texts]
    return Headers(zip(names.texts, texts, strict=True), names.keys)


def _find_names(raw: tuple[bytes, ...]) -> _Names:
    if not all(map(_TOKEN.fullmatch, raw)):
        raise ClientResponseError
    texts = tuple([name.decode("ascii") for name in raw])
    return _Names(texts, tuple([text.lower() for text in texts]))


_NAMES = Remembered(_find_names, most=512, longest=LONG_NAMES)


def _readable(value: str) -> str:
    """A recipient of CR, LF or NUL in a field value "MUST either reject the message or replace each of those characters with
    SP" (RFC 9110 section 5.5). NUL is rejected; every other control character replaced: the call has been carried out and its
    answer is worth more than a field.
    """
    if "\0" in value:
        raise ClientResponseError
    return _CONTROL.sub(" ", value).strip()
