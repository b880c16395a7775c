"""The sandbox behind a socket: the target arrives byte for byte, the answer leaves as it was made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from yarl import URL

from gateway.sandbox import MAIN, RunningSandbox, Sandbox, start_sandbox
from tests.unit.sandbox.sandbox_caller import NOW, basic

_BASE = f"/2010-04-01/Accounts/{MAIN.sid}"


@pytest.fixture
async def running() -> AsyncIterator[RunningSandbox]:
    server = await start_sandbox(Sandbox(clock=lambda: NOW), "127.0.0.1", 0)
    yield server
    await server.stop()


async def test_a_call_is_placed_over_a_socket(running: RunningSandbox) -> None:
    form = {"To": "+14155550150", "From": "+14155550100", "Url": "https://demo.example/voice"}
    async with ClientSession(headers={"Authorization": basic(MAIN)}) as session:
        async with session.post(f"{running.url}{_BASE}/Calls.json", data=form) as answer:
            assert answer.status == 201
            assert answer.headers["Content-Type"] == "application/json"
            sid = (await answer.json())["sid"]
        async with session.delete(f"{running.url}{_BASE}/Messages/none.json") as answer:
            assert answer.status == 404
        async with session.get(URL(f"{running.url}{_BASE}/Calls/{sid}.json?x=%41", encoded=True)) as answer:
            assert (await answer.json())["status"] == "queued"
        async with session.head(f"{running.url}{_BASE}/Calls/{sid}.json") as answer:
            assert int(answer.headers["Content-Length"]) > 100


async def _exchange(running: RunningSandbox, head: str) -> bytes:
    """Send raw bytes, read the answer to its end."""
    url = URL(running.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode("latin-1"))
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_raw_target_reaches_the_sandbox_unchanged(running: RunningSandbox) -> None:
    head = f"GET {_BASE}/Calls.json?StartTime>=2024-05-06&PageSize=1 HTTP/1.1\r\nHost: s\r\nConnection: close\r\n"
    answer = await _exchange(running, f"{head}Authorization: {basic(MAIN)}\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"StartTime%3E=2024-05-06" in answer


async def test_a_path_is_named_in_the_error_as_it_was_sent(running: RunningSandbox) -> None:
    answer = await _exchange(running, "GET /a/../%41;.json HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n")
    assert b"The requested resource /a/../%41;.json was not found" in answer


async def test_a_deletion_is_answered_without_a_body_or_its_type(running: RunningSandbox) -> None:
    async with ClientSession(headers={"Authorization": basic(MAIN)}) as session:
        async with session.get(f"{running.url}{_BASE}/Messages.json?PageSize=1") as answer:
            sid = (await answer.json())["messages"][0]["sid"]
        async with session.delete(f"{running.url}{_BASE}/Messages/{sid}.json") as answer:
            assert answer.status == 204
            assert "Content-Type" not in answer.headers
            assert await answer.read() == b""


async def test_an_address_in_use_is_an_error_and_leaves_nothing_behind(running: RunningSandbox) -> None:
    port = URL(running.url).port
    assert port
    with pytest.raises(OSError, match="address already in use"):
        await start_sandbox(Sandbox(clock=lambda: NOW), "127.0.0.1", port)
