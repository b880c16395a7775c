"""What a whole gateway says before it asks for a body: credentials are read as each dialect reads them, and wrong ones end it."""

from __future__ import annotations

import pytest

from gateway.codecs.basic import write_basic
from gateway.dialects.sids import uuid_of
from gateway.model import Credentials
from tests.unit.upstream.raw_backend import say_nothing
from tests.wire.listening import RawClient, connected
from tests.wire.pair_running import ACME, ENVELOPE, HOST, MODERN, ROOTS, all_dialects, answer, pair

WRONG = Credentials(ACME.id, "wrong")
MESSAGE = answer({"sid": "SM1", "status": "queued", "to": "+15555550100", "from": "+15555550101", "body": "x"}, 201)


def request(dialect: str, who: Credentials | None, field: str = "Authorization") -> tuple[bytes, bytes]:
    """A message with a body that waits to be asked for, and that body."""
    path, body, kind = (
        f"/Accounts/{ACME.id}/SMS/Messages",
        b"To=%2B15555550100&From=%2B15555550101&Body=x",
        "x-www-form-urlencoded",
    )
    if dialect == ENVELOPE:
        path, body, kind = "/sms", b'{"to": "+15555550100", "from": "+15555550101", "message": "x"}', "json"
        who = who and Credentials(uuid_of(who.id, "AC"), who.secret)
    lines = [f"POST {ROOTS.get(dialect, '')}{path} HTTP/1.1", f"Host: {HOST}", f"Content-Type: application/{kind}"]
    lines += [f"{field}: {write_basic(who)}"] if who else []
    lines += [f"Content-Length: {len(body)}", "Expect: 100-continue", "", ""]
    return "\r\n".join(lines).encode(), body


async def is_asked_for(client: RawClient, head: bytes) -> bool:
    await client.send(head)
    return await client.read_head() == b"HTTP/1.1 100 Continue"


@pytest.mark.parametrize("dialect", all_dialects())
async def test_who_is_known_is_asked_for_the_body(dialect: str) -> None:
    head, body = request(dialect, ACME)
    async with pair(dialect, MODERN, MESSAGE) as running, connected(running.running.listeners[0]) as client:
        assert await is_asked_for(client, head)
        await client.send(body)
        assert (await client.read_response()).status in (200, 201)


async def test_the_field_the_envelopes_documentation_names_is_as_good() -> None:
    head, _ = request(ENVELOPE, ACME, "Authentication")
    async with pair(ENVELOPE, MODERN, MESSAGE) as running, connected(running.running.listeners[0]) as client:
        assert await is_asked_for(client, head)


@pytest.mark.parametrize("who", [WRONG, None], ids=["wrong", "none"])
@pytest.mark.parametrize("dialect", all_dialects())
async def test_who_is_not_known_is_refused_without_its_body(dialect: str, who: Credentials | None) -> None:
    async with pair(dialect, MODERN, say_nothing) as running, connected(running.running.listeners[0]) as client:
        await client.send(request(dialect, who)[0])
        refused = await client.read_response()
        assert (refused.status, refused.get("Connection")) == (401, "close")
        assert running.backend.received == []
