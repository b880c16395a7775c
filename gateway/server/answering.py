"""The half of a caller's connection that answers: one task for each request, which ends with the next request let in.

A caller that leaves has its task cancelled. Before the connection of a refused caller is closed it is read on for a while, lest
a TCP reset destroy the answer on its way (RFC 9112 section 9.6).
"""

from __future__ import annotations

import asyncio
import logging
import traceback

from aiohttp.streams import StreamReader
from msgspec import Struct

from gateway.model import Problem
from gateway.server.answer import Answer
from gateway.server.exchange import Exchange
from gateway.server.incoming import Incoming
from gateway.server.parser import NO_BODY
from gateway.server.presence import Presence

_log = logging.getLogger(__name__)
_TASK = "answer"


class Unacceptable(Struct, frozen=True):
    """What cannot be read as a request, with its request line as far as that arrived."""

    problem: Problem
    line: bytes

    def __repr__(self) -> str:
        return f"Unacceptable({self.problem.kind})"


class Answering(Presence):
    """What of a connection has to do with the request that is being answered. A subclass reads the requests."""

    __slots__ = ("_draining", "_refused", "_task")

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(exchange, loop)
        self._draining = False
        self._refused = False  # what still arrives is not looked at
        self._task: asyncio.Task[None] | None = None

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._give_up()

    def announce_end(self) -> None:
        """From now on an answer says that it is the connection's last. One without a request stays open."""
        self._draining = True

    def drain(self) -> None:
        """Answer the request that has begun, if one has, and close."""
        self._draining = True
        if self.is_idle:
            self.hang_up()

    def cut(self) -> asyncio.Task[None] | None:
        """End what is in progress. The task that is returned may need a moment to let go of what it holds."""
        self._refused = True
        self._give_up()
        return self._task

    def adopt(self, exchange: Exchange) -> None:
        """From the next request on, do as this says."""
        self._exchange = exchange

    def closes_after(self, incoming: Incoming) -> bool:
        """Whether the answer to this request is the connection's last."""
        return self._draining or self._refused or incoming.message.should_close or not incoming.body.is_eof()

    def _stop_reading(self) -> None:
        """What has arrived and what still comes is not looked at; whoever waits for a body is told so."""
        raise NotImplementedError

    def _next(self) -> None:
        """The answer is out: let the next request in."""
        raise NotImplementedError

    def _serve(self, asked: Incoming | Unacceptable) -> None:
        """Begin to answer a request."""
        self._task = asyncio.Task(self._answer(asked), loop=self._loop, name=_TASK)

    def _refuse(self, problem: Problem, line: bytes) -> None:
        """Begin to answer the request that is being read with this Problem, the last answer on this connection."""
        self._stop_reading()
        self._serve(Unacceptable(problem, line))

    def _give_up(self) -> None:
        """A cancelled task keeps the frames it was in, which hold us: both would stay until the collector's next pass."""
        if self._task is not None:
            self._task.add_done_callback(self._forget)
            self._task.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        if self._task is task:
            self._task = None

    async def _answer(self, asked: Incoming | Unacceptable) -> None:
        try:
            if isinstance(asked, Incoming):
                await self._send(await self._exchange.answer(asked), asked.body)
            else:
                await self._send(self._exchange.refusal(asked.problem, asked.line), NO_BODY)
        except ConnectionError:
            self.hang_up()
        except asyncio.CancelledError:
            self.hang_up()
            raise
        except Exception as error:  # noqa: BLE001 - a defect where no answer can be made any more: the caller must not wait for it
            # The sentence of an exception may hold what the caller sent; where it was raised does not.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while handling request %s\n%s", type(error).__name__, "without an answer", places)
            self.reset()

    async def _send(self, answer: Answer, body: StreamReader) -> None:
        if not answer.write_at_once(self):
            await answer.write(self)
        if self._writing_paused:
            await self.flush()
        self.watch_writing()  # the rest of it may be small enough to wait while the connection idles or closes
        if self._refused or not body.is_eof():
            self._stop_reading()
            await self._linger()
        elif not (answer.plan.last or self._draining):
            self._task = None
            self._next()
            return
        self.hang_up()

    async def _linger(self) -> None:
        transport = self._transport
        if transport is None:
            return
        if transport.can_write_eof():
            transport.write_eof()
        transport.resume_reading()
        # Cut short by cancellation when the caller closes its side, as every wait on this connection is.
        await asyncio.sleep(self._exchange.limits.farewell_seconds)
