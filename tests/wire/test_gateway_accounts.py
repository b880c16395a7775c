"""Two customers behind one gateway: each reaches its own account and the ones below it, and nothing tells of any other."""

from __future__ import annotations

import json

import pytest

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.unit.upstream.raw_backend import say_nothing
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    ACME_SUB,
    ACME_SUB_BEHIND,
    GLOBEX,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_sandbox,
    before_script,
    call,
    call_data,
    json_reply,
)
from tests.wire.listening import RawResponse

BOTH = pytest.mark.parametrize("version", [OLD, NEW])
FORMS = pytest.mark.parametrize("suffix", ["", ".json"])
PASSTHROUGH = Setting(credentials="passthrough")

STRANGERS = {
    "nobody": None,
    "wrong secret": Credentials(ACME.id, "wrong"),
    "another's secret": Credentials(ACME.id, GLOBEX.secret),
    "no secret": Credentials(ACME.id, ""),
    "secret with more behind it": Credentials(ACME.id, f"{ACME.secret}x"),
    "unknown id": Credentials("ACcccccccccccccccccccccccccccccccc", ACME.secret),
    "the account's name": Credentials("acme", ACME.secret),
    "the backend's credentials": ACME_BEHIND,
    "the backend's secret": Credentials(ACME.id, ACME_BEHIND.secret),
    "the sub-account's id": Credentials(ACME_SUB, ACME.secret),
    "id in other case": Credentials(ACME.id.upper(), ACME.secret),
    "empty": Credentials("", ""),
}


@FORMS
@BOTH
async def test_every_stranger_gets_the_same_401_and_the_backend_hears_of_none(version: str, suffix: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls/{SID}{suffix}"
    answers: list[RawResponse] = []
    async with before_script(say_nothing) as (front, backend):
        for caller in STRANGERS.values():
            answers += [await front.ask(call("GET", path, caller=caller)), await front.ask(call("DELETE", path, caller=caller))]
    for answer in answers[::2]:
        assert_error(answer, 401, path=path)
        assert answer.get("WWW-Authenticate") == 'Basic realm="Twilio API"'
    assert len({answer.body for answer in answers[::2]}) == 1
    assert backend.received == []


@pytest.mark.parametrize("header", ["Basic", "Basic ====", "Basic Zm9v", "Bearer token", "Digest username=x", "basic \xff", ""])
@BOTH
async def test_an_authorization_that_is_none_is_a_401(version: str, header: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls.json"
    async with before_script(say_nothing) as (front, backend):
        answer = await front.ask(call("GET", path, f"Authorization: {header}", caller=None))
    assert_error(answer, 401, path=path)
    assert backend.received == []


@BOTH
async def test_the_scheme_is_compared_without_case(version: str) -> None:
    header = write_basic(ACME).replace("Basic", "bAsIc")
    async with before_script(json_reply(call_data())) as (front, _):
        answer = await front.ask(
            call("GET", f"{version}/Accounts/{ACME.id}/Calls/{SID}", f"Authorization: {header}", caller=None)
        )
    assert answer.status == 200


@FORMS
@pytest.mark.parametrize(
    "account", [GLOBEX.id, ACME_BEHIND.id, ACME_SUB_BEHIND, "ACcccccccccccccccccccccccccccccccc", "x", SID]
)
@BOTH
async def test_an_account_that_is_not_the_callers_is_a_401(version: str, account: str, suffix: str) -> None:
    path = f"{version}/Accounts/{account}/Calls{suffix}"
    async with before_script(say_nothing) as (front, backend):
        for method, body in (("GET", b""), ("POST", b"To=5555550100")):
            answer = await front.ask(call(method, path, body=body))
            assert_error(answer, 401, path=path)
        itself = await front.ask(call("GET", f"{version}/Accounts/{account}{suffix}"))
        assert itself.status == 401
    assert backend.received == []


@BOTH
async def test_a_subaccount_is_reached_with_the_credentials_of_the_one_above_it(version: str) -> None:
    async with before_script(json_reply(call_data(account_sid=ACME_SUB_BEHIND))) as (front, backend):
        answer = await front.ask(call("GET", f"{version}/Accounts/{ACME_SUB}/Calls/{SID}"))
        foreign = await front.ask(call("GET", f"{version}/Accounts/{ACME_SUB}/Calls/{SID}", caller=GLOBEX))
    assert (answer.status, foreign.status) == (200, 401)
    assert f"<AccountSid>{ACME_SUB}</AccountSid>".encode() in answer.body
    assert f"/Accounts/{ACME_SUB_BEHIND}/".encode() in backend.received[0].split(b"\r\n")[0]
    assert len(backend.received) == 1


@pytest.mark.parametrize("sid", ["SM00000000000000000000000000000001", "nothing", ACME.id, "PN" + "0" * 32])
@FORMS
@BOTH
async def test_a_sid_of_another_type_is_the_backends_404_in_the_callers_dialect(version: str, suffix: str, sid: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls/{sid}{suffix}"
    async with before_sandbox() as front:
        answer = await front.ask(call("GET", path))
    assert_error(answer, 404, path=path)


@BOTH
async def test_every_list_and_each_of_its_items_speaks_of_the_callers_account_alone(version: str) -> None:
    lists = ["Calls", "IncomingPhoneNumbers", "OutgoingCallerIds", "Recordings", "Conferences", "Notifications", "SMS/Messages"]
    async with before_sandbox() as front:
        for name in lists:
            for suffix in ("", ".json", ".csv", ".html")[: 4 if version == OLD else 3]:
                answer = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/{name}{suffix}?num=20"))
                assert answer.status == 200, (name, suffix)
                assert ACME.id.encode() in answer.body  # Front.ask has looked for all that must not be there


@BOTH
async def test_only_its_own_accounts_are_listed(version: str) -> None:
    async with before_sandbox() as front:
        for suffix in ("", ".json"):
            answer = await front.ask(call("GET", f"{version}/Accounts{suffix}"))
            assert answer.status == 200
            assert ACME.id.encode() in answer.body
            assert ACME_SUB.encode() in answer.body
            assert b"suspended" not in answer.body.lower()  # an account of the backend that no configuration names


@BOTH
async def test_the_token_shown_is_the_one_the_caller_presented(version: str) -> None:
    async with before_sandbox() as front:
        own = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}.json"))
        below = await front.ask(call("GET", f"{version}/Accounts/{ACME_SUB}.json"))
    shown, hidden = json.loads(own.body), json.loads(below.body)
    if version == OLD:
        assert shown["TwilioResponse"]["Account"]["AuthToken"] == ACME.secret
        assert not hidden["TwilioResponse"]["Account"]["AuthToken"]
    else:
        assert shown["auth_token"] == ACME.secret
        assert hidden["auth_token"] is None


async def test_the_account_above_the_callers_is_not_named() -> None:
    """An operator may give each customer a sub-account of one of its own."""
    above = "ACdddddddddddddddddddddddddddddddd"
    reply = json_reply({"sid": ACME_BEHIND.id, "owner_account_sid": above, "status": "active", "friendly_name": "x"})
    async with before_script(reply) as (front, _):
        answer = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}.json"))
    assert json.loads(answer.body)["owner_account_sid"] is None
    assert above.encode() not in answer.body


@BOTH
async def test_pages_lead_back_to_the_callers_own(version: str) -> None:
    async with before_sandbox() as front:
        path = f"{NEW}/Accounts/{ACME.id}/Calls.json?PageSize=40"
        seen = 0
        while path:
            page = json.loads((await front.ask(call("GET", path))).body)
            seen += len(page["calls"])
            path = page["next_page_uri"]
            assert path is None or path.startswith(f"{NEW}/Accounts/{ACME.id}/Calls.json?")
            denied = await front.ask(call("GET", page["uri"], caller=GLOBEX))
            assert denied.status == 401
        whole = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/Calls.json?PageSize=1000&num=1000"))
    body = json.loads(whole.body)
    items = body["TwilioResponse"]["Calls"] if version == OLD else body["calls"]
    assert seen == len(items) > 100


@BOTH
async def test_ids_in_a_refusal_of_the_backend_are_the_callers(version: str) -> None:
    reply = json_reply({"status": 400, "code": 21212, "message": f"No such number in {ACME_BEHIND.id}", "more_info": "x"}, 400)
    async with before_script(reply) as (front, _):
        answer = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/Calls.json"))
    assert ACME.id in str(assert_error(answer, 400, path=f"{version}.json"))


@FORMS
@BOTH
async def test_a_backend_that_refuses_our_credentials_is_no_fault_of_the_caller(version: str, suffix: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls{suffix}"
    refusal = json_reply({"status": 401, "code": 20003, "message": "Authenticate"}, 401, 'WWW-Authenticate: Basic realm="spy"')
    async with before_script(refusal) as (front, _):
        answer = await front.ask(call("GET", path))
    assert_error(answer, 502, path=path)
    assert answer.get("WWW-Authenticate") is None


@FORMS
@BOTH
async def test_with_passthrough_the_backends_401_is_the_callers(version: str, suffix: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls{suffix}"
    async with before_sandbox(PASSTHROUGH) as front:
        wrong = await front.ask(call("GET", path))
        assert_error(wrong, 401, path=path)
        assert (wrong.get("WWW-Authenticate") or "").startswith("Basic realm=")
        right = await front.ask(call("GET", path.replace(ACME.id, ACME_BEHIND.id), caller=ACME_BEHIND))
        assert right.status == 200


async def test_with_passthrough_nothing_is_sent_for_who_shows_nothing() -> None:
    async with before_script(say_nothing, setting=PASSTHROUGH) as (front, backend):
        answer = await front.ask(call("POST", f"{OLD}/Accounts/{ACME.id}/Calls", caller=None, body=b"Called=5555550100"))
    assert_error(answer, 401, path=OLD)
    assert backend.received == []
