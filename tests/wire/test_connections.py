"""How many connections a listener takes, what it does beyond that, and how it is changed and stopped under them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest

from gateway.server import Listener, ListenerLimits
from gateway.server.forwarding import Forwarding
from gateway.wire import Headers, WireRequest, WireResponse
from tests.wire.listening import (
    OLD,
    PATIENCE,
    RawClient,
    RawResponse,
    Recorder,
    answer_ok,
    connected,
    listening,
    request_bytes,
)

ASKED = request_bytes("GET / HTTP/1.1")
NAMED = Forwarding("gateway")
TWO = ListenerLimits(connections=2)


class Gate:
    """A pipeline that answers when it is opened."""

    def __init__(self) -> None:
        self.began = asyncio.Semaphore(0)
        self.open = asyncio.Event()

    async def handle(self, request: WireRequest) -> WireResponse:
        self.began.release()
        await self.open.wait()
        return answer_ok(request)


async def ask(client: RawClient, asked: bytes = ASKED) -> RawResponse:
    await client.send(asked)
    return await client.read_response()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await let_others()


async def let_others() -> None:
    """One turn of the loop for everybody else."""
    await asyncio.sleep(0)


async def test_connections_are_counted() -> None:
    async with listening(Recorder().handle) as listener:
        assert listener.connections == 0
        async with connected(listener) as one, connected(listener):
            await ask(one)
            await until(lambda: listener.connections == 2)
        await until(lambda: listener.connections == 0)


async def test_beyond_the_limit_the_one_that_idles_longest_makes_room() -> None:
    async with listening(Recorder().handle, limits=TWO) as listener, AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(connected(listener)) for _ in range(2)]
        await ask(first)
        await ask(second)
        await ask(first)
        third = await stack.enter_async_context(connected(listener))
        assert (await ask(third)).status == 200
        assert await second.read_to_end() == b""
        assert (await ask(first)).status == 200


@pytest.mark.parametrize(("target", "dialect"), [("/", "none"), (OLD, "old")])
async def test_where_none_idles_the_new_one_is_told_so_in_its_dialect(target: str, dialect: str) -> None:
    gate = Gate()
    async with listening(gate.handle, limits=TWO) as listener, AsyncExitStack() as stack:
        busy = [await stack.enter_async_context(connected(listener)) for _ in range(2)]
        for client in busy:
            await client.send(ASKED)
            await gate.began.acquire()
        late = await stack.enter_async_context(connected(listener))
        refused = await ask(late, request_bytes(f"GET {target} HTTP/1.1"))
        assert (refused.status, refused.body) == (503, f"refused:overloaded:{dialect}".encode())
        assert refused.get("Connection") == "close"
        gate.open.set()
        for client in busy:
            assert (await client.read_response()).status == 200


async def test_beyond_that_it_is_cut_off_at_once() -> None:
    gate = Gate()
    async with listening(gate.handle, limits=TWO) as listener, AsyncExitStack() as stack:
        for _ in range(2):
            client = await stack.enter_async_context(connected(listener))
            await client.send(ASKED)
            await gate.began.acquire()
        await stack.enter_async_context(connected(listener))  # waits to be told so
        with pytest.raises(ConnectionError):
            async with connected(listener) as beyond:
                await ask(beyond)
        gate.open.set()


async def test_a_place_that_comes_free_is_taken() -> None:
    limits = replace(TWO, connections=1, farewell_seconds=0.01)
    gate = Gate()
    async with listening(gate.handle, limits=limits) as listener:
        async with connected(listener) as busy:
            await busy.send(ASKED)
            await gate.began.acquire()
            async with connected(listener) as late:
                assert (await ask(late)).status == 503
        gate.open.set()
        await until(lambda: listener.connections == 0)
        async with connected(listener) as client:
            assert (await ask(client)).status == 200


async def test_bodies_beyond_the_budget_are_refused_and_those_within_it_are_not() -> None:
    gate = Gate()
    limits = ListenerLimits(bodies=1000)
    asked = request_bytes("POST / HTTP/1.1", "Content-Length: 600", body=b"x" * 600)
    async with (
        listening(gate.handle, limits=limits) as listener,
        connected(listener) as first,
        connected(listener) as second,
        connected(listener) as third,
    ):
        await first.send(asked)
        await gate.began.acquire()
        refused = await ask(second, asked)
        assert (refused.status, refused.body) == (503, b"refused:overloaded:none")
        gate.open.set()
        assert (await first.read_response()).status == 200
        assert (await ask(third, asked)).status == 200


async def test_one_address_does_not_take_the_budget_of_all() -> None:
    """Its other bodies are refused; those of another address, as far as that is believed, are not."""
    gate = Gate()
    limits = ListenerLimits(bodies=1000)
    trusting = Forwarding("gateway", (ip_network("127.0.0.0/8"),))

    def of(client: str) -> bytes:
        return request_bytes("POST / HTTP/1.1", "Content-Length: 200", f"X-Forwarded-For: {client}", body=b"x" * 200)

    async with listening(gate.handle) as listener, AsyncExitStack() as stack:
        listener.change(limits=limits, ssl=None, forwarding=trusting)
        clients = [await stack.enter_async_context(connected(listener)) for _ in range(4)]
        await clients[0].send(of("192.0.2.1"))
        await gate.began.acquire()
        refused = await ask(clients[1], of("192.0.2.1"))
        assert (refused.status, refused.body) == (503, b"refused:overloaded:none")
        for client, address in ((clients[2], "192.0.2.2"), (clients[3], "2001:db8::1")):
            await client.send(of(address))
            await gate.began.acquire()
        gate.open.set()
        for client in (clients[0], *clients[2:]):
            assert (await client.read_response()).status == 200


async def test_a_caller_that_takes_nothing_of_an_answer_is_given_up() -> None:
    limits = ListenerLimits(stall_seconds=0.05)
    large = WireResponse(200, Headers([("Content-Type", "text/plain")]), b"x" * 16_000_000)
    async with listening(Recorder(lambda _: large).handle, limits=limits) as listener, connected(listener) as client:
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a StreamWriter knows the writing half alone
        await client.send(ASKED)
        await until(lambda: listener.connections == 1)
        await until(lambda: listener.connections == 0)


async def test_changed_limits_hold_for_the_next_request_on_the_same_socket() -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as client:
        asked = request_bytes("POST / HTTP/1.1", "Content-Length: 3", body=b"abc")
        assert (await ask(client, asked)).status == 200
        before = listener.sock
        listener.change(limits=ListenerLimits(body=2), ssl=None, forwarding=NAMED)
        assert listener.sock is before
        assert (await ask(client, asked)).status == 413


async def test_no_connection_is_lost_or_refused_while_it_is_changed() -> None:
    async with listening(Recorder().handle) as listener:

        async def call_often() -> list[int]:
            statuses = []
            for _ in range(20):
                async with connected(listener) as client:
                    statuses.append((await ask(client)).status)
            return statuses

        calling = [asyncio.create_task(call_often()) for _ in range(5)]
        while not all(task.done() for task in calling):
            listener.change(limits=ListenerLimits(), ssl=None, forwarding=NAMED)
            await asyncio.sleep(0)
        assert [await task for task in calling] == [[200] * 20] * 5


@contextmanager
def bound() -> Iterator[socket.socket]:
    sock = socket.create_server(("127.0.0.1", 0))
    try:
        yield sock
    finally:
        sock.close()


async def test_a_socket_that_was_handed_over_is_listened_on() -> None:
    with bound() as sock:
        async with listening(Recorder().handle, sock=sock) as listener, connected(listener) as client:
            assert listener.port == sock.getsockname()[1]
            assert (await ask(client)).status == 200


async def test_two_listeners_share_a_port_and_one_may_leave() -> None:
    """As two processes do while one takes the place of the other."""
    with bound() as sock:
        async with listening(Recorder().handle, sock=sock.dup()) as old, listening(Recorder().handle, sock=sock) as new:
            await old.close(PATIENCE)
            for _ in range(10):
                async with connected(new) as client:
                    assert (await ask(client)).status == 200


async def stop_with_arrived(listener: Listener) -> RawClient:
    """Connects without giving the listener a turn, and stops it: the system has taken that connection, the listener has not."""
    plain = socket.create_connection(("127.0.0.1", listener.port), timeout=PATIENCE)
    plain.sendall(ASKED)
    listener.stop_accepting()
    return RawClient(*await asyncio.open_connection(sock=plain))


async def test_a_stopped_listener_serves_what_has_arrived_and_open_connections_and_nobody_else() -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as client:
        assert (await ask(client)).get("Connection") is None
        arrived = await stop_with_arrived(listener)
        assert (await arrived.read_response()).get("Connection") == "close"
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", listener.port)
        assert (await ask(client)).get("Connection") == "close"
        assert await client.read_to_end() == b""
        await arrived.close()


async def test_a_request_that_was_on_its_way_when_the_listener_closed_is_answered() -> None:
    async with listening(Recorder().handle) as listener, connected(listener) as client:
        await ask(client)
        raw = client.writer.get_extra_info("socket")
        raw._sock.setblocking(False)
        raw._sock.send(ASKED)  # the listener has had no turn since
        closing = asyncio.create_task(listener.close(PATIENCE))
        assert (await client.read_response()).get("Connection") == "close"
        await closing
