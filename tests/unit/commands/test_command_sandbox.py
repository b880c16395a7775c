"""`gateway sandbox` as a process: a backend of its own that a gateway, or a client, can be pointed at."""

from __future__ import annotations

import asyncio
import json
import signal

import pytest

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.sandbox import MAIN
from tests.unit.commands.started_command import ask, port_in, run, started

BASIC = write_basic(Credentials(MAIN.sid, MAIN.token))
FIRST_PAGE = (
    f"GET /2010-04-01/Accounts/{MAIN.sid}/Calls.json?PageSize=2&Page=3 HTTP/1.1\r\nHost: x\r\nAuthorization: {BASIC}\r\n\r\n"
).encode()


@pytest.mark.parametrize(("paging", "number", "total"), [("modern", 3, False), ("ignore_page", 0, False), ("early", 3, True)])
async def test_it_says_how_to_reach_it_pages_as_told_and_ends_cleanly(paging: str, number: int, total: bool) -> None:
    async with started("sandbox", "--bind", "127.0.0.1:0", "--paging", paging) as command:
        (line,) = await command.read_until("listening on")
        assert MAIN.sid in line
        assert MAIN.token in line
        page = json.loads((await ask(port_in(line), FIRST_PAGE)).body)
        ended = await command.tell(signal.SIGTERM)
    assert (page["page"], "total" in page, len(page["calls"])) == (number, total, 2)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


async def test_as_another_dialect_it_logs_its_calls_as_a_gateway_does() -> None:
    """One JSON object each in a pipe: nothing of a request gets there as it came."""
    async with started("sandbox", "--dialect", "twilio-2008", "--bind", "127.0.0.1:0") as command:
        (line,) = await command.read_until("listening on")
        await command.read_until("curl")
        await ask(port_in(line), b"GET /2008-08-01/\x1b[31m HTTP/1.1\r\nHost: x\r\n\r\n")
        target = f"/2008-08-01/Accounts/{MAIN.sid}/Calls?Called=%2B15555550147"
        await ask(port_in(line), f"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {BASIC}\r\n\r\n".encode())
        lines = [json.loads(line) for line in await command.read_until('"call"')]
        ended = await command.tell(signal.SIGTERM)
    assert [(line["event"], line["status"]) for line in lines] == [("refused", 400), ("call", 200)]
    assert lines[1]["to"] == "+1********47"
    assert (ended.code, ended.out, ended.err) == (0, "", "")


async def test_an_address_that_is_taken_is_a_sentence_and_exit_code_1() -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ended = await run("sandbox", "--bind", f"127.0.0.1:{port}")
    server.close()
    await server.wait_closed()
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: can't listen: ")
    assert str(port) in ended.err
    assert ended.err.endswith("; stop what listens there, or choose another address with --bind\n")
    assert len(ended.err.splitlines()) == 1
