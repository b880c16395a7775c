"""What arrives for one exchange: gathered whole, or handed over with its body still to come.

A body gathers in BytesIO, which hands over what it holds. A bytearray of megabytes would be copied while everybody waits.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from io import BytesIO
from typing import Protocol

from msgspec import Struct

from gateway.upstream import failures
from gateway.upstream.answer_fields import NO_FIELDS, sort_fields
from gateway.upstream.arriving import ArrivingBody, Source
from gateway.upstream.content_coding import PLAIN
from gateway.wire import Headers

# Found once: to look a status up by its name is a call.
_SWITCHING, _FIRST_STATUS = HTTPStatus.SWITCHING_PROTOCOLS, HTTPStatus.OK
_LAST_STATUS = 599  # "Values outside the range 100..599 are invalid" (RFC 9110 section 15)


class PatientSource(Source, Protocol):
    """A connection that can be given more time."""

    def take_all_time(self) -> None:
        """From now on only pauses are timed."""


class Wish(Struct, frozen=True):
    """How an answer is wanted: whole and at most `limit` bytes; where its status is below `streamed_below` and its body, which
    is not coded, larger than `stream` bytes, with its body to come. With `stream` at 0 it comes so in any coding, None never.
    """

    stream: int | None
    limit: int
    streamed_below: int = HTTPStatus.MULTIPLE_CHOICES


class Reception:
    """One answer. `done` has a result as soon as there is something to go on with: all of it, or `arriving` and its head."""

    __slots__ = (
        "_first",
        "_head_only",
        "_rest",
        "_size",
        "_source",
        "_wish",
        "_wished",
        "arriving",
        "done",
        "fields",
        "status",
    )

    def __init__(self, done: asyncio.Future[None], wish: Wish, *, head_only: bool) -> None:
        self.done = done
        self.status = 0
        self.fields = NO_FIELDS
        self.arriving: ArrivingBody | None = None
        self._wish = wish
        self._head_only = head_only
        self._wished: int | None = None
        self._source: PatientSource | None = None
        self._first = b""
        self._rest: BytesIO | None = None
        self._size = 0

    @property
    def body(self) -> bytes:
        """What has been gathered."""
        return self._first if self._rest is None else self._rest.getvalue()

    def come_from(self, source: PatientSource) -> None:
        """The connection the answer will come on."""
        self._source = source

    def take_head(self, status: int, headers: Headers) -> None:
        """Raises AttemptFailed for an answer that cannot be taken."""
        self.fields = fields = sort_fields(headers)
        _check_status(status)
        self.status = status
        wish = self._wish
        if wish.stream is not None and status < wish.streamed_below:
            if wish.stream == 0:
                self._hand_over()
                return
            if not self._head_only and fields.coding == PLAIN:
                self._wished = wish.stream
                return
        if not self._head_only and fields.length > wish.limit:
            raise failures.too_large(wish.limit)

    def take_body(self, piece: bytes) -> None:
        """Raises AttemptFailed where that is more than may be held."""
        if self.arriving is not None:
            self.arriving.put(piece)
            return
        self._size += len(piece)
        if self._size == len(piece):
            self._first = piece
        else:
            if self._rest is None:
                self._rest = BytesIO()
                self._rest.write(self._first)
            self._rest.write(piece)
        if self._wished is None:
            if self._size > self._wish.limit:
                raise failures.too_large(self._wish.limit)
        elif self._size > self._wished:
            self._hand_over()

    def end(self, error: Exception | None = None) -> None:
        """That was all of it, or where there is an error it broke off."""
        if self.arriving is not None:
            self.arriving.end(error)
        elif not self.done.done():
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)

    def _hand_over(self) -> None:
        if self._source is None:
            raise RuntimeError("an answer came before it was said on which connection")
        self._source.take_all_time()
        self.arriving = ArrivingBody(self._source)
        if not self.done.done():
            self.done.set_result(None)


def _check_status(status: int) -> None:
    if status == _SWITCHING:
        raise failures.unreadable("The backend switched to a protocol nobody asked for.")
    if not _FIRST_STATUS <= status <= _LAST_STATUS:
        raise failures.unreadable("The status of the backend's answer is none that ends an exchange.")
