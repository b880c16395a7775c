"""From the HTTP client's response to a WireResponse: the body whole and decoded, or as a stream.

A body gathers in BytesIO, which hands over what it holds. A bytearray of megabytes would be copied while everybody waits.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from io import BytesIO

import aiohttp

from gateway.hop_by_hop import keep_end_to_end
from gateway.off_loop import translate
from gateway.upstream import failures
from gateway.upstream.content_coding import Undecodable, decode
from gateway.wire import Headers, WireResponse

_PLAIN = "identity"
_LAST_STATUS = 599  # "Values outside the range 100..599 are invalid" (RFC 9110 section 15)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class BackendStream:
    """A body that is still arriving. Iterating raises AttemptFailed where it stalls, breaks off or is wrongly framed.

    `begun` are the bytes of it that have been read, `limit` is how many `read` may hold, and `ends` until when (loop time) it
    may take. Passing the body on may take longer.
    """

    def __init__(self, response: aiohttp.ClientResponse, begun: bytes, limit: int, ends: float) -> None:
        self.begun = begun
        self._limit = limit
        self._ends = ends
        self._response = response
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
            async for piece in self._response.content.iter_any():
                yield piece
        except failures.FOREIGN as error:
            raise self._tell(failures.from_exception(error), error) from error

    async def aclose(self) -> None:
        """Let go of the connection: back to the pool if the body was read to its end, else closed."""
        self._response.close()
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()

    def _tell(self, failed: failures.AttemptFailed, cause: Exception | None = None) -> failures.AttemptFailed:
        failed.__cause__ = cause
        if self._fail is not None:
            self._fail(failed)
        return failed


def stream_answer(response: aiohttp.ClientResponse, limit: int, ends: float) -> WireResponse:
    """The answer with its body still to come, coded as the backend coded it. Raises AttemptFailed for its head."""
    return WireResponse(response.status, _read_headers(response), stream=BackendStream(response, b"", limit, ends))


async def begin_answer(response: aiohttp.ClientResponse, most: int, limit: int, ends: float) -> WireResponse:
    """The answer whole where its body holds `most` bytes or fewer, or is coded; else with its body still to come.

    Raises AttemptFailed, or what FOREIGN names.
    """
    headers = _read_headers(response)
    if _coding(headers) != _PLAIN or response.method == "HEAD":
        return await read_answer(response, limit)
    body = BytesIO()
    async for piece in response.content.iter_any():
        body.write(piece)
        if body.tell() > most:
            return WireResponse(response.status, headers, stream=BackendStream(response, body.getvalue(), limit, ends))
    return _whole(response.status, headers, body.getvalue())


async def read_rest(answer: WireResponse, stream: BackendStream) -> WireResponse:
    """The answer whole of which this is the body. Raises AttemptFailed."""
    return _whole(answer.status, answer.headers, await stream.read())


async def read_answer(response: aiohttp.ClientResponse, limit: int) -> WireResponse:
    """The answer whole, its body decoded and at most `limit` bytes. Raises AttemptFailed, or what FOREIGN names."""
    headers = _read_headers(response)
    if response.method == "HEAD":
        return WireResponse(response.status, headers)
    if int(headers.get("Content-Length") or 0) > limit:
        raise failures.too_large(limit)
    body = BytesIO()
    async for piece in response.content.iter_any():
        body.write(piece)
        if body.tell() > limit:
            raise failures.too_large(limit)
    return _whole(response.status, headers, await _undo_coding(body.getvalue(), _coding(headers), limit))


def _whole(status: int, headers: Headers, body: bytes) -> WireResponse:
    # The length is that of the body as it is now; who writes it to the caller counts it.
    return WireResponse(status, headers.without("Content-Length", "Content-Encoding"), body)


def _coding(headers: Headers) -> str:
    return (headers.get("Content-Encoding") or _PLAIN).strip().lower()


async def _undo_coding(body: bytes, coding: str, limit: int) -> bytes:
    if coding == _PLAIN or not body:
        return body
    try:
        return await translate(len(body), lambda: decode(body, coding, limit))
    except Undecodable as error:
        raise failures.unreadable(f"The backend's answer cannot be read: {error}.") from error


def _read_headers(response: aiohttp.ClientResponse) -> Headers:
    received = Headers((name.decode("latin-1"), _readable(value)) for name, value in response.raw_headers)
    _check_framing(response.status, received)
    return keep_end_to_end(received)


def _readable(value: bytes) -> str:
    """A recipient of CR, LF or NUL in a field value "MUST either reject the message or replace each of those characters with
    SP" (RFC 9110 section 5.5). Replaced, like every other control character: the call has been carried out and its answer is
    worth more than a field.
    """
    return _CONTROL.sub(" ", value.decode("latin-1")).strip()


def _check_framing(status: int, headers: Headers) -> None:
    """aiohttp is lenient with servers. A body whose end is open to opinion would leave its rest in front of the next answer."""
    lengths = headers.get_all("Content-Length")
    if len(lengths) > 1 or (lengths and "Transfer-Encoding" in headers):
        raise failures.unreadable("The backend's answer says in two ways how long it is.")
    if status == HTTPStatus.SWITCHING_PROTOCOLS:
        raise failures.unreadable("The backend switched to a protocol nobody asked for.")
    if not HTTPStatus.OK <= status <= _LAST_STATUS:
        raise failures.unreadable("The status of the backend's answer is none that ends an exchange.")
