"""Accounts and what is theirs without calling: settings, SIP, tokens, usage, the trial sandbox."""

from __future__ import annotations

import pytest

from gateway.sandbox import MAIN, SUBACCOUNT, SUSPENDED
from tests.unit.sandbox.sandbox_caller import Caller

_OWN = f"/2010-04-01/Accounts/{MAIN.sid}"


def test_an_account_sees_itself_and_its_subaccounts() -> None:
    api = Caller()
    listed = api.get("/2010-04-01/Accounts")["accounts"]
    assert {account["sid"] for account in listed} == {MAIN.sid, SUBACCOUNT.sid, SUSPENDED.sid}
    [suspended] = api.get("/2010-04-01/Accounts?Status=suspended")["accounts"]
    assert suspended["sid"] == SUSPENDED.sid
    own = Caller(SUBACCOUNT).get("/2010-04-01/Accounts")
    assert [account["owner_account_sid"] for account in own["accounts"]] == [MAIN.sid]
    assert own["uri"] == "/2010-04-01/Accounts.json?PageSize=50&Page=0"


def test_a_subaccount_is_made_named_suspended_and_closed_for_good() -> None:
    api = Caller()
    made = api.post("/2010-04-01/Accounts", {"FriendlyName": "Branch"})
    path = f"/2010-04-01/Accounts/{made['sid']}"
    assert (made["friendly_name"], made["status"], made["type"]) == ("Branch", "active", "Full")
    assert made["uri"] == f"{path}.json"
    assert made["subresource_uris"]["short_codes"] == f"{path}/SMS/ShortCodes.json"
    assert api.post(path, {"FriendlyName": "Office"}, 200)["friendly_name"] == "Office"
    assert api.refusal("POST", path, {"Status": "asleep"}) == (400, 20001)
    assert api.post(path, {"Status": "closed"}, 200)["status"] == "closed"
    assert api.refusal("POST", path, {"Status": "active"}) == (400, 20001)


def test_a_subaccount_has_no_subaccounts_and_no_account_changes_its_own_status() -> None:
    assert Caller(SUBACCOUNT).refusal("POST", "/2010-04-01/Accounts") == (403, 20006)
    assert Caller().refusal("POST", _OWN, {"Status": "suspended"}) == (403, 20006)
    assert Caller().post(_OWN, {"FriendlyName": "Us"}, 200)["friendly_name"] == "Us"


def test_an_unnamed_subaccount_is_named_after_its_birth() -> None:
    assert Caller().post("/2010-04-01/Accounts")["friendly_name"] == "SubAccount Created at 2024-05-06 07:08 AM"


def test_settings_have_their_defaults_and_types() -> None:
    made = Caller().post("Applications", {"FriendlyName": "app", "VoiceCallerIdLookup": "true"})
    assert (made["voice_caller_id_lookup"], made["voice_url"], made["voice_method"]) == (True, "", "POST")
    assert (made["message_status_callback"], made["api_version"]) == (None, "2010-04-01")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("Applications", "FriendlyName=Demo+application"),
        ("Addresses", "IsoCountry=US"),
        ("SMS/ShortCodes", "ShortCode=55501"),
        ("Usage/Triggers", "Recurring=monthly"),
    ],
)
def test_plain_lists_are_filtered(path: str, query: str) -> None:
    api = Caller()
    name = query.partition("=")[0]
    found, none = api.get(f"{path}?{query}"), api.get(f"{path}?{name}=other")
    key = next(key for key in found if isinstance(found[key], list))
    assert (len(found[key]), none[key]) == (1, [])


def test_a_list_guards_a_domain_until_the_mapping_is_deleted() -> None:
    api = Caller()
    domain = f"SIP/Domains/{api.post('SIP/Domains', {'DomainName': 'other.sip.example'})['sid']}"
    made = api.post("SIP/CredentialLists", {"FriendlyName": "guards"})["sid"]
    path = f"{domain}/CredentialListMappings"
    assert api.refusal("POST", path) == (400, 20001)
    assert api.refusal("POST", path, {"CredentialListSid": "CL1"}) == (400, 20001)
    mapped = api.post(path, {"CredentialListSid": made})
    assert (mapped["sid"], mapped["friendly_name"], mapped["domain_sid"]) == (made, "guards", domain.rpartition("/")[2])
    assert api.send("DELETE", f"{path}/{made}").status == 204
    assert api.get(path)["credential_list_mappings"] == []


def test_what_lies_below_something_goes_with_it() -> None:
    api = Caller()
    made = f"SIP/CredentialLists/{api.post('SIP/CredentialLists', {'FriendlyName': 'l'})['sid']}"
    user = api.post(f"{made}/Credentials", {"Username": "ada", "Password": "Dummy-Password-1"})
    assert "password" not in user
    assert api.send("DELETE", made).status == 204
    assert api.refusal("GET", f"{made}/Credentials") == (404, 20404)
    assert api.refusal("GET", f"{made}/Credentials/{user['sid']}") == (404, 20404)
    assert api.refusal("POST", f"{made}/Credentials", {"Username": "a", "Password": "b"}) == (404, 20404)


def test_tokens_last_as_long_as_asked() -> None:
    api = Caller()
    assert api.post("Tokens")["ttl"] == "86400"
    token = api.post("Tokens", {"Ttl": "60"})
    assert (token["ttl"], token["ice_servers"][1]["credential"]) == ("60", token["password"])
    assert api.refusal("POST", "Tokens", {"Ttl": "86401"}) == (400, 20001)
    assert api.refusal("POST", "Tokens", {"Ttl": "soon"}) == (400, 20001)


def test_the_balance_is_text() -> None:
    assert Caller().get("Balance") == {"account_sid": MAIN.sid, "balance": "42.00", "currency": "USD"}


def test_the_trial_sandbox_is_there_for_the_main_account_only() -> None:
    api = Caller()
    trial = api.get("Sandbox")
    assert (trial["pin"], trial["phone_number"]) == ("12345678", "4155550190")
    assert "sid" not in trial
    assert api.post("Sandbox", {"SmsUrl": "https://demo.example/new"}, 200)["sms_url"] == "https://demo.example/new"
    assert api.get("Sandbox")["uri"].endswith("/Sandbox.json")
    assert Caller(SUBACCOUNT).refusal("GET", "Sandbox") == (404, 20404)


def test_usage_is_counted_from_what_is_there() -> None:
    api = Caller()
    [every] = api.get("Usage/Records?Category=calls")["usage_records"]
    assert every["count"] == "266"
    parts = [api.get(f"Usage/Records?Category=calls-{side}")["usage_records"][0] for side in ("inbound", "outbound")]
    assert sum(int(part["count"]) for part in parts) == 266
    assert (every["price_unit"], every["usage_unit"], every["as_of"]) == ("usd", "minutes", "2024-05-06T07:08:09+00:00")
    api.post("Messages", {"To": "+14155550150", "From": "+14155550100", "Body": "x"})
    today = api.get("Usage/Records/Today?Category=sms-outbound")["usage_records"][0]
    assert (today["count"], today["start_date"], today["end_date"]) == ("3", "2024-05-06", "2024-05-06")


@pytest.mark.parametrize(
    ("period", "spans"),
    [
        ("Today", [("2024-05-06", "2024-05-06")]),
        ("Yesterday", [("2024-05-05", "2024-05-05")]),
        ("ThisMonth", [("2024-05-01", "2024-05-06")]),
        ("LastMonth", [("2024-04-01", "2024-04-30")]),
        ("AllTime", [("2010-04-01", "2024-05-06")]),
        ("Yearly", [("2024-01-01", "2024-05-06")]),
        ("Yearly?StartDate=2023-06-01", [("2024-01-01", "2024-05-06"), ("2023-06-01", "2023-12-31")]),
        ("Monthly?StartDate=2024-04-15&EndDate=2024-05-02", [("2024-05-01", "2024-05-02"), ("2024-04-15", "2024-04-30")]),
        ("Daily?StartDate=2024-05-01&EndDate=2024-05-02", [("2024-05-02", "2024-05-02"), ("2024-05-01", "2024-05-01")]),
        ("Daily?StartDate=2024-05-06&EndDate=9999-12-31", [("2024-05-06", "2024-05-06")]),
        ("Daily?StartDate=2024-05-02&EndDate=0001-01-01", []),
        ("Daily?StartDate=-1days", [("2024-05-06", "2024-05-06"), ("2024-05-05", "2024-05-05")]),
    ],
)
def test_each_period_has_its_spans(period: str, spans: list[tuple[str, str]]) -> None:
    mark = "&" if "?" in period else "?"
    listed = Caller().get(f"Usage/Records/{period}{mark}Category=sms")["usage_records"]
    assert [(record["start_date"], record["end_date"]) for record in listed] == spans


@pytest.mark.parametrize("query", ["Category=carrier-pigeons", "StartDate=01-05-2024", "EndDate=soon", "EndDate=-days"])
def test_usage_of_nothing_and_never_is_refused(query: str) -> None:
    assert Caller().refusal("GET", f"Usage/Records?{query}") == (400, 20001)
