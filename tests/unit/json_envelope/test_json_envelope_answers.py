"""Answers in both directions: the envelope however a backend wraps it, and its words for states and moments (2.1, 4.2, 4.3)."""

from __future__ import annotations

import json

import pytest

from gateway.dialects.json_envelope.recipes import RECIPES
from gateway.model import ApiRequest, ApiResponse, Page, Problem, ProblemKind, ProblemRaised, Resource, Source, Value
from gateway.wire import WireResponse
from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import ONE, UUID, read, request

SID = "SM00000000000000000000000000000001"
SMS = ApiRequest("messages.fetch", ids=(("sid", SID),), account="AC" + "0" * 32)
CALL = ApiRequest("calls.fetch", ids=(("sid", "CA" + SID[2:]),), account="AC" + "0" * 32)


def meant(asked: ApiRequest, item: object, wrapped: str = '{{"response": {{"data": [{}]}}}}') -> dict[str, Value]:
    """The canonical fields of a backend's item."""
    answer = WireResponse(200, body=wrapped.format(json.dumps(item)).encode())
    body = ONE.dialect.read_response(answer, asked, ONE.face).body
    assert isinstance(body, Resource)
    return dict(body.fields)


def shown(target: str, **fields: Value) -> dict[str, object]:
    """What a caller is shown of an item."""
    answer = ONE.dialect.write_response(ApiResponse(200, Resource("", fields)), read(request("GET", target)), ONE.face)
    item: dict[str, object] = json.loads(answer.wire.body)["response"]["data"][0]
    return item


@pytest.mark.parametrize(
    "wrapped",
    [
        '{{"response": {{"data": [{}]}}}}',
        '{{"results": {{"data": [{}]}}}}',
        '{{"response": {{"data": {}}}}}',
        '{{"response": {{"sms": {}}}}}',
        '{{"response": {}}}',
        '{{"response": [{}]}}',
        '{{"results": {{}}, "response": {{"data": [{}], "total": 1}}}}',
    ],
)
def test_an_envelope_is_read_leniently(wrapped: str) -> None:
    assert meant(SMS, {"resource_id": UUID, "message": "Hi"}, wrapped)["body"] == "Hi"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "1", '{"data": []}', '{"response": 1}', '{"response": {"data": [1]}}', "<html>"]
)
def test_an_answer_without_an_envelope_can_not_be_read(body: str) -> None:
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.read_response(WireResponse(200, body=body.encode()), SMS, ONE.face)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE


def test_a_thing_that_is_not_in_its_answer_is_not_found() -> None:
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.read_response(WireResponse(200, body=b'{"response": {"data": []}}'), SMS, ONE.face)
    assert raised.value.problem.kind is ProblemKind.NOT_FOUND


@pytest.mark.parametrize(
    ("type_", "status", "direction", "word"),
    [
        ("incoming", "new", "inbound", "received"),
        ("outgoing", "new", "outbound-api", "queued"),
        ("outgoing", "scheduled", "outbound-api", "queued"),
        ("outgoing", "sending", "outbound-api", "sending"),
        ("outgoing", "sent", "outbound-api", "sent"),
        ("outgoing", "delivered", "outbound-api", "delivered"),
        ("outgoing", "failed", "outbound-api", "failed"),
        ("outgoing", "error", "outbound-api", "failed"),
        ("outgoing", "expired", "outbound-api", "failed"),
        ("outgoing", "wedged", "outbound-api", "sent"),
        (None, None, None, None),
    ],
)
def test_the_states_of_a_backends_messages(
    type_: str | None, status: str | None, direction: str | None, word: str | None
) -> None:
    fields = meant(SMS, {"resource_id": UUID, "type": type_, "status": status, "created_epoch": 1382655784})
    assert (fields["direction"], fields["status"]) == (direction, word)
    assert fields["date_created"] == fields["date_updated"] == "Thu, 24 Oct 2013 23:03:04 +0000"
    assert bool(fields["date_sent"]) == (word in ("sent", "delivered", "received"))


@pytest.mark.parametrize(
    ("direction", "status", "type_", "word"),
    [
        ("inbound", "received", "incoming", "new"),
        ("inbound", "receiving", "incoming", "new"),
        ("outbound-api", "queued", "outgoing", "new"),
        ("outbound-reply", "accepted", "outgoing", "new"),
        ("outbound-call", "sending", "outgoing", "sending"),
        ("outbound-api", "sent", "outgoing", "sent"),
        ("outbound-api", "delivered", "outgoing", "delivered"),
        ("outbound-api", "undelivered", "outgoing", "failed"),
        ("outbound-api", "failed", "outgoing", "failed"),
    ],
)
def test_the_states_a_caller_is_shown_of_messages(direction: str, status: str, type_: str, word: str) -> None:
    item = shown(f"/sms/{UUID}", sid=SID, direction=direction, status=status, date_created="Thu, 24 Oct 2013 16:03:04 -0700")
    assert (item["resource_id"], item["type"], item["status"]) == (UUID, type_, word)
    assert (item["created_date"], item["created_epoch"]) == ("2013-10-24T23:03:04", 1382655784)


@pytest.mark.parametrize(
    ("item", "made"),
    [
        ({"created_epoch": "1382655784"}, "Thu, 24 Oct 2013 23:03:04 +0000"),
        ({"created_date": "2013-10-24T23:03:04"}, "Thu, 24 Oct 2013 23:03:04 +0000"),
        ({"created_date": "2013-10-24T16:03:04-07:00"}, "Thu, 24 Oct 2013 23:03:04 +0000"),
        ({"created_date": "2013-10-25T23:03:04", "created_epoch": 1382655784}, "Thu, 24 Oct 2013 23:03:04 +0000"),
        ({"created_date": "yesterday"}, "yesterday"),
        ({}, None),
    ],
    ids=str,
)
def test_when_a_message_was_made(item: dict[str, object], made: str | None) -> None:
    assert meant(SMS, {"resource_id": UUID, **item})["date_created"] == made


@pytest.mark.parametrize(("length", "segments"), [(0, "1"), (1, "1"), (160, "1"), (161, "2"), (480, "3"), (900, "3")])
def test_how_many_parts_a_message_travels_in(length: int, segments: str) -> None:
    fields = meant(SMS, {"resource_id": UUID, "message": "x" * length})
    assert (fields["num_segments"], fields["num_media"], fields["price"]) == (segments, "0", None)


@pytest.mark.parametrize(
    ("status", "cause", "word", "duration"),
    [
        ("scheduled", None, "queued", None),
        ("ringing", None, "ringing", None),
        ("ready", None, "in-progress", None),
        ("hangup", None, "completed", "17"),
        ("hangup", "command", "completed", "17"),
        *(("hangup", cause, cause, "17") for cause in ("busy", "failed", "no-answer", "canceled")),
        ("parked", None, "parked", "17"),
    ],
)
def test_the_states_of_a_backends_calls(status: str, cause: str | None, word: str, duration: str | None) -> None:
    fields = meant(CALL, {"resource_id": UUID, "status": status, "hangup_cause": cause, "duration": 17})
    assert (fields["sid"], fields["status"], fields["duration"]) == ("CA" + SID[2:], word, duration)


@pytest.mark.parametrize(
    ("status", "word", "cause"),
    [
        ("queued", "scheduled", None),
        ("ringing", "ringing", None),
        ("in-progress", "ready", None),
        ("completed", "hangup", None),
        *((cause, "hangup", cause) for cause in ("busy", "failed", "no-answer", "canceled")),
    ],
)
def test_the_states_a_caller_is_shown_of_calls(status: str, word: str, cause: str | None) -> None:
    item = shown(f"/calls/{UUID}", sid="CA" + SID[2:], status=status, duration="17")
    assert (item["status"], item["hangup_cause"], item["duration"]) == (word, cause, 17)


@pytest.mark.parametrize("other", ["ID1-CA2", "", "CA" + "A" * 32, "SM" + "0" * 32])
def test_an_id_of_another_form_is_shown_as_it_is(other: str) -> None:
    assert shown(f"/calls/{UUID}", sid=other)["resource_id"] == other


def test_a_delete_tells_what_is_gone_and_a_create_what_is_there() -> None:
    alone = {"response": {"data": [{"resource_id": UUID}]}}
    made = Resource("message", {"sid": SID, "body": "Hi"})
    body = json.dumps({"from": "1", "to": "2", "message": "Hi"})
    twin = speaker("json-envelope", results_twin=True)
    for wire, response in (
        (request("DELETE", f"/sms/{UUID}"), ApiResponse(204)),
        (request("POST", "/sms", body=body), ApiResponse(201, made)),
    ):
        answer = ONE.dialect.write_response(response, read(wire), ONE.face).wire
        assert (answer.status, json.loads(answer.body)) == (200, alone)
        beside = {"results": alone["response"]} if wire.method == "POST" else {}
        assert json.loads(twin.dialect.write_response(response, read(wire), twin.face).wire.body) == alone | beside


@pytest.mark.parametrize(
    ("page", "query", "beside"),
    [
        (Page("message", (), size=50), "", {"limit": 50, "offset": 0}),
        (Page("message", (), number=2, size=5), "limit=5&offset=12", {"limit": 5, "offset": 12}),
        (Page("message", (), size=5, total=7), "limit=5", {"limit": 5, "offset": 0, "total": 7}),
        (Page("message", (), size=5, total=7, lower_bound=True), "limit=5", {"limit": 5, "offset": 0}),
    ],
)
def test_what_stands_beside_the_data_of_a_list(page: Page, query: str, beside: dict[str, int]) -> None:
    answer = ONE.dialect.write_response(ApiResponse(200, page), read(request("GET", f"/sms?{query}")), ONE.face).wire
    assert json.loads(answer.body)["response"] == {"data": [], **beside}


def test_what_a_create_made_is_shown_also_where_it_can_not_be_read() -> None:
    asked = ApiRequest("messages.create", parameters=(("Body", "Hi"),))
    made = ApiResponse(201, Resource("message", {"sid": SID, "body": None, "status": None}))
    conversation = RECIPES["messages.create"](asked, ONE.face)
    assert next(conversation) == asked
    assert conversation.send(made).operation == "messages.fetch"
    with pytest.raises(StopIteration) as finished:
        conversation.throw(ProblemRaised(Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504)))
    assert finished.value.value.body.fields == {"sid": SID, "body": "Hi", "status": "queued"}


def test_a_caller_of_the_same_dialect_needs_no_reading() -> None:
    made = ApiResponse(201, Resource("message", {"sid": SID}))
    conversation = RECIPES["messages.create"](ApiRequest("messages.create", spoken="json-envelope"), ONE.face)
    next(conversation)
    with pytest.raises(StopIteration) as finished:
        conversation.send(made)
    assert finished.value.value == made
