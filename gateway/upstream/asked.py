"""What one call asks of whichever endpoint it is sent to, and what it has found out about them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from gateway.upstream.outgoing import Outgoing


class Asked(Struct, frozen=True):
    """`stream` is as for Upstream.send, `ends` is in loop time, which `clock` tells.

    `confirm`, where it is given, is called when all is ready for the request to be sent, and raises ProblemRaised where it is
    not to be after all. `blamed` are the endpoints, by index, that were found at fault.
    """

    outgoing: Outgoing
    stream: int | None
    ends: float
    clock: Callable[[], float]
    confirm: Callable[[], None] | None = None
    blamed: set[int] = set()
