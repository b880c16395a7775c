"""One connection to a backend: which phase of an answer is timed, whether it served before, whether it can serve again.

It mends one thing of aiohttp: its client arms the read timeout anew when a reader that had to be slowed down goes on, also
where the whole answer is there already. The connection then lies in the pool with a clock running, fails as if a backend were
silent, and takes the next request with it. Seen with aiohttp 3.14.5 and answers of 128 to 256 KiB that arrive in one piece.
"""

from __future__ import annotations

import select
from asyncio import AbstractEventLoop
from http import HTTPStatus

from aiohttp import StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage

from gateway.upstream.progress import Progress


class BackendConnection(ResponseHandler):
    """The client's protocol. `idle` is how many seconds may pass between two pieces of an answer."""

    def __init__(self, loop: AbstractEventLoop, idle: float) -> None:
        super().__init__(loop)
        self._idle = idle
        self._progress: Progress | None = None
        self._awaits_more = False

    @property
    def has_served(self) -> bool:
        return self._progress is not None

    @property
    def is_stale(self) -> bool:
        """Whether there is something to read on a connection that waits for a request: its end, or what nobody asked for.

        The event loop may not have had its turn since that arrived, and a request written now would be lost, its outcome
        unknown. TLS tickets that came late look the same; they cost a new connection.
        """
        if self.transport is None or not self.is_connected():
            return True
        poll = select.poll()
        poll.register(self.transport.get_extra_info("socket"), select.POLLIN)
        return bool(poll.poll(0))

    def begin(self, progress: Progress) -> None:
        """The next request is that one."""
        progress.served = self.has_served
        self._progress = progress

    def data_received(self, data: bytes) -> None:
        # What is armed from here on is the wait for the next piece; the next request sets the wait for a first byte anew.
        if data and self._progress is not None:
            self._progress.answered = True
            self.read_timeout = self._idle
        super().data_received(data)
        if self._awaits_more:
            # aiohttp takes an interim answer, which has no body, for the end of one and stops the clock.
            self._reschedule_timeout()

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """A head was read."""
        self._awaits_more = HTTPStatus.CONTINUE <= data[0].code < HTTPStatus.OK
        super().feed_data(data, size)

    def resume_reading(self, resume_parser: bool = True) -> None:
        super().resume_reading(resume_parser)
        if self._payload is not None and self._payload.is_eof():
            self._drop_timeout()
