"""One connection to a backend: writes a request, gives what comes back to its reception, times each phase of it.

What the bytes mean is read by `answer_parser`; where an answer goes, and how much of it is held, is `reception`'s. Here is
decided whether the connection may serve again: only where both messages ended where they should and nothing stands behind.
"""

from __future__ import annotations

import asyncio
import math
import select
from typing import Protocol, cast

from gateway.upstream import causes
from gateway.upstream.answer_parser import AnswerParser
from gateway.upstream.failures import AttemptFailed
from gateway.upstream.outgoing import Outgoing
from gateway.upstream.progress import Progress
from gateway.upstream.reception import Reception
from gateway.upstream.timeouts import Timeouts

# Shorter than what servers commonly allow an idle connection (60 seconds and more): who closes first cannot be surprised by
# a close that crosses the request.
_KEEP_ALIVE_SECONDS = 15.0
_WITH_ITS_HEAD = 65_536  # bytes of a body that are written in one go with the head
_WRITTEN_AT_ONCE = 1_048_576  # of a larger one, lest it hold up other calls


class Home(Protocol):
    """Where a connection lies between requests."""

    def join(self, connection: BackendConnection) -> None:
        """It is open."""

    def keep(self, connection: BackendConnection) -> None:
        """It may serve again."""

    def lose(self, connection: BackendConnection) -> None:
        """It is closed."""

    def heed(self, deadline: float) -> None:
        """It has this deadline from now on."""


class BackendConnection(asyncio.Protocol):
    """A connection that belongs to `home`. `lost` is done once it is closed; `deadline` is in loop time."""

    def __init__(self, home: Home, host: bytes, timeouts: Timeouts, loop: asyncio.AbstractEventLoop) -> None:
        self.deadline = math.inf
        self.lost: asyncio.Future[None] = loop.create_future()
        self._home = home
        self._host = host
        self._timeouts = timeouts
        self._loop = loop
        self._parser = AnswerParser()
        self._poll = select.poll()
        self._served = False
        self._reception: Reception | None = None
        self._progress = Progress()
        self._ends = math.inf
        self._unwritten = memoryview(b"")
        self._reading_paused = self._writing_paused = False

    @property
    def is_stale(self) -> bool:
        """Whether there is something to read on a connection that waits for a request: its end, or what nobody asked for.

        The event loop may not have had its turn since that arrived, and a request written now would be lost, its outcome
        unknown. TLS tickets that came late look the same; they cost a new connection.
        """
        return self._transport.is_closing() or bool(self._poll.poll(0))

    def begin(self, outgoing: Outgoing, progress: Progress, reception: Reception, ends: float) -> None:
        """Send that request; its answer is for that reception, which is told its end by `ends` in any case."""
        progress.served, self._served = self._served, True
        self._progress, self._reception, self._ends = progress, reception, ends
        reception.come_from(self)
        self._parser.begin(reception, head_only=outgoing.method == "HEAD")
        progress.sent = True
        if len(outgoing.body) <= _WITH_ITS_HEAD:
            self._transport.write(outgoing.head(self._host) + outgoing.body)
            self._note_written()
        else:
            self._wait(math.inf)
            self._transport.write(outgoing.head(self._host))
            self._unwritten = memoryview(outgoing.body)
            self._write_on()

    def give_up(self, reception: Reception) -> None:
        """Nobody waits for that answer any more. Where it is all here already, nothing needs to be done."""
        if self._reception is reception:
            self._reception = None
            self.abort()

    def fail(self, error: Exception) -> None:
        """Close it; what is in progress ends with this."""
        reception, self._reception = self._reception, None
        self.abort()
        if reception is not None:
            reception.end(error)

    def abort(self) -> None:
        """Close it at once: no answer on it is wanted any more, and what was not written never will be."""
        self._unwritten = memoryview(b"")
        self.deadline = math.inf
        self._transport.abort()

    def expire(self) -> None:
        """The deadline has passed."""
        if self._reception is None:
            self.abort()
        else:
            self.fail(TimeoutError() if self.deadline >= self._ends else causes.SocketTimeoutError())

    # What follows is called by the reception.

    def take_all_time(self) -> None:
        self._ends = math.inf

    def pause(self) -> None:
        self._reading_paused = True
        self._transport.pause_reading()
        self.deadline = math.inf

    def resume(self) -> None:
        self._reading_paused = False
        self._transport.resume_reading()
        self._wait(self._timeouts.idle)

    # What follows is called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Those of other event loops behave like asyncio's and do not descend from them.
        self._transport = cast("asyncio.Transport", transport)
        self._home.join(self)
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        reception = self._reception
        if reception is None:
            self.abort()
            return
        self._progress.answered = True
        try:
            self._parser.feed(data)
        except (AttemptFailed, causes.ClientError) as error:
            self.fail(error)
            return
        if self._parser.ended:
            self._finish(reception)
        elif not self._reading_paused:
            self._wait(self._timeouts.idle)

    def pause_writing(self) -> None:
        self._writing_paused = True

    def resume_writing(self) -> None:
        self._writing_paused = False
        self._write_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._home.lose(self)
        if not self.lost.done():
            self.lost.set_result(None)
        reception, self._reception = self._reception, None
        if reception is not None:
            self._end_with(exc, reception)
        self._parser.close()

    def _end_with(self, exc: Exception | None, reception: Reception) -> None:
        """The connection is gone: that may be how an answer ends."""
        parser = self._parser
        if parser.in_head:
            self._progress.broke_off = True
            reception.end(causes.ClientOSError(str(exc)) if exc else causes.ServerDisconnectedError(begun=parser.begun))
        elif exc is None and parser.ends_with_connection():
            reception.end()
        else:
            reception.end(causes.ClientPayloadError())

    def _write_on(self) -> None:
        if not self._unwritten or self._writing_paused:
            return
        piece, self._unwritten = self._unwritten[:_WRITTEN_AT_ONCE], self._unwritten[_WRITTEN_AT_ONCE:]
        self._transport.write(piece)
        if not self._unwritten:
            self._note_written()
        elif not self._writing_paused:
            self._loop.call_soon(self._write_on)

    def _note_written(self) -> None:
        self._progress.written = True
        if not self._progress.answered:
            self._wait(self._timeouts.first_byte)

    def _wait(self, seconds: float) -> None:
        """From now on that long, and no longer than the exchange may take."""
        self.deadline = deadline = min(self._loop.time() + seconds, self._ends)
        self._home.heed(deadline)

    def _finish(self, reception: Reception) -> None:
        """All of the answer is here."""
        self._reception, self._ends = None, math.inf
        self._parser.let_go()
        if self._reading_paused:
            self._reading_paused = False
            self._transport.resume_reading()
        whole = self._progress.written and not self._transport.get_write_buffer_size()
        if whole and self._parser.reusable and not self._transport.is_closing():
            self._wait(_KEEP_ALIVE_SECONDS)
            self._home.keep(self)
        else:
            self.abort()
        reception.end()
