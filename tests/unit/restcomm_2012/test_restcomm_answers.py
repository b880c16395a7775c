"""Answers as servers of every year give them, read for a caller of another dialect: what stands in the item it is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import pytest

from gateway.model import Representation, Resource
from gateway.wire import WireResponse
from tests.properties.speakers import speaker
from tests.unit.restcomm_2012.playing import ACCOUNT, OTHER, RESTCOMM, play

Item = Mapping[str, object]
_PAGE = {
    "page": 0,
    "num_pages": 0,
    "page_size": 50,
    "total": 1,
    "start": "0",
    "end": "1",
    "uri": f"/2012-04-24/Accounts/{ACCOUNT}/X.json",
    "first_page_uri": f"/2012-04-24/Accounts/{ACCOUNT}/X.json?Page=0&PageSize=50",
    "previous_page_uri": "null",
    "next_page_uri": "null",
    "last_page_uri": f"/2012-04-24/Accounts/{ACCOUNT}/X.json?Page=0&PageSize=50",
}
"""What a server of 2017 tells of a page."""


async def _items(path: str, document: object) -> tuple[list[Item], list[str]]:
    """The one list in what a caller of 2010 is shown, and what was lost."""
    played = await play(f"GET {path}.json", document, caller=OTHER)
    assert played.answer.status == 200, played.answer.body
    shown = cast("Mapping[str, object]", played.shown)
    [items] = [value for value in shown.values() if isinstance(value, list)]
    return cast("list[Item]", items), list(played.lost)


@pytest.mark.parametrize(
    ("path", "key", "told", "shown"),
    [
        ("Recordings", "recordings", {"duration": "9.72275"}, {"duration": "9"}),
        ("Recordings", "recordings", {"duration": 9.72275}, {"duration": "9"}),
        ("Recordings", "recordings", {"duration": "9.0", "file_uri": None}, {"duration": "9", "media_url": None}),
        ("Conferences", "conferences", {"status": "RUNNING_MODERATOR_ABSENT"}, {"status": "init"}),
        ("Conferences", "conferences", {"status": "STOPPING"}, {"status": "in-progress"}),
        ("Conferences", "conferences", {"status": "FAILED"}, {"status": "completed"}),
        (
            "Conferences/CF1/Participants",
            "calls",
            {"sid": "CA1", "conference_sid": "CA9", "muted": "true", "end_conference_on_enter": False},
            {"call_sid": "CA1", "conference_sid": "CF1", "muted": True, "end_conference_on_exit": False},
        ),
        ("Notifications", "notifications", {"log": 1, "error_code": 11200}, {"log": "1", "error_code": "11200"}),
        (
            "Messages",
            "messages",
            {"status": "undelivered", "error_code": 30003},
            {"status": "undelivered", "error_code": 30003},
        ),
        ("Messages", "messages", {"date_sent": "2018-07-05T10:46:45.000Z"}, {"date_sent": "Thu, 05 Jul 2018 10:46:45 +0000"}),
        ("Messages", "messages", {"price": "0", "price_unit": "USD"}, {"price": "0", "price_unit": "USD"}),
        ("Transcriptions", "transcriptions", {"duration": "14.70", "price": "0"}, {"duration": "14", "price": "0"}),
        ("IncomingPhoneNumbers", "incomingPhoneNumbers", {"capabilities": None}, {"capabilities": None}),
        ("IncomingPhoneNumbers", "incomingPhoneNumbers", {"phone_number": "1122"}, {"phone_number": "1122"}),
        ("Calls", "calls", {"status": "NO_ANSWER", "duration": 3}, {"status": "no-answer", "duration": "3"}),
        ("Calls", "calls", {"status": "NOT_FOUND"}, {"status": "failed"}),
        ("Calls", "calls", {"InstanceId": "ID1"}, {"instance_id": "ID1"}),
        ("Calls", "calls", {"price": 0.0}, {"price": "0.0"}),
    ],
)
async def test_a_page_of_2017(path: str, key: str, told: Item, shown: Item) -> None:
    [item], _ = await _items(path, {**_PAGE, key: [{"sid": "XX1", "account_sid": ACCOUNT, **told}]})
    assert {name: item[name] for name in shown} == shown


@pytest.mark.parametrize(
    ("path", "told", "shown"),
    [
        ("IncomingPhoneNumbers", {"phone_number": "+14205550167"}, {"phone_number": "+14205550167"}),
        ("Recordings", {"duration": "1.5"}, {"duration": "1"}),
        ("Messages", {"status": "sent"}, {"status": "sent"}),
        ("Notifications", {"log": 0}, {"log": "0"}),
        ("Applications", {"kind": "sms", "rcml_url": "/a"}, {"sms_url": "/a", "voice_url": None}),
        ("Applications", {"kind": "ussd", "rcml_url": "/a"}, {"voice_url": None, "rcml_url": "/a", "kind": "ussd"}),
        ("OutgoingCallerIds", {"phone_number": "+14155550117"}, {"phone_number": "+14155550117"}),
        ("Usage/Records/Daily", {"category": "calls", "count": "2"}, {"category": "calls", "count": "2"}),
        ("Calls/CA1/Recordings", {"call_sid": "CA1", "duration": "9.0"}, {"call_sid": "CA1", "duration": "9"}),
    ],
)
async def test_a_bare_array(path: str, told: Item, shown: Item) -> None:
    [item], _ = await _items(path, [{"sid": "XX1", "account_sid": ACCOUNT, **told}])
    assert {name: item[name] for name in shown} == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"phoneNumber": "14505550110", "cost": "0.67"}, {"phone_number": "14505550110", "cost": "0.67"}),
        ({"phoneNumber": "21558", "isoCountry": "USA"}, {"phone_number": "21558", "iso_country": "USA"}),
        ({"lata": 722, "rateCenter": "X"}, {"lata": "722", "rate_center": "X"}),
        ({"LATA": "722"}, {"lata": "722"}),
        ({"latitude": 37.5, "longitude": "-122"}, {"latitude": "37.5", "longitude": "-122"}),
        ({"postalCode": 94109}, {"postal_code": "94109"}),
        ({"friendlyName": None, "region": None}, {"friendly_name": None, "region": None}),
        ({}, {"capabilities": {"voice": False, "SMS": False, "MMS": False, "fax": False}}),
        (
            {"smsCapable": "true", "faxCapable": True},
            {"capabilities": {"voice": False, "SMS": True, "MMS": False, "fax": True}},
        ),
    ],
)
async def test_a_number_to_buy_of_any_provider(told: Item, shown: Item) -> None:
    [item], _ = await _items("AvailablePhoneNumbers/US/Local", [told])
    assert {name: item[name] for name in shown} == shown


async def test_a_bare_array_is_the_whole_list_however_long() -> None:
    """A server that gives arrays knows no pages: asked for the second it gives all of them again."""
    everything = [{"sid": f"PN{index}"} for index in range(50)]
    first = await play("GET IncomingPhoneNumbers.json", everything, caller=OTHER)
    assert cast("Item", first.shown)["next_page_uri"] is None
    second = await play("GET IncomingPhoneNumbers.json?PageSize=20&Page=2", everything, caller=OTHER)
    assert [item["sid"] for item in cast("dict[str, list[Item]]", second.shown)["incoming_phone_numbers"]] == [
        f"PN{index}" for index in range(40, 50)
    ]


@pytest.mark.parametrize(
    ("told", "shown"),
    [("open", "active"), ("inactive", "suspended"), ("uninitialized", "suspended"), ("closed", "closed")],
)
async def test_the_state_of_an_account_is_one_of_three(told: str, shown: str) -> None:
    one = speaker(RESTCOMM)
    asked = one.ask(one.dialect.operations["accounts.fetch"], Representation.JSON)
    wire = WireResponse(200, body=json.dumps({"sid": ACCOUNT, "status": told}).encode())
    read = one.dialect.read_response(wire, asked, one.face)
    assert isinstance(read.body, Resource)
    assert read.body.fields["status"] == shown
    assert [loss.where for loss in read.losses] == (["status"] if told != shown else [])


@pytest.mark.parametrize(
    ("kind", "told", "shown", "lost"),
    [
        ("Calls/CA1", {"answered_by": "bob"}, {"answered_by": None, "answering_user": "bob"}, []),
        ("Calls/CA1", {"direction": "Client-To-Client"}, {"direction": "outbound-dial"}, ["direction"]),
        ("Calls/CA1", {"direction": "outbound"}, {"direction": "outbound-api"}, ["direction"]),
        ("Calls/CA1", {"direction": "inbound"}, {"direction": "inbound"}, []),
        ("Conferences/CF1", {"status": "COMPLETED"}, {"status": "completed"}, []),
        ("Recordings/RE1", {"duration": "9.5"}, {"duration": "9"}, ["duration"]),
    ],
)
async def test_what_others_have_no_word_for(kind: str, told: Item, shown: Item, lost: list[str]) -> None:
    played = await play(f"GET {kind}.json", {"sid": "XX1", **told}, caller=OTHER)
    item = cast("Item", played.shown)
    assert {name: item[name] for name in shown} == shown
    assert sorted(name.lower().replace("_", "") for name in played.lost) == [name.lower().replace("_", "") for name in lost]
