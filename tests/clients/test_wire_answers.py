"""What real clients need back (W12 to W20): ends of lists, types, exact headers, whole errors, whatever the backend says.

The backend of most of these tests says what the test wrote, so that answers no sandbox gives are seen too.
"""

from __future__ import annotations

import gzip
import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.clients.places import BACKENDS, CALLER_SID, CALLER_TOKEN, V2008, V2010, Place, place_on
from tests.clients.raw_http import Answer, ask, basic
from tests.clients.scripted_backend import Reply, ScriptedBackend

pytestmark = pytest.mark.clients
FORM_TYPE = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(params=[V2008, V2010])
def place(request: pytest.FixtureRequest) -> Place:
    chosen: Place = request.getfixturevalue("old" if request.param == V2008 else "new")
    return chosen


@pytest.fixture(params=[V2008, V2010])
def scripted(request: pytest.FixtureRequest, scripted_gateway: str) -> Place:
    return Place(scripted_gateway, CALLER_SID, CALLER_TOKEN, request.param)


def send(place: Place, rest: str, *headers: str, method: str = "GET", body: bytes = b"") -> Answer:
    return ask(
        place.base, place.path(rest), f"Authorization: {basic(place.sid, place.token)}", *headers, method=method, body=body
    )


def call(sid: str = "CA00000000000000000000000000000001", **fields: Any) -> dict[str, Any]:
    date = "Tue, 31 Aug 2010 20:36:28 +0000"
    return {"sid": sid, "date_created": date, "date_updated": date, "parent_call_sid": None, "to": "+15555550100"} | fields


def call_reply(status: int, **fields: Any) -> Reply:
    return Reply(status, "application/json", json.dumps(call(**fields)).encode())


def test_w12_the_last_page_says_so_in_json(new: Place) -> None:
    answer = send(new, "/Calls.json?PageSize=1000")
    assert answer.json()["next_page_uri"] is None
    assert b'"next_page_uri": null' in answer.body


def test_w12_the_last_page_says_so_in_xml(new: Place) -> None:
    assert send(new, "/Calls?PageSize=1000").xml().get("nextpageuri") == ""


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("version", [V2008, V2010])
@pytest.mark.parametrize("suffix", ["", ".json"])
def test_w12_a_page_past_the_end_is_a_404(gateway: str, version: str, backend: str, suffix: str) -> None:
    place = place_on(gateway, version, backend)
    query = "num=50&page=900" if place.is_2008 else "PageSize=50&Page=900"
    assert send(place, f"/Calls{suffix}?{query}").status == 404


def test_w13_a_create_is_201_even_if_the_backend_says_200(scripted: Place, session_backend: ScriptedBackend) -> None:
    session_backend.reply = call_reply(200)
    to, sender = ("Called", "Caller") if scripted.is_2008 else ("To", "From")
    body = f"{to}=5555550100&{sender}=5555550101&Url=http://example.com/".encode()
    answer = send(scripted, "/Calls", FORM_TYPE, method="POST", body=body)
    assert answer.status == 201
    if scripted.is_2008:
        # section "status codes" of the 2008 response page: the new resource's URL is in Location
        assert answer.header("Location") == scripted.base + scripted.path("/Calls/CA00000000000000000000000000000001")


def test_w14_an_element_2008_does_not_know_is_not_shown(scripted_gateway: str, session_backend: ScriptedBackend) -> None:
    place = Place(scripted_gateway, CALLER_SID, CALLER_TOKEN, V2008)
    session_backend.reply = call_reply(200, invented="x", uri="/2010-04-01/x", queue_time="0")
    shown = {field.tag for field in send(place, "/Calls/CA00000000000000000000000000000001").xml()}
    assert shown.isdisjoint({"Invented", "Uri", "QueueTime", "ParentCallSid", "To", "From"})


def test_w15_gzip_that_was_not_asked_for_is_undone(scripted: Place, session_backend: ScriptedBackend) -> None:
    body = gzip.compress(json.dumps(call()).encode())
    session_backend.reply = Reply(200, "application/json", body, encoding="gzip")
    answer = send(scripted, "/Calls/CA00000000000000000000000000000001")
    assert answer.header("Content-Encoding") is None
    assert answer.xml().findtext("Sid") == "CA00000000000000000000000000000001"


@pytest.mark.parametrize("sid", ["CA1", "CAnot-hexadecimal_at.all", "ID5c5dcd5cb0d8d3a6-CA1f2a"])
def test_w16_an_id_of_another_form_passes(scripted: Place, session_backend: ScriptedBackend, sid: str) -> None:
    session_backend.reply = call_reply(200, sid=sid)
    answer = send(scripted, f"/Calls/{sid}")
    assert (answer.status, answer.xml().findtext("Sid")) == (200, sid)


UNREADABLE = {
    "problem json": ("application/problem+json", b'{"type": "about:blank", "title": "No such thing", "status": 404}'),
    "html": ("text/html", b"<html><body><h1>It is broken</h1></body></html>"),
    "plain text": ("text/plain", b"upstream said no"),
    "detail": ("application/json", b'{"detail": "Not found."}'),
    "empty": (None, b""),
    "cut json": ("application/json", b'{"code": 20404, "mess'),
    "no utf-8": ("application/json", b'{"message": "\xff\xfe"}'),
}


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
@pytest.mark.parametrize("form", UNREADABLE)
def test_w17_an_error_in_any_form_comes_in_the_callers(
    scripted: Place, session_backend: ScriptedBackend, form: str, status: int, suffix: str
) -> None:
    session_backend.reply = Reply(status, *UNREADABLE[form])
    answer = send(scripted, f"/Calls{suffix}")
    assert answer.status == status
    assert_whole_error(answer, scripted, suffix)


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("form", UNREADABLE)
def test_w17_a_200_that_cannot_be_read_is_a_502(
    scripted: Place, session_backend: ScriptedBackend, form: str, suffix: str
) -> None:
    session_backend.reply = Reply(200, *UNREADABLE[form])
    answer = send(scripted, f"/Calls{suffix}")
    assert answer.status == 502
    assert_whole_error(answer, scripted, suffix)


def assert_whole_error(answer: Answer, place: Place, suffix: str) -> None:
    """Status and message in the caller's form, with the status the answer has, and no word of the backend's own page."""
    if not suffix:
        error = {field.tag: field.text or "" for field in answer.xml()}
        assert answer.xml().tag == "RestException"
    elif place.is_2008:
        (error,) = answer.json()["TwilioResponse"].values()
    else:
        error = {name.title(): value for name, value in answer.json().items()}
    assert int(error["Status"]) == answer.status
    assert error["Message"]
    assert "<h1>" not in answer.body.decode()


def test_w18_json_types(new: Place) -> None:
    listing = send(new, "/Calls.json?PageSize=3").json()
    assert [type(listing[name]) for name in ("page", "page_size", "start", "end")] == [int] * 4
    for found in listing["calls"]:
        assert isinstance(found["duration"], str | None)
        assert found["date_created"] is None or parsedate_to_datetime(found["date_created"]).utcoffset() is not None
    for message in send(new, "/Messages.json?PageSize=3").json()["messages"]:
        assert [type(message[name]) for name in ("num_segments", "num_media")] == [str, str]
    error = send(new, "/Calls/CA00000000000000000000000000000bad.json").json()
    assert [type(error[name]) for name in ("code", "status")] == [int, int]


def test_w19_json_is_told_exactly(new: Place) -> None:
    answer = send(new, "/Calls.json?PageSize=1")
    assert ("Content-Type", "application/json") in answer.headers


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_w20_a_401_has_a_whole_body(place: Place, suffix: str) -> None:
    answer = ask(place.base, place.path(f"/Calls{suffix}"))
    assert answer.status == 401
    assert_whole_error(answer, place, suffix)
