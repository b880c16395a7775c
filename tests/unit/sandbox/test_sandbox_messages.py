"""Messages: sent, followed by the clock, redacted, cancelled, deleted; their pictures; the legacy path."""

from __future__ import annotations

import pytest

from gateway.wire import WireRequest
from tests.unit.sandbox.sandbox_caller import Caller

_TEXT = {"To": "+14155550150", "From": "+14155550100", "Body": "Hello"}


@pytest.mark.parametrize(
    ("age", "status", "sent"),
    [(0, "queued", False), (1, "sending", False), (2, "sent", True), (4, "delivered", True)],
)
def test_the_state_of_a_message_is_a_function_of_its_age(age: int, status: str, *, sent: bool) -> None:
    api = Caller()
    sid = api.post("Messages", _TEXT)["sid"]
    api.clock.advance(age)
    message = api.get(f"Messages/{sid}")
    assert message["status"] == status
    assert (message["date_sent"] == "Mon, 06 May 2024 07:08:11 +0000") is sent
    assert (message["price"] == "-0.00750") is sent


@pytest.mark.parametrize(("left_out", "code"), [("To", 21604), ("From", 21603), ("Body", 21602)])
def test_a_message_needs_two_numbers_and_a_body(left_out: str, code: int) -> None:
    form = {name: value for name, value in _TEXT.items() if name != left_out}
    assert Caller().refusal("POST", "Messages", form) == (400, code)


@pytest.mark.parametrize(
    ("parameter", "value", "status", "code"),
    [
        ("To", "123", 400, 21211),
        ("From", "?", 400, 21212),
        ("Body", "x" * 1601, 400, 21617),
        ("From", "+15005550000", 400, 21606),
        ("From", "+15005550001", 400, 21212),
        ("From", "+15005550007", 400, 21606),
        ("From", "+15005550008", 429, 21611),
        ("To", "+15005550001", 400, 21211),
        ("To", "+15005550002", 400, 21612),
        ("To", "+15005550003", 400, 21408),
        ("To", "+15005550004", 400, 21610),
        ("To", "+15005550009", 400, 21614),
        ("SendAt", "tomorrow", 400, 20001),
        ("SendAt", "2024-05-07T00:00:00", 400, 20001),
    ],
)
def test_wrong_and_magic_values_have_their_own_codes(parameter: str, value: str, status: int, code: int) -> None:
    assert Caller().refusal("POST", "Messages", {**_TEXT, parameter: value}) == (status, code)


@pytest.mark.parametrize("source", ["+15005550006", "55501", "Demo Inc", "whatsapp:+14155550100"])
def test_numbers_codes_and_names_may_send(source: str) -> None:
    assert Caller().post("Messages", {**_TEXT, "From": source})["from"] == source


def test_a_service_sends_in_the_place_of_a_number() -> None:
    service = "MG" + "0" * 32
    sent = Caller().post("Messages", {"To": "+14155550150", "MessagingServiceSid": service, "Body": "Hello"})
    assert (sent["status"], sent["from"], sent["messaging_service_sid"]) == ("accepted", None, service)


@pytest.mark.parametrize(
    ("body", "segments"), [("x" * 160, "1"), ("x" * 161, "2"), ("x" * 307, "3"), ("ü" * 70, "1"), ("ü" * 71, "2")]
)
def test_long_texts_are_sent_in_segments_counted_as_text(body: str, segments: str) -> None:
    assert Caller().post("Messages", {**_TEXT, "Body": body})["num_segments"] == segments


def test_a_scheduled_message_waits_and_can_be_cancelled() -> None:
    api = Caller()
    form = {**_TEXT, "ScheduleType": "fixed", "SendAt": "2024-05-06T08:08:09Z"}
    first, second = api.post("Messages", form)["sid"], api.post("Messages", form)["sid"]
    assert api.get(f"Messages/{first}")["status"] == "scheduled"
    assert api.post(f"Messages/{first}", {"Status": "canceled"}, 200)["status"] == "canceled"
    api.clock.advance(3605)
    assert api.get(f"Messages/{first}")["status"] == "canceled"
    assert api.get(f"Messages/{second}")["status"] == "delivered"


def test_a_body_is_redacted_and_nothing_else_is_changed() -> None:
    api = Caller()
    sid = api.post("Messages", _TEXT)["sid"]
    assert api.refusal("POST", f"Messages/{sid}", {"Body": "other"}) == (400, 20001)
    assert api.refusal("POST", f"Messages/{sid}", {"Status": "canceled"}) == (400, 20001)
    assert api.post(f"Messages/{sid}", {"Body": ""}, 200)["body"] == ""


def test_messages_are_filtered_by_numbers_and_day() -> None:
    api = Caller()
    listed = api.get("Messages?PageSize=1000&From=%2B14155550101&DateSent>=2024-04-29")["messages"]
    assert listed
    assert {message["from"] for message in listed} == {"+14155550101"}
    assert all(message["date_sent"] for message in listed)


def test_the_legacy_path_shows_the_same_texts_under_its_own_name() -> None:
    api = Caller()
    sid = api.post("SMS/Messages", _TEXT)["sid"]
    assert api.get(f"SMS/Messages/{sid}")["uri"].endswith(f"/SMS/Messages/{sid}.json")
    assert api.get(f"Messages/{sid}")["uri"].endswith(f"/Accounts/{api.account.sid}/Messages/{sid}.json")
    listed = api.get("SMS/Messages?PageSize=1000")["sms_messages"]
    assert listed[0]["sid"] == sid
    assert {message["sid"][:2] for message in listed} == {"SM"}
    assert "num_media" not in listed[0]


def test_pictures_have_metadata_and_a_redirect_to_the_file() -> None:
    api = Caller()
    form = [*_TEXT.items(), ("MediaUrl", "https://demo.example/1.png"), ("MediaUrl", "https://demo.example/2.png")]
    message = api.post("Messages", form)
    assert (message["sid"][:2], message["num_media"]) == ("MM", "2")
    listed = api.get(f"Messages/{message['sid']}/Media?DateCreated=2024-05-06")["media_list"]
    assert [item["parent_sid"] for item in listed] == [message["sid"]] * 2
    redirect = api.send("GET", f"Messages/{message['sid']}/Media/{listed[0]['sid']}")
    location = redirect.headers.get("Location") or ""
    assert (redirect.status, location[:30]) == (307, "http://sandbox.example/media/A")
    file = api.sandbox.answer(WireRequest("GET", location.removeprefix("http://sandbox.example")))
    assert (file.status, file.headers.get("Content-Type"), file.body[:4]) == (200, "image/png", b"\x89PNG")
    assert api.sandbox.answer(WireRequest("GET", "/media/nobody/nothing/no")).status == 404
    assert api.sandbox.answer(WireRequest("POST", location.removeprefix("http://sandbox.example"))).status == 405


def test_deleting_a_message_deletes_its_pictures() -> None:
    api = Caller()
    sid = api.post("Messages", {**_TEXT, "MediaUrl": "https://demo.example/1.png"})["sid"]
    media = api.get(f"Messages/{sid}/Media")["media_list"][0]["sid"]
    assert api.send("DELETE", f"Messages/{sid}").status == 204
    assert api.refusal("GET", f"Messages/{sid}/Media/{media}") == (404, 20404)


def test_feedback_is_given() -> None:
    api = Caller()
    sid = api.post("Messages", _TEXT)["sid"]
    given = api.post(f"Messages/{sid}/Feedback", {"Outcome": "unconfirmed"}, 200)
    assert (given["message_sid"], given["outcome"]) == (sid, "unconfirmed")
    assert given["uri"].endswith(f"/Messages/{sid}/Feedback.json")
    assert api.refusal("POST", f"Messages/{sid}/Feedback", {"Outcome": "maybe"}) == (400, 20001)
