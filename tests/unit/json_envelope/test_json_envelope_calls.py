"""Calls on a backend of the JSON-envelope API: what becomes commands, what is refused, and in whose words (4.3, decision 0014)."""

from __future__ import annotations

import json

import pytest

from gateway.model import ApiRequest, ProblemKind, ProblemRaised
from tests.properties.speakers import Speaker, speaker
from tests.unit.json_envelope.asking import ONE, UUID, code, read, request

SID = "CA00000000000000000000000000000001"
DIAL = {"dial": {"to": "+14155550117", "from": "+14155550125"}}
WHOM = (("To", "+14155550117"), ("From", "+14155550125"))
CARELESS = speaker("json-envelope", ignore_call_instructions=True)


def commands(api: ApiRequest, one: Speaker = ONE) -> object:
    """The commands a backend is given for a call of another dialect."""
    return json.loads(one.dialect.write_request(api, one.face).wire.body)["commands"]


def place(*more: tuple[str, str]) -> ApiRequest:
    return ApiRequest("calls.create", parameters=(*WHOM, *more))


@pytest.mark.parametrize(
    ("inside", "following"),
    [
        ("<Say>Hi</Say>", [{"say": {"text": "Hi"}}, {"hangup": {}}]),
        ("<Say>Hi</Say><Pause/>", [{"say": {"text": "Hi"}}]),
        ('<Pause length="60"/>', []),
        ("", [{"hangup": {}}]),
        ('<Say voice="man">Hi</Say><Hangup/>', [{"say": {"text": "Hi", "voice": "man"}}, {"hangup": {}}]),
    ],
)
def test_a_document_becomes_commands(inside: str, following: list[object]) -> None:
    assert commands(place(("Twiml", f"<Response>{inside}</Response>"))) == [DIAL, *following]


def test_digits_go_right_behind_the_dialling() -> None:
    asked = place(("SendDigits", "12"), ("Twiml", "<Response><Say>Hi</Say></Response>"))
    assert commands(asked) == [DIAL, {"send_dtmf": {"dtmf": "12"}}, {"say": {"text": "Hi"}}, {"hangup": {}}]


@pytest.mark.parametrize(
    "more",
    [
        (("Url", "http://app.example/"),),
        (("ApplicationSid", "AP00000000000000000000000000000001"),),
        (("Twiml", "<Response><Say>Hi</Say></Response>"), ("Record", "true")),
        (("Twiml", "<Response><Dial>+14155550117</Dial></Response>"),),
    ],
    ids=str,
)
def test_instructions_that_can_not_be_told_are_refused_or_the_call_waits(more: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ProblemRaised) as raised:
        commands(place(*more))
    assert (raised.value.problem.kind, raised.value.problem.status) == (ProblemKind.UNSUPPORTED, 501)
    written = CARELESS.dialect.write_request(place(*more), CARELESS.face)
    assert json.loads(written.wire.body)["commands"][0] == DIAL
    assert written.losses


@pytest.mark.parametrize("more", [(), (("SendDigits", "1"),), (("Twiml", ""),), (("Url", ""),)], ids=str)
def test_a_call_nobody_said_what_to_do_with_is_refused_as_2010_refuses_it(more: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ProblemRaised) as raised:
        commands(place(*more))
    assert (raised.value.problem.status, raised.value.problem.code) == (400, 21205)


@pytest.mark.parametrize("status", ["completed", "canceled"])
def test_to_end_a_call_is_to_delete_it(status: str) -> None:
    asked = ApiRequest("calls.update", ids=(("sid", SID),), parameters=(("Status", status),))
    wire = ONE.dialect.write_request(asked, ONE.face).wire
    assert (wire.method, wire.target, wire.body) == ("DELETE", f"/calls/{UUID}", b"")


@pytest.mark.parametrize(
    "parameters",
    [
        (("Url", "http://app.example/"),),
        (("Status", "in-progress"),),
        (("Twiml", "<Response><Dial>+14155550117</Dial></Response>"),),
        (("Twiml", '<Response><Pause length="60"/></Response>'),),
    ],
    ids=str,
)
def test_what_can_not_be_asked_of_a_live_call(parameters: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.write_request(ApiRequest("calls.update", ids=(("sid", SID),), parameters=parameters), ONE.face)
    assert raised.value.problem.kind is ProblemKind.UNSUPPORTED


@pytest.mark.parametrize("name", ["schedule_end", "schedule_expire"])
def test_the_end_of_a_schedule_has_one_name_behind_the_gateway(name: str) -> None:
    later = {"dial": DIAL["dial"] | {"schedule_start": "2014-01-01T12:00:00-08:00", name: "2014-01-01T13:00:00-08:00"}}
    asked = read(request("POST", "/calls", body=json.dumps({"commands": [later], "batch_id": UUID})))
    body = json.loads(ONE.dialect.write_request(asked, ONE.face).wire.body)
    assert body["batch_id"] == UUID
    assert body["commands"][0]["dial"].keys() == {"to", "from", "schedule_start", "schedule_expire"}


@pytest.mark.parametrize(
    ("method", "commands", "told"),
    [
        ("POST", [], 19400),
        ("POST", [{"say": {"text": "x"}}], 19400),
        ("POST", [DIAL, DIAL], 19400),
        ("POST", [{"DIAL": {}}], 19400),
        ("POST", ["hangup"], 19400),
        ("POST", [{"dial": {}, "say": {}}], 19400),
        ("POST", [{"dial": "+14155550117"}], 19400),
        ("POST", {"dial": {}}, 19400),
        ("POST", None, 19400),
        ("PUT", [DIAL], 19400),
        ("PUT", [], 19400),
        ("PUT", "hangup", 19400),
        ("PUT", [{"hangup": {}}], None),
        ("PUT", [{"answer": {}}, {"play": {"resource_id": UUID}}], None),
    ],
    ids=str,
)
def test_which_commands_make_sense(method: str, commands: object, told: int | None) -> None:
    target = "/calls" if method == "POST" else f"/calls/{UUID}"
    assert code(request(method, target, body=json.dumps({"commands": commands}))) == told


@pytest.mark.parametrize(
    ("following", "parameters"),
    [
        ([], {"Twiml": '<Response><Pause length="60"/></Response>'}),
        ([{"hangup": None}], {"Twiml": "<Response><Hangup/></Response>"}),
        ([{"send_dtmf": {"dtmf": "1"}}], {"SendDigits": "1", "Twiml": '<Response><Pause length="60"/></Response>'}),
        (
            [{"say": {"text": "x"}}, {"send_dtmf": {"dtmf": 1}}],
            {"Twiml": '<Response><Say>x</Say><Play digits="1"/><Pause length="60"/></Response>'},
        ),
    ],
    ids=str,
)
def test_commands_become_a_document(following: list[object], parameters: dict[str, str]) -> None:
    asked = read(request("POST", "/calls", body=json.dumps({"commands": [DIAL, *following]})))
    assert asked.operation == "calls.create"
    assert dict(asked.parameters) == dict(WHOM) | parameters


@pytest.mark.parametrize(("timeout", "said"), [(20, "20"), ("20", "20")])
def test_the_seconds_of_ringing(timeout: object, said: str) -> None:
    dial = {"dial": DIAL["dial"] | {"timeout": timeout}}
    asked = read(request("POST", "/calls", body=json.dumps({"commands": [dial]})))
    assert asked.parameter("Timeout") == said
    assert commands(asked) == [{"dial": DIAL["dial"] | {"timeout": 20}}]


def test_a_url_for_calls_that_are_only_dialled() -> None:
    one = speaker("json-envelope", call_url="http://app.example/wait", hold_seconds=5)
    body = json.dumps({"commands": [DIAL]})
    assert read(request("POST", "/calls", body=body), one).parameter("Url") == "http://app.example/wait"
    held = speaker("json-envelope", hold_seconds=5)
    assert read(request("POST", "/calls", body=body), held).parameter("Twiml") == '<Response><Pause length="5"/></Response>'
