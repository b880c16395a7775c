"""Sends a WireRequest to a backend, byte for byte and once, and brings back its WireResponse or a Problem."""

from __future__ import annotations

import asyncio
import io
import itertools
import logging
import re
from http import HTTPStatus
from ssl import SSLContext

import aiohttp
from yarl import URL

from gateway.hop_by_hop import keep_end_to_end
from gateway.model import ProblemRaised
from gateway.upstream import failures
from gateway.upstream.answer import read_answer, stream_answer
from gateway.upstream.session import open_session
from gateway.upstream.timeouts import Timeouts
from gateway.wire import Headers, WireRequest, WireResponse

_log = logging.getLogger(__name__)
_ORIGIN_FORM = re.compile(r"/[\x21-\x7e]*")
# Ours to say, and not the caller's: the host is the endpoint's, the length is the body's, and whoever expected a
# 100 (Continue) has had it.
_OURS = ("Host", "Content-Length", "Expect")
_WRITTEN_AT_ONCE = 1_048_576  # bytes; a larger body is written piece by piece, lest it hold up other calls


class Upstream:
    """One backend. Requests go to its endpoints in turn; connections are kept between them.

    `endpoints` are scheme, host and port, nothing else (ValueError otherwise). `body_limit` bounds an answer that is read
    whole, decoded or not, in bytes; `connections` all endpoints' connections together, and as many again for streams. Close
    it on the loop that used it.
    """

    def __init__(
        self,
        endpoints: tuple[str, ...],
        *,
        timeouts: Timeouts,
        body_limit: int,
        ssl: SSLContext | None = None,
        connections: int = 100,
    ) -> None:
        if not endpoints:
            raise ValueError("a backend needs at least one endpoint")
        self._turns = itertools.cycle([_parse_endpoint(endpoint) for endpoint in endpoints])
        self._timeouts = timeouts
        self._body_limit = body_limit
        self._ssl = ssl
        self._connections = connections
        # Streams have connections of their own: a hundred callers that listen slowly must not keep a call from being placed.
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def send(self, request: WireRequest, *, stream: bool = False) -> WireResponse:
        """Send a request whose target is in origin form and leads to the resource there, base path included.

        The answer is read whole and decoded, or, with `stream`, comes with its body still to come: then the caller must
        `aclose` the stream. Raises ProblemRaised: BACKEND_UNREACHABLE, BACKEND_TIMED_OUT, BACKEND_UNREADABLE, or MALFORMED
        for header bytes that cannot be sent; ValueError for a target no request line can hold.
        """
        endpoint = next(self._turns)
        try:
            async with asyncio.timeout(self._timeouts.total):
                return await self._exchange(endpoint, request, stream=stream)
        except failures.FOREIGN as error:
            raised = failures.from_exception(error)
            _log_failure(endpoint, raised)
            raise raised from error
        except ProblemRaised as raised:
            _log_failure(endpoint, raised)
            raise

    async def close(self) -> None:
        """Close all connections. A stream that is still being read breaks."""
        while self._sessions:
            await self._sessions.popitem()[1].close()

    async def _exchange(self, endpoint: URL, request: WireRequest, *, stream: bool) -> WireResponse:
        if stream not in self._sessions:
            self._sessions[stream] = open_session(self._timeouts, self._ssl, self._connections)
        response = await self._sessions[stream].request(
            request.method,
            _address(endpoint, request.target),
            headers=_outgoing_fields(request.headers),
            data=_outgoing_body(request.body),
            allow_redirects=False,  # where a redirect leads is for the caller to decide
        )
        try:
            # What is no success is read whole: it is small, and it has to be said in the dialect of the caller.
            passed_on = stream and response.status < HTTPStatus.MULTIPLE_CHOICES
            return stream_answer(response) if passed_on else await read_answer(response, self._body_limit)
        except BaseException:
            # What was not read to its end cannot be followed by another answer.
            response.close()
            raise


def _parse_endpoint(endpoint: str) -> URL:
    url = URL(endpoint)
    if url.scheme not in {"http", "https"} or not url.raw_host or url != url.origin() or "@" in endpoint:
        raise ValueError("an endpoint is http:// or https://, a host and perhaps a port, and nothing behind it")
    return url


def _address(endpoint: URL, target: str) -> URL:
    if _ORIGIN_FORM.fullmatch(target) is None:
        raise ValueError("a request-target begins with a slash and holds visible ASCII characters only")
    # All of the target goes in as the path, already encoded: as path and query a trailing `?` would get lost, and as text
    # `%41` would become `A` and `..` be resolved.
    return URL.build(scheme=endpoint.scheme, authority=endpoint.raw_authority, path=target, encoded=True)


def _outgoing_fields(headers: Headers) -> list[tuple[str, str]]:
    passed = keep_end_to_end(headers).without(*_OURS)
    if "Accept-Encoding" not in passed:
        # Said and not left open: "If no Accept-Encoding header field is in the request, any content coding is considered
        # acceptable by the user agent" (RFC 9110 section 12.5.3).
        passed = passed.plus(("Accept-Encoding", "identity"))
    # aiohttp takes a repeated field that is spelled in another case for a new value of the first and drops that.
    spelling: dict[str, str] = {}
    return [(spelling.setdefault(name.lower(), name), _as_written(value)) for name, value in passed]


def _as_written(value: str) -> str:
    """The text whose UTF-8 form, which aiohttp sends, is the bytes that this latin-1 text stands for."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise failures.unsendable() from error


def _outgoing_body(body: bytes) -> bytes | io.BytesIO | None:
    if not body:
        return None
    return body if len(body) <= _WRITTEN_AT_ONCE else io.BytesIO(body)


def _log_failure(endpoint: URL, raised: ProblemRaised) -> None:
    cause = type(raised.__cause__).__name__ if raised.__cause__ is not None else "no exception"
    _log.warning("backend %s: %s (%s)", endpoint, raised.problem.kind, cause)
