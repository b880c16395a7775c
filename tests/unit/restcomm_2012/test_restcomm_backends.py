"""What a caller of another dialect asks of a Restcomm backend: how it is put, what is lost of it, and what is refused."""

from __future__ import annotations

import pytest

from tests.unit.restcomm_2012.playing import OTHER, RESTCOMM, play


@pytest.mark.parametrize(
    ("query", "sent", "lost"),
    [
        ("DateSent%3E=2018-07-05T10:00:00Z", {"StartTime": "2018-07-05"}, ["StartTime"]),
        ("DateSent%3C=2018-07-05", {"EndTime": "2018-07-05"}, []),
        ("DateSent=2018-07-05", {"StartTime": "2018-07-05", "EndTime": "2018-07-05"}, []),
    ],
)
async def test_a_filter_by_a_moment_becomes_one_by_its_day(query: str, sent: dict[str, str], lost: list[str]) -> None:
    played = await play(f"GET Messages.json?{query}", {"messages": []}, caller=OTHER)
    assert played.sent == sent
    assert played.lost == lost


@pytest.mark.parametrize(
    ("line", "word", "lost"),
    [
        ("GET Calls.json?Status=busy", "busy", ["Status"]),
        ("GET Calls.json?Status=completed", "completed", []),
        ("GET Conferences.json?Status=init", "RUNNING_INITIALIZING", ["Status"]),
    ],
)
async def test_a_status_of_several_spellings_is_filtered_by_one_of_them(line: str, word: str, lost: list[str]) -> None:
    played = await play(line, [], caller=OTHER)
    assert played.sent["Status"] == word
    assert played.lost == lost


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("queued", "queued"),
        ("RINGING", "ringing"),
        ("COMPLETED", "completed"),
        ("WAIT_FOR_ANSWER", "ringing"),
        ("not-found", "failed"),
    ],
)
async def test_a_callers_status_is_everybodys(word: str, meant: str) -> None:
    played = await play(f"GET Calls.json?Status={word}", {"calls": []}, backend=OTHER)
    assert played.sent["Status"] == meant


async def test_the_numbers_to_buy_are_sliced_by_the_servers_own_words() -> None:
    played = await play("GET AvailablePhoneNumbers/US/Local.json?AreaCode=415&PageSize=3&Page=1", [], caller=OTHER)
    assert played.sent == {"AreaCode": "415", "RangeSize": "3", "RangeIndex": "1"}


async def test_usage_without_a_period_is_that_of_all_time() -> None:
    played = await play("GET Usage/Records.json?StartDate=2018-07-05", [], caller=OTHER)
    assert played.asked[-1].path.endswith("/Usage/Records/AllTime.json")
    assert played.sent == {"StartDate": "2018-07-05"}


async def test_a_number_is_not_left_with_its_account_when_it_should_move() -> None:
    played = await play("POST IncomingPhoneNumbers/PN1.json", {}, caller=OTHER, form={"AccountSid": "AC2"})
    assert (played.answer.status, played.asked) == (501, [])


@pytest.mark.parametrize(
    "line",
    [
        "POST IncomingPhoneNumbers/migrate",
        "GET Queues",
        "GET Calls/CA1/Notifications",
        "GET Registrations",
        "POST Supervisor/remote",
    ],
)
async def test_what_is_not_offered_is_not_there(line: str) -> None:
    for backend in (RESTCOMM, OTHER):
        played = await play(line, {}, backend=backend, form={} if line.startswith("POST") else None)
        assert (played.answer.status, played.asked) == (404, [])
