"""Between two Restcomm sides nothing is narrowed to what others can say, also where an answer has to be read and written."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.restcomm_2012.playing import OTHER, play


@pytest.mark.parametrize(
    ("path", "told", "element"),
    [
        ("Calls/CA1", {"answered_by": "bob"}, "<AnsweredBy>bob</AnsweredBy>"),
        ("Calls/CA1", {"direction": "Client-To-Client"}, "<Direction>Client-To-Client</Direction>"),
        ("Conferences/CF1", {"status": "RUNNING_MODERATOR_ABSENT"}, "<Status>RUNNING_MODERATOR_ABSENT</Status>"),
        ("Conferences/CF1", {"status": "STOPPING"}, "<Status>STOPPING</Status>"),
        ("Recordings/RE1", {"duration": "9.72275"}, "<Duration>9.72275</Duration>"),
        ("Transcriptions/TR1", {"duration": "14.70"}, "<Duration>14.70</Duration>"),
        ("Clients/CL1", {"status": 1}, "<Status>1</Status>"),
        ("Clients/CL1", {"password": "clear"}, "<Password>clear</Password>"),
    ],
)
async def test_an_answer_keeps_its_words(path: str, told: Mapping[str, object], element: str) -> None:
    played = await play(f"GET {path}", {"sid": "XX1", **told})
    assert element in played.answer.body.decode()
    assert played.lost == []


@pytest.mark.parametrize(
    ("line", "parameter"),
    [
        ("GET Calls?Status=BUSY", ("Status", "BUSY")),
        ("GET Calls?Status=NOT_FOUND", ("Status", "NOT_FOUND")),
        ("GET Calls?Status=busy", ("Status", "busy")),
        ("GET Conferences?Status=RUNNING_MODERATOR_ABSENT", ("Status", "RUNNING_MODERATOR_ABSENT")),
        ("GET SMS/Messages?StartTime=2018-07-05&Body=hi", ("Body", "hi")),
        ("GET Applications?includeNumbers=true", ("includeNumbers", "true")),
        ("GET Usage/Records/Daily?Category=CALLS", ("Category", "CALLS")),
    ],
)
async def test_a_filter_keeps_its_word(line: str, parameter: tuple[str, str]) -> None:
    key = line.removeprefix("GET ").partition("?")[0].rpartition("/")[2].lower()
    played = await play(line, {"page": 0, "page_size": 50, "total": 0, key: []})
    name, value = parameter
    assert played.sent[name] == value
    assert played.lost == []


async def test_page_links_repeat_every_filter_in_the_callers_words() -> None:
    page = {"page": 0, "page_size": 50, "total": 60, "calls": [{"sid": "CA1"}]}
    played = await play("GET Calls?Status=BUSY&SubAccounts=true&From=12", page)
    assert "?Page=1&amp;PageSize=50&amp;AfterSid=CA1&amp;From=12&amp;Status=BUSY&amp;SubAccounts=true<" in _links(
        played.answer.body
    )


def _links(body: bytes) -> str:
    return body.decode().replace('"', "<")


@pytest.mark.parametrize("name", ["SendDigits", "MediaUrl", "Hold"])
async def test_what_no_server_knows_is_left_out_as_a_server_does(name: str) -> None:
    line = {"SendDigits": "POST Calls", "MediaUrl": "POST SMS/Messages", "Hold": "POST Conferences/CF1/Participants/CA1"}[name]
    played = await play(line, {"sid": "CA1"}, form={"To": "1", "From": "2", "Url": "x", "Body": "y", "Mute": "true", name: "1"})
    assert played.answer.status == 200
    assert name not in played.sent
    assert name in played.lost


async def test_a_call_without_a_url_is_the_servers_to_refuse() -> None:
    played = await play("POST Calls", {"sid": "CA1"}, form={"To": "1", "From": "2", "ApplicationSid": "AP1"})
    assert len(played.asked) == 1


@pytest.mark.parametrize(
    ("name", "period"),
    [("daily", "Daily"), ("THISMONTH", "ThisMonth"), ("alltime", "AllTime"), ("Whatever", "AllTime")],
)
async def test_the_period_of_usage_is_written_anyhow(name: str, period: str) -> None:
    for backend in ("restcomm-2012", OTHER):
        played = await play(f"GET Usage/Records/{name}.json", {"usage_records": []}, backend=backend)
        assert played.answer.status == 200
        assert played.asked[-1].path.endswith(f"/Usage/Records/{period}.json")
