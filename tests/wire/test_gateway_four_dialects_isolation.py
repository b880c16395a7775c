"""Accounts apart, on the pairs with the two further dialects: whatever a caller spells in whichever place, it stays within its
own account, changes nothing about the accounts themselves, and is told nothing of the backend's.
"""

from __future__ import annotations

import json

import pytest

from tests.unit.upstream.raw_backend import say_nothing
from tests.wire.pair_running import (
    ACME,
    ACME_BEHIND,
    ENVELOPE,
    GLOBEX,
    GLOBEX_BEHIND,
    MODERN,
    RESTCOMM,
    STRANGER,
    answer,
    enveloped,
    pair,
    uuid_form,
)

OTHERS = (
    *(GLOBEX.id, GLOBEX_BEHIND.id, ACME_BEHIND.id, STRANGER),
    *map(uuid_form, (GLOBEX.id, GLOBEX_BEHIND.id, ACME_BEHIND.id)),
    uuid_form(GLOBEX.id).upper(),
    "somebody@company.example",
)
NAMES = ("account_sid", "AccountSid", "account_id", "api_key", "owner_account_sid")


@pytest.mark.parametrize("other", OTHERS)
async def test_a_property_that_names_another_account_is_refused(other: str) -> None:
    async with pair(ENVELOPE, ENVELOPE, say_nothing) as running:
        for name in NAMES:
            for body in ({name: other}, {"inner": {name: other}}, {"many": [{name: other}]}):
                told = await running.ask("POST", "/menus", body=json.dumps(body).encode())
                assert (told.status, json.loads(told.body)["response"]["error"]["code"]) == (401, 19401), body
    assert running.backend.received == []


@pytest.mark.parametrize("behind", [ENVELOPE, RESTCOMM, MODERN])
@pytest.mark.parametrize("name", ["AccountSid", "account_sid", "accountsid", "TargetAccountSid", "account-sid"])
async def test_a_parameter_that_names_another_account_is_refused_however_it_is_spelled(behind: str, name: str) -> None:
    async with pair(MODERN, behind, say_nothing) as running:
        told = await running.ask(
            "POST", "/Accounts/{account}/IncomingPhoneNumbers/PN1.json", body=f"{name}={GLOBEX.id}".encode()
        )
    assert (told.status, running.backend.received) == (401, [])


@pytest.mark.parametrize("spelled", [ACME.id, uuid_form(ACME.id), uuid_form(ACME.id).upper()])
async def test_the_callers_own_account_in_a_property_becomes_the_backends(spelled: str) -> None:
    async with pair(ENVELOPE, ENVELOPE, enveloped({"resource_id": "x"})) as running:
        told = await running.ask("POST", "/menus", body=json.dumps({"account_id": spelled, "name": spelled}).encode())
    sent = json.loads(running.bodies[0])
    expected = ACME_BEHIND.id if spelled == ACME.id else uuid_form(ACME_BEHIND.id)
    assert (told.status, sent) == (200, {"account_id": expected, "name": spelled})


async def test_an_answer_shows_the_backends_account_in_no_spelling() -> None:
    key = uuid_form(ACME_BEHIND.id)
    thing = {"resource_id": "x", "account_id": key, "loud": key.upper(), "text": f"of {key}", "in": [{"sid": ACME_BEHIND.id}]}
    async with pair(ENVELOPE, ENVELOPE, enveloped({**thing, "secret": ACME_BEHIND.secret})) as running:
        told = await running.ask("GET", "/menus/x")
    own = uuid_form(ACME.id)
    (shown,) = json.loads(told.body)["response"]["data"]
    assert shown["account_id"] == shown["loud"] == own
    assert (shown["text"], shown["in"]) == (f"of {own}", [{"sid": ACME.id}])


@pytest.mark.parametrize("caller", [ENVELOPE, MODERN, RESTCOMM])
async def test_an_error_shows_the_backends_account_in_no_spelling(caller: str) -> None:
    key = uuid_form(ACME_BEHIND.id)
    error = {
        "code": 7,
        "message": f"{key} may not",
        "details": {"backend_code": 5, "more_info": f"https://www.twilio.com/docs/{key}"},
    }
    path = {ENVELOPE: "/sms/x", MODERN: "/Accounts/{account}/Messages/x.json", RESTCOMM: "/Accounts/{account}/SMS/Messages/x"}
    async with pair(caller, ENVELOPE, answer({"response": {"error": error}}, 403)) as running:
        told = await running.ask("GET", path[caller])
    assert told.status == 403
    assert uuid_form(ACME.id).encode() in told.body


@pytest.mark.parametrize("path", ["/Accounts", "/Accounts.json", "/Accounts/"])
async def test_no_account_is_made_through_a_gateway_that_maps_them(path: str) -> None:
    """It could not be reached through it: decided for every dialect, also where an account is made with a password."""
    async with pair(RESTCOMM, RESTCOMM, say_nothing) as running:
        told = await running.ask("POST", path, body=b"EmailAddress=a%40company.example&Password=dummy&FriendlyName=x")
    assert (told.status, running.backend.received) == (403, [])


@pytest.mark.parametrize("caller", [RESTCOMM, MODERN])
async def test_the_password_of_an_account_behind_the_gateway_is_its_operators(caller: str) -> None:
    """Changed by a caller it would lock the gateway out, and let the caller in behind it."""
    async with pair(caller, RESTCOMM, say_nothing) as running:
        told = await running.ask("POST", "/Accounts/{account}.json", body=b"Password=dummy")
    assert (told.status, running.backend.received) == (403, [])


@pytest.mark.parametrize(
    "path", ["/Organizations", "/Organizations.json", "/Organizations/OR1", "/Organizations?Status=active"]
)
async def test_what_stands_above_the_accounts_is_nobodys_here(path: str) -> None:
    async with pair(RESTCOMM, RESTCOMM, say_nothing) as running:
        told = await running.ask("GET", path)
    assert (told.status, running.backend.received) == (403, [])


@pytest.mark.parametrize("suffix", ["", ".json"])
async def test_things_of_accounts_nobody_configured_are_left_out_of_lists(suffix: str) -> None:
    calls = [{"sid": "CA1", "account_sid": ACME_BEHIND.id}, {"sid": "CA2", "account_sid": STRANGER}]
    page = {"page": 0, "num_pages": 0, "page_size": 50, "total": 2, "calls": calls}
    async with pair(RESTCOMM, RESTCOMM, answer(page)) as running:
        told = await running.ask("GET", f"/Accounts/{{account}}/Calls{suffix}?SubAccounts=true")
    assert told.status == 200
    assert b"CA1" in told.body
    assert b"CA2" not in told.body
    assert told.get("Gateway-Loss") == "mapped-credentials"
