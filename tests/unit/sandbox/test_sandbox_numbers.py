"""Numbers: searched, bought, configured, moved, given back; caller ids verified."""

from __future__ import annotations

import pytest

from gateway.sandbox import MAIN, SUBACCOUNT
from tests.unit.sandbox.sandbox_caller import Caller


def test_numbers_are_searched_by_area_and_pattern_without_paging() -> None:
    found = Caller().get("AvailablePhoneNumbers/US/Local?AreaCode=415&Contains=55501*7")
    assert set(found) == {"available_phone_numbers", "uri"}
    assert "+14155550117" in [number["phone_number"] for number in found["available_phone_numbers"]]
    assert found["uri"].endswith("/Local.json?AreaCode=415&Contains=55501%2A7")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("US/Local?Contains=646KKK01", 30),
        ("US/Local?InRegion=NY", 30),
        ("US/Local?InRegion=TX", 0),
        ("US/TollFree?SmsEnabled=true", 0),
        ("US/TollFree?VoiceEnabled=true", 30),
        ("GB/Mobile", 30),
        ("GB/Local?AreaCode=415", 0),
    ],
)
def test_a_search_gives_at_most_thirty(query: str, expected: int) -> None:
    assert len(Caller().get(f"AvailablePhoneNumbers/{query}")["available_phone_numbers"]) == expected


@pytest.mark.parametrize("path", ["US/Mobile", "XX/Local", "XX"])
def test_a_country_or_type_without_stock_is_not_found(path: str) -> None:
    assert Caller().refusal("GET", f"AvailablePhoneNumbers/{path}") == (404, 20404)


def test_countries_name_the_types_they_have() -> None:
    countries = Caller().get("AvailablePhoneNumbers")["countries"]
    types = {country["country_code"]: set(country["subresource_uris"]) for country in countries}
    assert types == {"US": {"local", "toll_free"}, "CA": {"local"}, "GB": {"local", "mobile", "toll_free"}}


def test_a_number_that_was_found_is_bought_and_no_longer_for_sale() -> None:
    api = Caller()
    search = "AvailablePhoneNumbers/US/Local?AreaCode=510"
    number = api.get(search)["available_phone_numbers"][0]["phone_number"]
    bought = api.post(
        "IncomingPhoneNumbers", {"PhoneNumber": number, "FriendlyName": "Front", "VoiceUrl": "https://v.example/"}
    )
    assert (bought["phone_number"], bought["friendly_name"], bought["voice_url"]) == (number, "Front", "https://v.example/")
    assert (bought["sms_url"], bought["trunk_sid"]) == ("", None)
    assert bought["capabilities"] == {"voice": True, "sms": True, "mms": True, "fax": False}
    assert number not in [other["phone_number"] for other in api.get(search)["available_phone_numbers"]]
    assert api.refusal("POST", "IncomingPhoneNumbers", {"PhoneNumber": number}) == (400, 21422)
    assert api.send("DELETE", f"IncomingPhoneNumbers/{bought['sid']}").status == 204
    assert api.post("IncomingPhoneNumbers", {"PhoneNumber": number})["phone_number"] == number


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 21421),
        ({"PhoneNumber": "abc"}, 21421),
        ({"PhoneNumber": "+15005550001"}, 21421),
        ({"PhoneNumber": "+15005550000"}, 21422),
        ({"PhoneNumber": "+12125550100"}, 21422),
        ({"AreaCode": "212"}, 21452),
        ({"AreaCode": "12"}, 21451),
        ({"AreaCode": "415", "VoiceCallerIdLookup": "perhaps"}, 20001),
    ],
)
def test_what_cannot_be_bought_is_refused_with_its_code(form: dict[str, str], code: int) -> None:
    assert Caller().refusal("POST", "IncomingPhoneNumbers", form) == (400, code)


def test_the_magic_number_can_be_bought() -> None:
    assert Caller().post("IncomingPhoneNumbers", {"PhoneNumber": "+15005550006"})["phone_number"] == "+15005550006"


@pytest.mark.parametrize(("path", "prefix"), [("Local", "+1415"), ("Mobile", "+4477"), ("TollFree", "+1800")])
def test_numbers_are_listed_by_type(path: str, prefix: str) -> None:
    listed = Caller().get(f"IncomingPhoneNumbers/{path}")["incoming_phone_numbers"]
    assert {number["phone_number"][:5] for number in listed} == {prefix}


def test_numbers_are_listed_by_name_and_number() -> None:
    api = Caller()
    listed = api.get("IncomingPhoneNumbers?PhoneNumber=%2B14155550102")["incoming_phone_numbers"]
    assert [number["phone_number"] for number in listed] == ["+14155550102"]
    assert api.get("IncomingPhoneNumbers?FriendlyName=nobody")["incoming_phone_numbers"] == []
    assert len(api.get("IncomingPhoneNumbers?Beta=false")["incoming_phone_numbers"]) == 7


def test_settings_are_changed_and_others_left_alone() -> None:
    api = Caller()
    sid = api.get("IncomingPhoneNumbers")["incoming_phone_numbers"][0]["sid"]
    before = api.get(f"IncomingPhoneNumbers/{sid}")
    api.clock.advance(60)
    after = api.post(f"IncomingPhoneNumbers/{sid}", {"SmsUrl": "", "VoiceMethod": "GET", "VoiceCallerIdLookup": "TRUE"}, 200)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"sms_url", "voice_method", "voice_caller_id_lookup", "date_updated"}
    assert (after["sms_url"], after["voice_method"], after["voice_caller_id_lookup"]) == ("", "GET", True)


def test_a_number_is_handed_to_a_subaccount_and_to_no_stranger() -> None:
    api = Caller()
    sid = api.get("IncomingPhoneNumbers")["incoming_phone_numbers"][0]["sid"]
    assert api.refusal("POST", f"IncomingPhoneNumbers/{sid}", {"AccountSid": "AC" + "1" * 32}) == (400, 20001)
    moved = api.post(f"IncomingPhoneNumbers/{sid}", {"AccountSid": SUBACCOUNT.sid}, 200)
    assert moved["account_sid"] == SUBACCOUNT.sid
    assert api.refusal("GET", f"IncomingPhoneNumbers/{sid}") == (404, 20404)
    there = api.get(f"/2010-04-01/Accounts/{SUBACCOUNT.sid}/IncomingPhoneNumbers/{sid}")
    assert there["uri"].startswith(f"/2010-04-01/Accounts/{SUBACCOUNT.sid}/")


def test_a_caller_id_is_verified_a_while_after_its_code_was_given() -> None:
    api = Caller(MAIN, seeded=False)
    asked = api.post("OutgoingCallerIds", {"PhoneNumber": "510-555-0160"}, 200)
    assert (asked["phone_number"], asked["friendly_name"]) == ("+15105550160", "(510) 555-0160")
    assert asked["validation_code"].isdigit()
    assert len(asked["validation_code"]) == 6
    assert api.get(f"Calls/{asked['call_sid']}")["to"] == "+15105550160"
    assert api.get("OutgoingCallerIds")["outgoing_caller_ids"] == []
    api.clock.advance(10)
    [verified] = api.get("OutgoingCallerIds?PhoneNumber=%2B15105550160")["outgoing_caller_ids"]
    path = f"OutgoingCallerIds/{verified['sid']}"
    assert api.post(path, {"FriendlyName": "Desk"}, 200)["friendly_name"] == "Desk"
    assert api.refusal("POST", "OutgoingCallerIds", {"PhoneNumber": "+15105550160"}) == (400, 21450)
    assert api.send("DELETE", path).status == 204


def test_a_caller_id_that_is_no_number_is_refused() -> None:
    assert Caller().refusal("POST", "OutgoingCallerIds", {"PhoneNumber": "front desk"}) == (400, 21401)


def test_a_typed_purchase_needs_the_number() -> None:
    assert Caller().refusal("POST", "IncomingPhoneNumbers/Local", {"AreaCode": "415"}) == (400, 20001)


def test_a_caller_id_that_is_not_verified_yet_is_not_found() -> None:
    api = Caller()
    known = api.get("OutgoingCallerIds")["outgoing_caller_ids"][0]["sid"]
    assert api.get(f"OutgoingCallerIds/{known}")["phone_number"] == "+15105550150"
    api.post("OutgoingCallerIds", {"PhoneNumber": "+15105550161"}, 200)
    api.clock.advance(10)
    fresh = api.get("OutgoingCallerIds?PhoneNumber=%2B15105550161")["outgoing_caller_ids"][0]["sid"]
    api.clock.advance(-5)
    assert api.refusal("GET", f"OutgoingCallerIds/{fresh}") == (404, 20404)
