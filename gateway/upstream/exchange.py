"""The connections to one endpoint, and one request and its answer over one of them."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from ssl import SSLContext

import aiohttp
from yarl import URL

from gateway.upstream import failures
from gateway.upstream.answer import begin_answer, read_answer, stream_answer
from gateway.upstream.connector import Connector, WatchedRequest
from gateway.upstream.outgoing import Outgoing, address
from gateway.upstream.progress import Progress
from gateway.upstream.session import open_session
from gateway.upstream.timeouts import Timeouts
from gateway.wire import WireResponse

_OWN_TROUBLE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})
"""Why a system cannot open a connection to anywhere."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """How endpoints are connected to and what is taken from them; `server_name` is whom their certificates must name."""

    timeouts: Timeouts
    body_limit: int
    ssl: SSLContext | None
    server_name: str | None


class Connections:
    """Connections to one endpoint, kept between requests."""

    def __init__(self, url: URL, how: Connecting) -> None:
        self._url = url
        self._how = how
        self._session: aiohttp.ClientSession | None = None

    async def exchange(self, outgoing: Outgoing, progress: Progress, *, stream: int | None, ends: float) -> WireResponse:
        """The answer, whole; where it is a success and larger than `stream` bytes, with its body to come. Raises AttemptFailed.

        `ends` is in loop time.
        """
        fair = self._is_fair(ends - asyncio.get_running_loop().time())
        timer = asyncio.timeout_at(ends)
        try:
            async with timer:
                return await self._exchange(outgoing, progress, stream=stream, ends=ends)
        except failures.FOREIGN as error:
            raise failures.from_exception(error, sent=progress.sent, counts=fair or not timer.expired()) from error
        except asyncio.CancelledError as error:
            if _is_cancelled():
                raise
            # Nobody gave up this call. So ends what waits for a name to be looked up where the connections are closed.
            raise failures.aborted(sent=progress.sent) from error

    def count(self) -> tuple[int, int]:
        """How many connections are in use or being opened, and how many are kept. May be asked from any thread."""
        session = self._session
        connector = session.connector if session is not None else None
        return (connector.busy, connector.idle) if isinstance(connector, Connector) else (0, 0)

    def let_go(self) -> Coroutine[None, None, None]:
        """Lets go of the connections there are, at once, and gives what closes them: who comes now opens others."""
        session, self._session = self._session, None
        return _close(session)

    async def close(self) -> None:
        """Closes all connections. What is in progress breaks."""
        await self.let_go()

    async def _exchange(self, outgoing: Outgoing, progress: Progress, *, stream: int | None, ends: float) -> WireResponse:
        if self._session is None:
            self._session = open_session(self._how.timeouts, self._how.ssl)
        response = await self._session.request(
            outgoing.method,
            address(self._url, outgoing.target),
            headers=outgoing.fields,
            data=outgoing.data(),
            allow_redirects=False,  # where a redirect leads is for the caller to decide
            server_hostname=self._how.server_name,
            middlewares=(partial(_send_once, progress),),
        )
        try:
            # What is no success is read whole: it is small, and it has to be said in the dialect of the caller.
            limit = self._how.body_limit
            if stream is None or response.status >= HTTPStatus.MULTIPLE_CHOICES:
                return await read_answer(response, limit)
            return await begin_answer(response, stream, limit, ends) if stream else stream_answer(response, limit, ends)
        except BaseException:
            # What was not read to its end cannot be followed by another answer.
            response.close()
            raise

    def _is_fair(self, seconds: float) -> bool:
        """Whether an endpoint that has so long and no longer is to blame when that is not enough."""
        return seconds >= min(self._how.timeouts.first_byte, self._how.timeouts.total / 2)


async def _close(session: aiohttp.ClientSession | None) -> None:
    if session is not None:
        await session.close()


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _send_once(
    progress: Progress, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """One request, one attempt.

    The session re-sends GET, PUT, DELETE and their like by itself when a kept connection turns out to be dead (RFC 9112
    section 9.3.1 allows it to agents that know the method's effect; a PUT or DELETE of a call in progress is not without
    one). It does so on seeing its own exceptions, so it is shown another.
    """
    if isinstance(request, WatchedRequest):
        request.progress = progress
    try:
        return await send(request)
    except failures.FOREIGN as error:
        progress.broke_off = not isinstance(error, TimeoutError | aiohttp.ClientResponseError)
        raise failures.from_exception(error, sent=progress.sent, counts=_counts(error, progress)) from error


def _counts(error: Exception, progress: Progress) -> bool:
    """Whether it speaks against an endpoint that there is no answer of it."""
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno in _OWN_TROUBLE:
        return False
    # A server may refuse a body and close while it is written: that is of the caller's making.
    cut_short = progress.broke_off and progress.sent and not progress.written
    return not (progress.died_idle or cut_short)
