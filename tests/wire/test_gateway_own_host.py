"""A backend that builds its URLs from X-Forwarded-Host names the gateway; callers get links they can follow all the same."""

from __future__ import annotations

import json

import pytest

from tests.wire.gateway_running import ACME, ACME_BEHIND, NEW, OLD, PUBLIC_URL, before_script, call, json_reply

RE = "RE00000000000000000000000000000001"


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_links_on_the_gateways_own_host_lead_back_through_it(version: str) -> None:
    told = f"{PUBLIC_URL}{NEW}/Accounts/{ACME_BEHIND.id}/Recordings/{RE}.json"
    async with before_script(json_reply({"sid": RE, "account_sid": ACME_BEHIND.id, "uri": told})) as (front, _):
        answer = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}/Recordings/{RE}.json"))
    path = json.loads(answer.body)["uri"].removeprefix(PUBLIC_URL)
    assert path == f"{NEW}/Accounts/{ACME.id}/Recordings/{RE}.json"
    moved = b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % told.removesuffix(".json").encode()
    async with before_script(moved) as (front, _):
        answer = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/Calls/CA1"))
    assert answer.get("Location") == f"{PUBLIC_URL}{version}/Accounts/{ACME.id}/Recordings/{RE}"
