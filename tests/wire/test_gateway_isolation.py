"""Roundabout ways from one account to another: by what servers read differently, by parameters, by fields, by routes."""

from __future__ import annotations

import json

import pytest

from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    ACME_SUB,
    ACME_SUB_BEHIND,
    GLOBEX,
    GLOBEX_BEHIND,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_script,
    call,
    call_data,
    json_reply,
)

BOTH = pytest.mark.parametrize("version", [OLD, NEW])
ONE = json_reply(call_data())
NUMBER = "PN00000000000000000000000000000001"


@pytest.mark.parametrize("dots", ["..;", "..;x=1", "%2e%2e;", "..%3b", "..%20", "%20..", ".;", ";", "..%c2%a0"])
@pytest.mark.parametrize("rest", ["/{dots}/{other}/Calls", "/Calls/{dots}", "/Calls/{dots}/{other}.json"])
@BOTH
async def test_no_segment_that_a_server_may_take_for_dots_goes_on(version: str, rest: str, dots: str) -> None:
    path = f"{version}/Accounts/{ACME.id}{rest.format(dots=dots, other=GLOBEX_BEHIND.id)}"
    # not by `ask`: the backend's id stands in this path because the caller wrote it there, and is no leak
    async with before_script(ONE) as (front, backend), front.connected() as client:
        await client.send(call("GET", path))
        answer = await client.read_response()
    assert_error(answer, 404, path=path)
    assert backend.received == []


@pytest.mark.parametrize("account", [GLOBEX.id, GLOBEX_BEHIND.id, ACME_BEHIND.id, "ACcccccccccccccccccccccccccccccccc"])
@pytest.mark.parametrize("name", ["AccountSid", "accountsid", "TargetAccountSid"])
@BOTH
async def test_nothing_is_moved_to_an_account_that_is_not_the_callers(version: str, name: str, account: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/IncomingPhoneNumbers/{NUMBER}"
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(call("POST", path, body=f"FriendlyName=x&{name}={account}".encode()))
        asked = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/Calls?{name}={account}"))
    assert_error(answer, 401, path=path)
    assert asked.status == 401
    assert backend.received == []


async def test_a_number_may_be_moved_to_the_account_below() -> None:
    async with before_script(json_reply({"sid": NUMBER})) as (front, backend):
        path = f"{NEW}/Accounts/{ACME.id}/IncomingPhoneNumbers/{NUMBER}.json"
        answer = await front.ask(call("POST", path, body=f"AccountSid={ACME_SUB}".encode()))
    assert answer.status == 200
    assert backend.received[-1].endswith(f"AccountSid={ACME_SUB_BEHIND}".encode())


@pytest.mark.parametrize("word", ["Accounts", "accounts", "%41ccounts"])
async def test_an_account_below_an_account_must_be_the_callers_too(word: str) -> None:
    async with before_script(ONE) as (front, backend), front.connected() as client:
        for account in (GLOBEX.id, GLOBEX_BEHIND.id):
            await client.send(call("GET", f"{NEW}/Accounts/{ACME.id}/{word}/{account}/Calls"))
            assert (await client.read_response()).status == 401
        await client.send(call("GET", f"{NEW}/Accounts/{ACME.id}/{word}/{ACME_SUB}/Calls"))
        assert (await client.read_response()).status == 200
    assert len(backend.received) == 1


OVERRULES = [
    "X-HTTP-Method-Override: DELETE",
    "X-HTTP-Method: DELETE",
    "x-method-override: DELETE",
    f"X-Original-URL: {NEW}/Accounts/{GLOBEX_BEHIND.id}/Calls",
    f"X_Original_URL: {NEW}/Accounts/{GLOBEX_BEHIND.id}/Calls",
    f"X-Rewrite-URL: {NEW}/Accounts/{GLOBEX_BEHIND.id}/Calls",
    "X-Forwarded-Prefix: /x",
    "X-Forwarded-User: admin",
    "X_Forwarded_For: 192.0.2.1",
    "X-Host: elsewhere.example",
    "Proxy: http://elsewhere.example",
    "Content_Length: 5",
    "Transfer_Encoding: chunked",
    "X_Real_IP: 192.0.2.1",
]


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
@pytest.mark.parametrize("field", OVERRULES, ids=lambda field: field.partition(":")[0])
async def test_a_field_that_makes_another_request_of_it_stays_here(field: str, credentials: str) -> None:
    async with before_script(ONE, setting=Setting(credentials=credentials)) as (front, backend):
        answer = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}/Calls/{SID}.json", field))
    assert answer.status == 200
    names = [name.partition(":")[0].lower() for name in backend.fields()]
    assert field.partition(":")[0].lower() not in names


async def test_a_cursor_made_of_an_account_id_leads_on() -> None:
    following = f"{NEW}/Accounts.json?PageSize=1&Page=1&PageToken=PA{ACME_BEHIND.id}"
    page = {"accounts": [{"sid": ACME_BEHIND.id}], "page": 0, "page_size": 1, "next_page_uri": following}
    async with before_script(json_reply(page)) as (front, backend):
        first = await front.ask(call("GET", f"{NEW}/Accounts.json?PageSize=1"))
        target = json.loads(first.body)["next_page_uri"]
        assert target == following.replace(ACME_BEHIND.id, ACME.id)
        await front.ask(call("GET", target))
    assert backend.received[-1].split(b" ")[1] == following.encode()
