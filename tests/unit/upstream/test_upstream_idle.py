"""A connection that lies idle is not timed: what came before on it must not fail what comes next."""

from __future__ import annotations

import pytest

from gateway.upstream import Timeouts
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.raw_backend import PATIENCE, backend_with, lie_idle, upstream_to

FIRST_BYTE = 0.2
GET = WireRequest("GET", "/x", Headers(()))


@pytest.mark.parametrize("size", [0, 1, 60_000, 140_000, 180_000, 250_000, 400_000])
async def test_an_answer_of_any_size_leaves_a_connection_that_serves_again(size: int) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * size
    timeouts = Timeouts(connect=PATIENCE, first_byte=FIRST_BYTE, total=PATIENCE, idle=FIRST_BYTE)
    async with backend_with(answer) as backend, upstream_to(backend.endpoint, timeouts=timeouts) as upstream:
        for _ in range(2):
            assert len((await upstream.send(GET, stream=None)).body) == size
            await lie_idle(2 * FIRST_BYTE)
        assert len((await upstream.send(GET, stream=None)).body) == size
    assert (backend.connections, len(backend.received)) == (1, 3)
