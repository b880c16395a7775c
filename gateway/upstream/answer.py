"""From what was received to a WireResponse: the body whole and decoded, or as a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from io import BytesIO

from gateway.lane import Step
from gateway.off_loop import translate
from gateway.upstream import causes, failures
from gateway.upstream.arriving import ArrivingBody
from gateway.upstream.content_coding import Undecodable, decode
from gateway.upstream.reception import Reception
from gateway.wire import WireResponse


class BackendStream:
    """A body that is still arriving. Iterating raises AttemptFailed where it stalls, breaks off or is wrongly framed.

    `begun` are the bytes of it that have been read, `limit` is how many `read` may hold, and `ends` until when (loop time) it
    may take. Passing the body on may take longer.
    """

    def __init__(self, arriving: ArrivingBody, begun: bytes, limit: int, ends: float) -> None:
        self.begun = begun
        self._limit = limit
        self._ends = ends
        self._arriving = arriving
        self._fail: Callable[[failures.AttemptFailed], None] | None = None
        self._leave: Callable[[], None] | None = None

    def watch(self, fail: Callable[[failures.AttemptFailed], None], leave: Callable[[], None]) -> None:
        """From now on `fail` is told what is raised here, and `leave` is called once when the body is let go of."""
        self._fail, self._leave = fail, leave

    async def read(self) -> bytes:
        """The whole body. Raises AttemptFailed, also where it is larger than the limit or not there in time."""
        body = BytesIO()
        try:
            async with asyncio.timeout_at(self._ends):
                async for piece in self:
                    body.write(piece)
                    if body.tell() > self._limit:
                        raise self._tell(failures.too_large(self._limit))
        except TimeoutError as error:
            # That an answer this large was not all there by then may be of the call's making.
            raise self._tell(failures.from_exception(error, counts=False), error) from error
        finally:
            await self.aclose()
        return body.getvalue()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self.begun:
            yield self.begun
        try:
            while piece := await self._arriving.take():
                yield piece
        except causes.ClientError as error:
            raise self._tell(failures.from_exception(error), error) from error
        except failures.AttemptFailed as failed:
            self._tell(failed, failed.__cause__)
            raise

    async def aclose(self) -> None:
        """Let go of the connection: back to the pool if the body was read to its end, else closed."""
        self._arriving.abandon()
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()

    def _tell(self, failed: failures.AttemptFailed, cause: BaseException | None = None) -> failures.AttemptFailed:
        failed.__cause__ = cause
        if self._fail is not None:
            self._fail(failed)
        return failed


def begun_answer(reception: Reception, endpoint: str, limit: int, ends: float) -> WireResponse:
    """The answer with its body still to come, coded as the backend coded it."""
    if reception.arriving is None:
        raise ValueError("the body of this answer is here")
    stream = BackendStream(reception.arriving, reception.body, limit, ends)
    return WireResponse(reception.status, reception.fields.end_to_end, b"", stream, endpoint)


def whole_answer(reception: Reception, body: bytes, endpoint: str, *, head_only: bool) -> WireResponse:
    """The answer with this body, which is not coded."""
    # The length is that of the body as it is now; who writes it to the caller counts it.
    fields = reception.fields.end_to_end if head_only else reception.fields.lasting
    return WireResponse(reception.status, fields, body, None, endpoint)


async def read_rest(answer: WireResponse, stream: BackendStream) -> WireResponse:
    """The answer whole of which this is the body. Raises AttemptFailed."""
    headers = answer.headers.without("Content-Length", "Content-Encoding")
    return WireResponse(answer.status, headers, await stream.read(), None, answer.endpoint)


async def undo_coding(body: bytes, coding: str, limit: int) -> bytes:
    """The body decoded and at most `limit` bytes. Raises AttemptFailed."""
    try:
        return await translate(len(body), Step.DECODE_ANSWER, lambda: decode(body, coding, limit))
    except Undecodable as error:
        raise failures.unreadable(f"The backend's answer cannot be read: {error}.") from error
