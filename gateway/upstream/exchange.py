"""The connections to one endpoint, and one request and its answer over one of them."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Coroutine
from dataclasses import dataclass
from ssl import SSLContext

from yarl import URL

from gateway.upstream import causes, failures
from gateway.upstream.answer import begun_answer, undo_coding, whole_answer
from gateway.upstream.content_coding import PLAIN
from gateway.upstream.opening import Address
from gateway.upstream.outgoing import Outgoing
from gateway.upstream.pool import Pool
from gateway.upstream.progress import Progress
from gateway.upstream.reception import Reception, Wish
from gateway.upstream.timeouts import Timeouts
from gateway.wire import WireResponse

_OWN_TROUBLE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})
"""Why a system cannot open a connection to anywhere."""
_EVERY_STATUS = 1_000


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
        self._name = str(url)
        self._host = url.host_port_subcomponent or ""
        self._address = Address.of(url, how.ssl, how.server_name)
        self._timeouts = how.timeouts
        self._limit = how.body_limit
        self._least_fair = min(how.timeouts.first_byte, how.timeouts.total / 2)
        self._pool: Pool | None = None

    async def exchange(self, outgoing: Outgoing, progress: Progress, *, stream: int | None, ends: float) -> WireResponse:
        """The answer, whole; where it is a success and larger than `stream` bytes, with its body to come. Raises AttemptFailed.

        `ends` is in loop time.
        """
        # What is no success is read whole: it is small, and it has to be said in the dialect of the caller.
        reception = await self._receive(outgoing, progress, Wish(stream, self._limit), ends)
        if reception.arriving is not None:
            return begun_answer(reception, self._name, self._limit, ends)
        head_only = outgoing.method == "HEAD"
        body = b"" if head_only else reception.body
        if body and reception.fields.coding != PLAIN:
            body = await undo_coding(body, reception.fields.coding, self._limit)
        return whole_answer(reception, body, self._name, head_only=head_only)

    async def ask_status(self, outgoing: Outgoing, *, ends: float) -> int:
        """The status of the answer, of which nothing else is read. Raises AttemptFailed."""
        reception = await self._receive(outgoing, Progress(), Wish(0, self._limit, _EVERY_STATUS), ends)
        if reception.arriving is not None:
            reception.arriving.abandon()
        return reception.status

    def count(self) -> tuple[int, int]:
        """How many connections are in use or being opened, and how many are kept. May be asked from any thread."""
        pool = self._pool
        return (0, 0) if pool is None else pool.count()

    def let_go(self) -> Coroutine[None, None, None]:
        """Lets go of the connections there are, at once, and gives what closes them: who comes now opens others."""
        pool, self._pool = self._pool, None
        return _nothing() if pool is None else pool.let_go()

    async def close(self) -> None:
        """Closes all connections. What is in progress breaks."""
        await self.let_go()

    async def _receive(self, outgoing: Outgoing, progress: Progress, wish: Wish, ends: float) -> Reception:
        """The answer's reception as soon as there is something to go on with. Raises AttemptFailed."""
        pool = self._pool
        if pool is None:
            pool = self._pool = Pool(self._address, self._host, self._timeouts)
        # An endpoint that has this long and no longer is not to blame when that is not enough.
        fair = ends - pool.loop.time() >= self._least_fair
        reception = Reception(pool.loop.create_future(), wish, head_only=outgoing.method == "HEAD")
        try:
            connection = None if progress.fresh else pool.take_kept()
            if connection is None:
                connection = await pool.open(ends, alone=progress.fresh)
            connection.begin(outgoing, progress, reception, ends)
            try:
                await reception.done
            except asyncio.CancelledError:
                connection.give_up(reception)
                raise
        except (causes.ClientError, TimeoutError) as error:
            counts = _counts(error, progress) if isinstance(error, causes.ClientError) else fair
            raise failures.from_exception(error, sent=progress.sent, counts=counts) from error
        return reception


def _counts(error: causes.ClientError, progress: Progress) -> bool:
    """Whether it speaks against an endpoint that there is no answer of it."""
    if isinstance(error, causes.ClientConnectorError) and error.errno in _OWN_TROUBLE:
        return False
    # A server may refuse a body and close while it is written: that is of the caller's making.
    cut_short = progress.broke_off and progress.sent and not progress.written
    return not (progress.died_idle or cut_short)


async def _nothing() -> None:
    """There are no connections to wait for."""
