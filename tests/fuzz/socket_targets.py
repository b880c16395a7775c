"""Readers of bytes off a socket: a listener's connection, a backend's answer, the operator's listener.

Each runs over a real socket of this machine, both ends on one event loop. A caller's is one of the file system: what is sent
over it has arrived at once, so that it has been looked at once nothing more happens for a number of turns of the loop.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from prometheus_client import Metric

from gateway.admin import Standing, start_admin
from gateway.demo import demo_settings
from gateway.model import ProblemRaised
from gateway.server import Handle, ListenerLimits, start_listener
from gateway.settings import Secret
from gateway.upstream import BreakerLimits, Retries
from gateway.wire import WireRequest, WireResponse
from tests.fuzz.target import FuzzOne, Target, take_byte
from tests.unit.upstream.raw_backend import Backend, backend_with, then_close, upstream_to
from tests.wire.listening import PATIENCE, Recorder, write_refusal

_QUIET, _MOST_TURNS = 30, 100_000  # turns of the loop
_ANSWERS = re.compile(
    rb"(?:HTTP/1\.1 100 Continue\r\n\r\n|HTTP/1\.1 [2-5][0-9]{2} [^\r\n]*\r\n(?:[^\r\n]+\r\n)+\r\n(?:refused:[a-z_]+:(?:old|none))?)*"
)
_STATUS = re.compile(rb"HTTP/1\.1 ([2-5][0-9]{2}) ")
_LIMIT = 1000
_TOKEN = "token-of-the-operator"


def on_a_loop(
    ready: Callable[[], AbstractAsyncContextManager[Callable[[bytes], Coroutine[Any, Any, None]]]],
) -> Callable[[], Any]:
    """How a coroutine function that needs a running server is opened: on a loop of its own, which reports what it was told."""

    @contextmanager
    def opened() -> Iterator[FuzzOne]:
        with asyncio.Runner() as runner:
            told: list[str] = []
            runner.get_loop().set_exception_handler(lambda _, context: told.append(str(context)))
            manager = ready()
            fuzz = runner.run(manager.__aenter__())

            def fuzz_one(data: bytes) -> None:
                runner.run(fuzz(data))
                assert told == []

            try:
                yield fuzz_one
            finally:
                runner.run(manager.__aexit__(None, None, None))

    return opened


@dataclass
class _Caller(asyncio.Protocol):
    received: bytearray = field(default_factory=bytearray)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def data_received(self, data: bytes) -> None:
        self.received += data

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.ended.set()


async def _say(sock: socket.socket, pieces: list[bytes], noticed: Callable[[], int]) -> bytes:
    """All that comes back for these pieces over a connected socket. `noticed` counts what happened on the other side so far."""
    transport, caller = await asyncio.get_running_loop().create_connection(_Caller, sock=sock)
    for piece in pieces:
        if caller.ended.is_set():
            break
        transport.write(piece)
        await asyncio.sleep(0)
    quiet, last = 0, (-1, -1)
    for _ in range(_MOST_TURNS):
        if quiet == _QUIET:
            break
        await asyncio.sleep(0)
        now = (len(caller.received), noticed())
        quiet = quiet + 1 if now == last else 0
        last = now
    assert quiet == _QUIET, "something goes on and on"
    transport.abort()
    async with asyncio.timeout(PATIENCE):
        await caller.ended.wait()
    return bytes(caller.received)


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _connected(family: int, address: str | tuple[str, int]) -> socket.socket:
    sock = socket.socket(family)
    sock.connect(address)
    sock.setblocking(False)
    return sock


@asynccontextmanager
async def listening_in_a_file(handle: Handle) -> AsyncIterator[str]:
    """A listener on a socket of the file system, whose path this is."""
    with TemporaryDirectory() as folder:
        path = f"{folder}/listener"
        bound = socket.socket(socket.AF_UNIX)
        bound.bind(path)
        listener = await start_listener(
            bind="",
            port=0,
            handle=handle,
            refuse=write_refusal,
            limits=ListenerLimits(),
            new_request_id=lambda: "an-id",
            sock=bound,
        )
        try:
            yield path
        finally:
            await listener.close(grace=PATIENCE)


@asynccontextmanager
async def _connection() -> AsyncIterator[Callable[[bytes], Coroutine[Any, Any, None]]]:
    recorder = Recorder(respond=lambda _: WireResponse(200))
    async with listening_in_a_file(recorder.handle) as path:

        async def converse(pieces: list[bytes]) -> tuple[list[bool], list[tuple[object, ...]]]:
            recorder.seen.clear()
            answered = await _say(_connected(socket.AF_UNIX, path), pieces, lambda: len(recorder.seen))
            assert _ANSWERS.fullmatch(answered), answered
            statuses = _STATUS.findall(answered)
            assert b"500" not in statuses
            # Which refusal it is may depend on how much of a line was there when its first byte told that it is none.
            return [status == b"200" for status in statuses], [
                (one.method, one.target, one.headers.without("X-Request-Id"), one.body) for one in recorder.seen
            ]

        async def fuzz(data: bytes) -> None:
            size, rest = take_byte(data)
            whole = await converse([rest] if rest else [])
            assert sum(whole[0]) == len(whole[1])
            assert await converse(_pieces(rest, 1 + size % 40)) == whole

        yield fuzz


@asynccontextmanager
async def _backend() -> AsyncIterator[Callable[[bytes], Coroutine[Any, Any, None]]]:
    never = BreakerLimits(failures=10**9)
    async with (
        backend_with(b"") as backend,
        upstream_to(backend.endpoint, body_limit=_LIMIT, breaker=never, retries=Retries(attempts=1)) as upstream,
    ):

        async def fuzz(data: bytes) -> None:
            which, rest = take_byte(data)
            _reply(backend, rest)
            request = WireRequest("HEAD" if which & 1 else "GET", "/x")
            try:
                response = await upstream.send(request, stream=bool(which & 2))
                body = response.body
                if response.stream is not None:
                    try:
                        body += b"".join([piece async for piece in response.stream])
                    finally:
                        await response.stream.aclose()
            except ProblemRaised as raised:
                problem = raised.problem
                assert problem.status in (502, 503, 504)
                return
            assert 200 <= response.status <= 999
            assert response.stream is not None or len(body) <= _LIMIT
            assert not any(set("\r\n\0") & set(name + value) for name, value in response.headers)

        yield fuzz


def _reply(backend: Backend, data: bytes) -> None:
    backend.requests.clear()
    backend.replies[:] = [then_close(data)]


class _Journal:
    """What an operator asked for, and was admitted to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._standing = Standing(demo_settings("http://127.0.0.1:1"), "demo.yaml", "0" * 12, began=0.0, applied=0.0)

    def not_ready(self) -> tuple[str, ...]:
        return ()

    def standing(self) -> Standing:
        return self._standing

    def families(self) -> Iterable[Metric]:
        return ()

    def metrics(self) -> bytes:
        self.done.append("metrics")
        return b"a 1\n"

    async def reload(self) -> tuple[str, ...]:
        self.done.append("reload")
        return ()

    async def drain(self) -> None:
        self.done.append("drain")


@asynccontextmanager
async def _operator() -> AsyncIterator[Callable[[bytes], Coroutine[Any, Any, None]]]:
    journal = _Journal()
    listener = await start_admin("127.0.0.1", 0, journal, Secret.of_text(_TOKEN))
    try:

        async def fuzz(data: bytes) -> None:
            journal.done.clear()
            sock = _connected(socket.AF_INET, ("127.0.0.1", listener.port))
            answered = await _say(sock, [data] if data else [], lambda: len(journal.done))
            assert answered == b"" or answered.startswith(b"HTTP/")
            assert journal.done == [] or _TOKEN.encode() in data

        yield fuzz
    finally:
        await listener.cleanup()


_HOST = b"Host: h\r\n"
_ALLOWED = b"Authorization: Bearer " + _TOKEN.encode() + b"\r\n"

TARGETS = (
    Target(
        "connection",
        "they are requests or refusals, in answers that are whole, and it is all the same in which pieces they come",
        on_a_loop(_connection),
        (
            b"\0GET /2008-08-01/a HTTP/1.1\r\n" + _HOST + b"\r\n",
            b"\3POST /b HTTP/1.1\r\n" + _HOST + b"Content-Length: 3\r\n\r\na=bGET /c HTTP/1.1\r\n" + _HOST + b"\r\n",
            b"\5POST /d HTTP/1.1\r\n" + _HOST + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\na=b\r\n0\r\nA: b\r\n\r\n",
            b"\7OPTIONS * HTTP/1.1\r\n" + _HOST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
            b"\2GET http://h/x HTTP/1.0\r\nConnection: keep-alive, X\r\nX: y\r\n\r\n",
        ),
        {
            "a chunk's end and a broken size behind it in one piece, and nobody was told": b"\1POST /d HTTP/1.1\r\n"
            + _HOST
            + b"Transfer-Encoding: chunked\r\n\r\n6;x=y\r\na=b\r\n0\r\nA: b\r\n\r\n",
        },
    ),
    Target(
        "backend",
        "they are an answer within the limit or a Problem",
        on_a_loop(_backend),
        (
            b"\0HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            b"\0HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\nContent-Type: a/b\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n",
            b"\2HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 206 Partial\r\nConnection: close\r\n\r\nok",
            b"\1HTTP/1.0 404 Not Found\r\nContent-Encoding: gzip\r\nSet-Cookie: a=b\r\n\r\n",
        ),
        {"a status below all others": b"\0HTTP/1.1 002 Said\r\nContent-Length: 0\r\n\r\n"},
    ),
    Target(
        "operator",
        "they do nothing without the token",
        on_a_loop(_operator),
        (
            b"GET /healthz HTTP/1.1\r\n" + _HOST + b"\r\n",
            b"POST /drain HTTP/1.1\r\n" + _HOST + _ALLOWED + b"\r\n",
            b"POST /reload HTTP/1.1\r\n" + _HOST + b"Authorization: bearer  wrong\r\nContent-Length: 1\r\n\r\nx",
            b"GET /metrics HTTP/1.1\r\n" + _HOST + b"Origin: http://x\r\n\r\n",
        ),
    ),
)
