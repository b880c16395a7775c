"""A request that changes something is seen through once it is on its way: a caller that leaves does not take it back.

Cancelling it would not undo the call that was placed or the message that was sent; it would only hide what became of it. Where
the backend itself leaves that open, the log says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from gateway.model import ProblemRaised, Retry, Source
from gateway.wire import WireRequest, WireResponse

_log = logging.getLogger(__name__)
_orphans: set[asyncio.Task[WireResponse]] = set()
"""Requests whose caller has left. The event loop itself would let them be collected half-way."""


async def see_through(sending: Coroutine[None, None, WireResponse], operation: str) -> WireResponse:
    """The answer. Where the caller leaves meanwhile the request goes on, and the log tells how it ended."""
    task = asyncio.ensure_future(sending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            _log.warning("the caller of %s left; the request is seen through", operation)
            _orphans.add(task)
            task.add_done_callback(lambda done: _tell_end(done, operation))
        raise


async def tell_unknown(
    sending: Coroutine[None, None, WireResponse], request: WireRequest, operation: str, lose_sight: Callable[[str], None]
) -> WireResponse:
    """The answer. Where there is none, and the request may have been carried out all the same, an operator is told."""
    try:
        return await sending
    except ProblemRaised as raised:
        problem = raised.problem
        if problem.source is Source.BACKEND and problem.retry is not Retry.IF_UNSENT:
            lose_sight(operation)
            said = "whether %s was carried out is not known: %s; request %s"
            _log.error(said, operation or "an unknown operation", problem.kind, request.headers.get("X-Request-Id"))
        raise


async def see_all_through(seconds: float) -> None:
    """Wait for the requests whose callers have left, so long at most: where the connections are closed under them they fail."""
    here = asyncio.get_running_loop()
    left = [task for task in _orphans if task.get_loop() is here]
    if left:
        await asyncio.wait(left, timeout=seconds)


def _tell_end(task: asyncio.Task[WireResponse], operation: str) -> None:
    _orphans.discard(task)
    if task.cancelled():
        _log.error("%s was cut off by the end of the gateway; its outcome is unknown", operation)
        return
    error = task.exception()
    if error is None:
        _log.warning("%s, whose caller left, ended with status %s", operation, task.result().status)
    else:
        kind = error.problem.kind if isinstance(error, ProblemRaised) else type(error).__name__
        _log.error("%s, whose caller left, failed: %s; its outcome may be unknown", operation, kind)
