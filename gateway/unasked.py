"""Answers that only a condition or a range can bring, given to a request that had none.

A caller who asked for a whole thing and is told "not modified" has nothing; a part that is translated passes for the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from gateway.dialects.refusal import unreadable
from gateway.wire import WireRequest, WireResponse

NEEDS: Mapping[int, tuple[str, ...]] = {
    # "has received a conditional GET or HEAD request" (RFC 9110 section 15.4.5)
    HTTPStatus.NOT_MODIFIED: ("If-None-Match", "If-Modified-Since"),
    # "fulfilling a range request for the target resource" (section 15.3.7)
    HTTPStatus.PARTIAL_CONTENT: ("Range",),
}
"""The statuses in question, each with the fields of which one asks for it."""


async def refuse_unasked(incoming: WireResponse, outgoing: WireRequest) -> None:
    """Raises ProblemRaised (502) for a 304 without a condition, or a 206 without a range, in the request that was sent.

    The stream of what is refused is let go of.
    """
    needed = NEEDS.get(incoming.status, ())
    if not needed or any(name in outgoing.headers for name in needed):
        return
    if incoming.stream is not None:
        await incoming.stream.aclose()
    raise unreadable(
        f"The backend answered {incoming.status}, which nothing in the request asked for. It may have done what was asked."
    )
