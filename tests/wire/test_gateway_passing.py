"""Large answers between two sides of one dialect pass as they arrive: never held whole, never cut off in silence."""

from __future__ import annotations

import asyncio
import json

from gateway.passage import LOOKED_AT
from tests.unit.upstream.raw_backend import Reply, then_close, then_wait
from tests.wire.gateway_running import ACME, NEW, PUBLIC_URL, Setting, before_script, call, call_data, json_reply, reply
from tests.wire.listening import PATIENCE

PASSTHROUGH = Setting(credentials="passthrough")
LIST = f"{NEW}/Accounts/{ACME.id}/Calls.json"
PIECE = 65_536


def page(**fields: object) -> dict[str, object]:
    """A page of calls that is about 1 MiB, written with spaces no writer of ours would write."""
    calls = [call_data(annotation="x" * 1000, **fields) for _ in range(700)]
    return {"calls": calls, "page": 0, "page_size": 1000, "start": 0, "end": 699, "uri": LIST, "next_page_uri": None}


BODY = json.dumps(page(), indent=3).encode()


async def test_a_large_list_is_passed_byte_for_byte() -> None:
    async with before_script(reply(200, BODY), setting=PASSTHROUGH) as (front, _):
        answer = await front.ask(call("GET", LIST))
    assert len(BODY) > 2 * LOOKED_AT
    assert answer.body == BODY
    assert answer.get("Content-Length") == str(len(BODY))


async def test_its_beginning_is_there_before_its_end_is() -> None:
    head, sent = f"Content-Length: {len(BODY)}".encode(), BODY[: LOOKED_AT + 2 * PIECE]
    begun = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + head + b"\r\n\r\n" + sent
    async with before_script(then_wait(begun), setting=PASSTHROUGH) as (front, _), front.connected() as caller:
        await caller.send(call("GET", LIST))
        await caller.read_head()
        async with asyncio.timeout(PATIENCE):
            assert await caller.reader.readexactly(len(sent)) == sent


async def broken(reply_: Reply) -> bytes:
    """What a caller gets of an answer that breaks off, until the connection is reset."""
    async with before_script(reply_, setting=PASSTHROUGH) as (front, _), front.connected() as caller:
        await caller.send(call("GET", LIST))
        await caller.read_head()
        got = b""
        try:
            async with asyncio.timeout(PATIENCE):
                while piece := await caller.reader.read(PIECE):
                    got += piece
        except ConnectionResetError:
            return got
    raise AssertionError("the connection ended as if all was well")


async def test_one_that_breaks_off_resets_the_connection() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
    assert len(await broken(then_close(head + BODY[:-PIECE]))) < len(BODY)
    chunk = b"%x\r\n" % len(BODY) + BODY + b"\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b"0\r\n\r\n" not in (await broken(then_close(head + chunk)))[-7:]


async def test_one_that_breaks_off_in_its_beginning_is_a_whole_error() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
    async with before_script(then_close(head + BODY[:1000]), setting=PASSTHROUGH) as (front, _):
        assert (await front.ask(call("GET", LIST))).status == 502


async def test_a_large_list_that_names_the_backend_is_translated_after_all() -> None:
    async with before_script(b"", setting=PASSTHROUGH) as (front, backend):
        uri = f"{backend.endpoint}{NEW}/Accounts/{ACME.id}/Calls/CA1.json"
        backend.replies[:] = [json_reply(page(uri=uri))]
        answer = await front.ask(call("GET", LIST))
    assert answer.status == 200
    assert {item["uri"].removeprefix(PUBLIC_URL) for item in json.loads(answer.body)["calls"]} == {uri[len(backend.endpoint) :]}


async def test_what_is_too_large_to_be_translated_is_refused_whole() -> None:
    setting = Setting(credentials="passthrough", limits="{backend_body: 512KiB}")
    async with before_script(b"", setting=setting) as (front, backend):
        backend.replies[:] = [json_reply(page(uri=f"{backend.endpoint}{LIST}"))]
        refused = await front.ask(call("GET", LIST))
        backend.replies[:] = [reply(200, BODY)]
        passed = await front.ask(call("GET", LIST))
    assert refused.status == 502
    assert passed.body == BODY
