"""Load at a fixed rate, whatever the answers do: each request has its moment, and its latency counts from that moment.

So a subject that stalls is seen by all who would have come meanwhile, also where no connection was free for them. The loop
waits by select(2), whose timeouts are exact to the microsecond where those of epoll(7) are to the millisecond.
"""

from __future__ import annotations

import asyncio
import gc
import selectors
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bench.workloads import Workload

_CONNECTIONS = 64
_LATE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Latencies:
    """Seconds from a request's moment to the last byte of its answer, in order of size."""

    seconds: Sequence[float]

    def quantile(self, share: float) -> float:
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


class _Line(asyncio.Protocol):
    """One connection, which carries one request at a time."""

    def __init__(self, pace: _Pace) -> None:
        self._pace = pace
        self._moment = 0.0
        self._left = -1  # bytes of the answer's body that are to come; -1 before its head is whole
        self._head = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, moment: float) -> None:
        assert self._transport is not None
        self._moment, self._left, self._head = moment, -1, b""
        self._transport.write(self._pace.request)

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            self._head += data
            head, end, data = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._left = self._pace.length_of(head)
        self._left -= len(data)
        if not self._left:
            self._pace.answered(self, self._moment)

    def connection_lost(self, exc: Exception | None) -> None:
        self._pace.lost(exc)

    def close(self) -> None:
        assert self._transport is not None
        self._transport.abort()


class _Pace:
    """Sends requests at their moments, over whatever connection is free; those that find none wait for one."""

    def __init__(self, workload: Workload, rate: float, number: int) -> None:
        self.request = raw(workload)
        self._status = f"HTTP/1.1 {workload.status} ".encode()
        self._rate, self._number = rate, number
        self._loop = asyncio.get_running_loop()
        self._begin = 0.0
        self._sent = 0
        self._free: deque[_Line] = deque()
        self._waiting: deque[float] = deque()
        self._seconds: list[float] = []
        self._done: asyncio.Future[None] = self._loop.create_future()

    async def run(self, port: int) -> Latencies:
        for _ in range(_CONNECTIONS):
            _, line = await self._loop.create_connection(lambda: _Line(self), "127.0.0.1", port)
            self._free.append(line)
        lines = list(self._free)
        self._begin = self._loop.time()
        self._tick()
        try:
            async with asyncio.timeout(self._number / self._rate + _LATE_SECONDS):
                await self._done
        finally:
            self._sent = self._number
            for line in lines:
                line.close()
            await asyncio.sleep(0)  # the connections hear of it in the next turn
        return Latencies(sorted(self._seconds))

    def _tick(self) -> None:
        """Sends what is due, and comes again when the next one is."""
        while self._sent < self._number and (moment := self._begin + self._sent / self._rate) <= self._loop.time():
            self._sent += 1
            if self._free:
                self._free.popleft().ask(moment)
            else:
                self._waiting.append(moment)
        if self._sent < self._number:
            self._loop.call_at(self._begin + self._sent / self._rate, self._tick)

    def length_of(self, head: bytes) -> int:
        """Bytes of the body behind that head. Raises where the answer is another than the workload's."""
        lines = head.lower().split(b"\r\n")
        length = next((line for line in lines if line.startswith(b"content-length:")), None)
        if length is None or not head.startswith(self._status):
            self.lost(RuntimeError(f"another answer than the workload's: {head[:300]!r}"))
            return 0
        return int(length.partition(b":")[2])

    def answered(self, line: _Line, moment: float) -> None:
        self._seconds.append(self._loop.time() - moment)
        if self._waiting:
            line.ask(self._waiting.popleft())
        else:
            self._free.append(line)
        if len(self._seconds) == self._number and not self._done.done():
            self._done.set_result(None)

    def lost(self, reason: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(reason or RuntimeError("the subject closed a connection"))


def raw(workload: Workload) -> bytes:
    """The request as bytes on the line."""
    length = {"Content-Length": str(len(workload.body))} if workload.body else {}
    fields = "".join(f"{name}: {value}\r\n" for name, value in (workload.headers | length).items())
    return f"{workload.method} {workload.target} HTTP/1.1\r\n{fields}\r\n{workload.body}".encode()


def latencies(workload: Workload, port: int, rate: float, seconds: float) -> Latencies:
    """What that rate, in requests a second, over so many seconds showed. Raises RuntimeError for any other answer."""
    number = max(1, int(rate * seconds))

    async def run() -> Latencies:
        return await _Pace(workload, rate, number).run(port)

    gc.collect()
    gc.disable()  # a pause of the load's own would be taken for one of the subject's
    try:
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
            return runner.run(run())
    finally:
        gc.enable()
