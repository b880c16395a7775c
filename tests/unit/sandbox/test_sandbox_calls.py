"""Calls: placed, listed, followed by the clock, redirected, ended, deleted."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.sandbox_caller import Caller

_CALL = {"To": "+14155550150", "From": "+14155550100", "Url": "https://demo.example/voice"}


def test_a_call_is_queued_without_dates_when_it_is_placed() -> None:
    call = Caller().post("Calls", _CALL)
    assert (call["status"], call["date_created"], call["date_updated"]) == ("queued", None, None)
    assert (call["to"], call["to_formatted"]) == ("+14155550150", "(415) 555-0150")
    assert call["direction"] == "outbound-api"
    assert call["phone_number_sid"].startswith("PN")
    assert call["price"] is None


@pytest.mark.parametrize(
    ("age", "status"),
    [(0.9, "queued"), (1, "ringing"), (2.9, "ringing"), (3, "in-progress"), (32, "in-progress"), (33, "completed")],
)
def test_the_state_of_a_call_is_a_function_of_its_age(age: float, status: str) -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    api.clock.advance(age)
    assert api.get(f"Calls/{sid}")["status"] == status


def test_a_completed_call_has_a_duration_and_a_price_as_text() -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    api.clock.advance(60)
    call = api.get(f"Calls/{sid}")
    assert (call["duration"], call["price"], call["price_unit"]) == ("30", "-0.01400", "USD")
    assert call["start_time"] == "Mon, 06 May 2024 07:08:12 +0000"
    assert call["end_time"] == "Mon, 06 May 2024 07:08:42 +0000"


@pytest.mark.parametrize(
    ("left_out", "code"),
    [("To", 21201), ("From", 21213), ("Url", 21205)],
)
def test_a_call_needs_two_numbers_and_instructions(left_out: str, code: int) -> None:
    form = {name: value for name, value in _CALL.items() if name != left_out}
    assert Caller().refusal("POST", "Calls", form) == (400, code)


@pytest.mark.parametrize("instructions", [{"Twiml": "<Response/>"}, {"ApplicationSid": "AP" + "0" * 32}])
def test_instructions_may_be_given_otherwise_than_by_url(instructions: dict[str, str]) -> None:
    assert Caller().post("Calls", {"To": "client:ada", "From": "+14155550100", **instructions})["to"] == "client:ada"


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("To", "123", 21217),
        ("From", "nobody", 21212),
        ("Url", "demo.example/voice", 21205),
        ("To", "+15005550001", 21217),
        ("To", "+15005550002", 21214),
        ("To", "+15005550003", 21215),
        ("To", "+15005550004", 21216),
    ],
)
def test_wrong_and_magic_values_have_their_own_codes(parameter: str, value: str, code: int) -> None:
    assert Caller().refusal("POST", "Calls", {**_CALL, parameter: value}) == (400, code)


def test_loosely_formatted_us_numbers_are_read() -> None:
    assert Caller().post("Calls", {**_CALL, "To": "(415) 555-0150"})["to"] == "+14155550150"


def test_a_running_call_is_redirected_and_completed() -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    api.clock.advance(5)
    assert api.post(f"Calls/{sid}", {"Url": "https://demo.example/next"}, 200)["status"] == "in-progress"
    api.clock.advance(4)
    ended = api.post(f"Calls/{sid}", {"Status": "completed"}, 200)
    assert (ended["status"], ended["duration"]) == ("completed", "6")
    api.clock.advance(100)
    assert api.get(f"Calls/{sid}")["duration"] == "6"


def test_a_call_not_answered_yet_is_cancelled() -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    assert api.post(f"Calls/{sid}", {"Status": "canceled"}, 200)["status"] == "canceled"
    api.clock.advance(100)
    call = api.get(f"Calls/{sid}")
    assert (call["status"], call["start_time"], call["duration"]) == ("canceled", None, None)


@pytest.mark.parametrize("form", [{"Url": "https://demo.example/"}, {"Status": "completed"}, {"Status": "canceled"}])
def test_a_call_that_is_over_cannot_be_changed(form: dict[str, str]) -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    api.clock.advance(100)
    assert api.refusal("POST", f"Calls/{sid}", form) == (400, 21220)


def test_a_running_call_cannot_be_cancelled_or_deleted() -> None:
    api = Caller()
    sid = api.post("Calls", _CALL)["sid"]
    api.clock.advance(5)
    assert api.refusal("POST", f"Calls/{sid}", {"Status": "canceled"}) == (400, 21220)
    assert api.refusal("POST", f"Calls/{sid}", {"Status": "busy"}) == (400, 20001)
    assert api.refusal("DELETE", f"Calls/{sid}") == (400, 20001)


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("To=%2B14155550101", "to", "+14155550101"),
        ("From=%2B14155550103", "from", "+14155550103"),
        ("Status=no-answer", "status", "no-answer"),
    ],
)
def test_calls_are_filtered_by_field(query: str, field: str, value: str) -> None:
    listed = Caller().get(f"Calls?PageSize=1000&{query}")["calls"]
    assert {call[field] for call in listed} == {value}


def test_child_calls_are_found_by_their_parent() -> None:
    api = Caller()
    child = next(call for call in api.get("Calls?PageSize=1000")["calls"] if call["parent_call_sid"])
    found = api.get(f"Calls?ParentCallSid={child['parent_call_sid']}")["calls"]
    assert child["sid"] in [call["sid"] for call in found]
    assert {call["direction"] for call in found} == {"outbound-dial"}


@pytest.mark.parametrize("name", ["StartTime>", "StartTime%3E"])
def test_dates_bound_a_list_on_both_sides(name: str) -> None:
    listed = Caller().get(f"Calls?PageSize=1000&{name}=2024-05-01&StartTime<=2024-05-02")["calls"]
    assert {call["start_time"][5:7] for call in listed} == {"01", "02"}


def test_one_day_and_one_moment_bound_a_list_too() -> None:
    api = Caller()
    day = api.get("Calls?PageSize=1000&StartTime=2024-05-01")["calls"]
    assert {call["start_time"][:16] for call in day} == {"Wed, 01 May 2024"}
    late = api.get("Calls?PageSize=1000&StartTime=2024-05-01&StartTime>=2024-05-01T12:00:00Z")["calls"]
    assert late
    assert [call for call in day if call["start_time"][17:19] >= "12"] == late


@pytest.mark.parametrize("query", ["StartTime=yesterday", "EndTime<=2024-13-01", "Status=ended"])
def test_a_filter_that_makes_no_sense_is_refused(query: str) -> None:
    assert Caller().refusal("GET", f"Calls?{query}") == (400, 20001)


def test_feedback_is_given_read_and_replaced() -> None:
    api = Caller()
    path = f"Calls/{api.get('Calls')['calls'][0]['sid']}/Feedback"
    assert api.refusal("GET", path) == (404, 20404)
    assert api.refusal("POST", path) == (400, 20001)
    given = api.post(path, [("QualityScore", "3"), ("Issue", "dropped-call"), ("Issue", "post-dial-delay")], 200)
    assert (given["quality_score"], given["issues"]) == (3, ["dropped-call", "post-dial-delay"])
    api.post(path, {"QualityScore": "5"}, 200)
    assert (api.get(path)["quality_score"], api.get(path)["issues"]) == (5, [])


def test_a_feedback_summary_is_asked_for_and_deleted() -> None:
    api = Caller()
    assert api.refusal("POST", "Calls/FeedbackSummary", {"StartDate": "2024-05-01"}) == (400, 20001)
    made = api.post("Calls/FeedbackSummary", {"StartDate": "2024-05-01", "EndDate": "2024-05-02"})
    assert api.get(f"Calls/FeedbackSummary/{made['sid']}") == made
    assert api.send("DELETE", f"Calls/FeedbackSummary/{made['sid']}").status == 204
