"""Who counts as taking nothing: not one for whom more is written as fast as it takes what there is."""

from __future__ import annotations

import asyncio

from gateway.server.stall import StallWatch
from tests.wire.listening import PATIENCE

OFTEN = 0.001  # seconds between two looks


class Line(asyncio.WriteTransport):
    """A transport that always holds as much, of which a caller takes something between two looks until it has enough."""

    def __init__(self, takes: int) -> None:
        super().__init__()
        self.takes = takes
        self.looks = 0
        self.aborted = asyncio.Event()

    def written(self) -> int:
        return 1_000_000 + min(self.looks, self.takes)

    def get_write_buffer_size(self) -> int:
        self.looks += 1
        return 10_000

    def abort(self) -> None:
        self.aborted.set()


async def test_one_for_whom_as_much_waits_all_the_time_is_given_up_only_when_it_takes_nothing_more() -> None:
    line = Line(takes=20)
    StallWatch(line, line.written, OFTEN).begin()
    async with asyncio.timeout(PATIENCE):
        await line.aborted.wait()
    assert line.looks == line.takes + 1
