"""A request that changes something is seen through once it is on its way: a caller that leaves does not take it back.

Cancelling it would not undo the call that was placed or the message that was sent; it would only hide what became of it. Where
the backend itself leaves that open, the log says so. What is not on its way yet is not sent where nobody could be told of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus

from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.wire import WireRequest, WireResponse

_log = logging.getLogger(__name__)
_DOUBTFUL = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_orphans: set[asyncio.Task[WireResponse]] = set()
"""Requests whose caller has left. The event loop itself would let them be collected half-way."""


class Commitment:
    """Whether a request that changes something is sent when its turn comes: while its caller is there, and `latest` (loop time)
    is not over, after which too little time would be left to hear what became of it. None is no such time."""

    def __init__(self, latest: float | None = None) -> None:
        self._latest = latest
        self._left = False

    def leave(self) -> None:
        """The caller has left."""
        self._left = True

    def confirm(self) -> None:
        """To be called right before the request is sent. Raises ProblemRaised where it is not to be."""
        if self._left:
            reason = "The caller left before its request was sent. Nothing was changed."
            raise ProblemRaised(
                Problem(ProblemKind.TIMED_OUT, Source.CALLER, HTTPStatus.REQUEST_TIMEOUT, reason, retry=Retry.IF_UNSENT)
            )
        if self._latest is not None and asyncio.get_running_loop().time() > self._latest:
            reason = "The backend was too slow to be asked for a change in the time that was left. Nothing was changed."
            raise ProblemRaised(
                Problem(
                    ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, HTTPStatus.GATEWAY_TIMEOUT, reason, retry=Retry.IF_UNSENT
                )
            )


async def see_through(
    sending: Coroutine[None, None, WireResponse], request: WireRequest, operation: str, commitment: Commitment
) -> WireResponse:
    """The answer. Where the caller leaves meanwhile a request that was sent goes on, and the log tells how it ended.

    So long its caller is not let go of either: what the call holds, its place among the calls and its caller's, it holds until
    it is over. A second cancellation, of a gateway that ends, lets go of that, and still not of the request.
    """
    task = asyncio.ensure_future(sending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        commitment.leave()
        if not task.done():
            _log.warning("the caller of %s left; the request is seen through; request %s", operation, _id_of(request))
            _orphans.add(task)
            task.add_done_callback(lambda done: _tell_end(done, operation, _id_of(request)))
            await asyncio.wait((task,))
        raise


async def tell_unknown(
    sending: Coroutine[None, None, WireResponse], request: WireRequest, operation: str, lose_sight: Callable[[str], None]
) -> WireResponse:
    """The answer. Where it is none, and the request may have been carried out all the same, an operator is told."""

    def tell(why: str) -> None:
        lose_sight(operation)
        said = "whether %s was carried out is not known: %s; request %s"
        _log.error(said, operation or "an unknown operation", why, _id_of(request))

    try:
        answer = await sending
    except ProblemRaised as raised:
        problem = raised.problem
        if problem.source is Source.BACKEND and problem.retry is not Retry.IF_UNSENT:
            tell(problem.kind)
        raise
    if _is_doubtful(answer):
        tell(f"status {answer.status}")
    return answer


def _is_doubtful(answer: WireResponse) -> bool:
    """Whether it comes from something in between that itself had no answer to the request, or lost it.

    A 503 that says when to come again is the word of a server that did not take the request (RFC 9110 section 15.6.4).
    """
    return answer.status in _DOUBTFUL and not (
        answer.status == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" in answer.headers
    )


async def see_all_through(seconds: float) -> None:
    """Wait for the requests whose callers have left, so long at most: where the connections are closed under them they fail."""
    here = asyncio.get_running_loop()
    left = [task for task in _orphans if task.get_loop() is here]
    if left:
        await asyncio.wait(left, timeout=seconds)


def _id_of(request: WireRequest) -> str | None:
    return request.headers.get("X-Request-Id")


def _tell_end(task: asyncio.Task[WireResponse], operation: str, request: str | None) -> None:
    _orphans.discard(task)
    if task.cancelled():
        _log.error("%s was cut off by the end of the gateway; its outcome is unknown; request %s", operation, request)
        return
    error = task.exception()
    if error is None:
        _log.warning("%s, whose caller left, ended with status %s; request %s", operation, task.result().status, request)
    elif isinstance(error, ProblemRaised) and error.problem.retry is Retry.IF_UNSENT:
        _log.warning("%s, whose caller left, was not sent; request %s", operation, request)
    else:
        kind = error.problem.kind if isinstance(error, ProblemRaised) else type(error).__name__
        said = "%s, whose caller left, failed: %s; its outcome may be unknown; request %s"
        _log.error(said, operation, kind, request)
