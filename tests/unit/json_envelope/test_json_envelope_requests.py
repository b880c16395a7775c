"""A caller of the JSON-envelope API: the order of its checks, its calls, and what its answers carry."""

from __future__ import annotations

import json

import pytest

from gateway.dialects.json_envelope import DIALECT
from gateway.dialects.json_envelope.envelope import write_document
from gateway.dialects.json_envelope.host import first_resource
from gateway.model import ApiRequest, ApiResponse, Credentials, Problem, ProblemKind, ProblemRaised, Resource, Source
from gateway.wire import Headers, WireRequest
from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import ACCOUNT, BASIC, HOST, ONE, UUID, code, read, request

SID = "CA00000000000000000000000000000001"
DIAL = '{"dial": {"to": "+14155550117", "from": "+14155550125"}}'


def test_the_first_thing_wrong_is_what_the_caller_is_told() -> None:
    body, bad = b"{", ("Accept", "image/png")
    method, target = "PATCH", "/nosuch/1"
    assert code(WireRequest(method, target, Headers((bad,)), body)) == 19101
    assert code(WireRequest(method, target, Headers((("Host", "v2.example.com"), bad)), body)) == 10006
    assert code(WireRequest(method, target, Headers((HOST, bad)), body)) == 19401
    assert code(WireRequest(method, target, Headers((HOST, BASIC, bad)), body)) == 10005
    assert code(WireRequest("DELETE", "/nosuch", Headers((HOST, BASIC, bad)), body)) == 19404
    assert code(WireRequest("DELETE", "/contacts", Headers((HOST, BASIC, bad)), body)) == 10005
    assert code(WireRequest("DELETE", "/menus", Headers((HOST, BASIC, bad)), body)) == 19106
    assert code(WireRequest("POST", "/menus", Headers((HOST, BASIC, bad)), body)) == 10008
    assert code(WireRequest("POST", "/menus", Headers((HOST, BASIC)), body)) == 19102


def test_the_version_in_the_path() -> None:
    one = speaker("json-envelope", version_in_path=True)
    headers = Headers((("Host", "api.example.com"), BASIC))
    assert one.dialect.read_request(WireRequest("GET", "/v1/sms/", headers), one.face).operation == "messages.list"
    for target in ("/sms", "/v2/sms", "/v1", "/"):
        assert code(WireRequest("GET", target, headers), one) == 19404


def test_an_argument_nobody_documents_is_ignored_and_told() -> None:
    asked = read(request("GET", "/sms?colour=red&to=%2B14155550117"))
    assert asked.parameters == (("To", "+14155550117"),)
    assert [loss.where for loss in asked.losses] == ["colour"]


@pytest.mark.parametrize(
    ("commands", "operation"),
    [
        ("", "calls.create"),
        (', {"say": {"text": "x"}}', "calls.create"),
        (', {"play": {"resource_id": "x"}}', "calls.commands.create"),
        (', {"hangup": {}}, {"say": {"text": "x"}}', "calls.commands.create"),
    ],
)
def test_a_call_others_can_place_and_one_they_can_not(commands: str, operation: str) -> None:
    asked = read(request("POST", "/calls", body=f'{{"commands": [{DIAL}{commands}]}}'))
    assert asked.operation == operation
    assert bool(asked.parameters) != bool(asked.extra)


def test_a_call_with_a_schedule_is_no_call_others_can_place() -> None:
    later = '{"dial": {"to": "+14155550117", "schedule_start": "2014-01-01T12:00:00-08:00"}}'
    assert read(request("POST", "/calls", body=f'{{"commands": [{later}]}}')).operation == "calls.commands.create"


def test_a_put_says_the_whole() -> None:
    asked = read(
        request("PUT", f"/phone_numbers/{UUID}", body='{"voice_url": "http://app.example/", "voice_caller_id_lookup": "Y"}')
    )
    said = dict(asked.parameters)
    assert (said["VoiceUrl"], said["VoiceCallerIdLookup"]) == ("http://app.example/", "true")
    assert (said["FriendlyName"], said["SmsUrl"], said["SmsMethod"]) == ("", "", "POST")


def test_ending_a_call_goes_both_ways() -> None:
    asked = read(request("DELETE", f"/calls/{UUID}"))
    assert (asked.operation, asked.parameters, asked.id("sid")) == ("calls.update", (("Status", "completed"),), SID)
    wire = ONE.dialect.write_request(asked, ONE.face).wire
    assert (wire.method, wire.target, wire.body) == ("DELETE", f"/calls/{UUID}", b"")


def test_deleting_the_record_of_a_call_is_not_hanging_up() -> None:
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.write_request(ApiRequest("calls.delete", ids=(("sid", SID),)), ONE.face)
    assert raised.value.problem.kind is ProblemKind.METHOD_NOT_ALLOWED


def test_a_call_for_a_sub_account_is_not_made_for_the_account_above_it() -> None:
    asked = ApiRequest("messages.create", account="AC" + "f" * 32, credentials=Credentials(ACCOUNT, "x"))
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.write_request(asked, ONE.face)
    assert raised.value.problem.kind is ProblemKind.UNSUPPORTED


def test_the_key_goes_out_as_a_uuid_and_without_the_alias() -> None:
    asked = ONE.dialect.read_request(WireRequest("GET", "/sms", Headers((HOST, ("Authentication", BASIC[1])))), ONE.face)
    assert asked.account == ACCOUNT
    headers = ONE.dialect.write_request(asked, ONE.face).wire.headers
    assert headers.get("Authorization") == BASIC[1]
    assert "Authentication" not in headers


def test_answers_to_what_changes_something_are_not_stored() -> None:
    for target, stored in ((f"/menus/{UUID}", True), (f"/menus/{UUID}?method=DELETE", False)):
        answer = ONE.dialect.write_response(
            ApiResponse(200, Resource("", {}), headers=(("Cache-Control", "max-age=60"),)),
            read(request("GET", target)),
            ONE.face,
        )
        assert answer.wire.headers.get_all("Cache-Control") == (("max-age=60",) if stored else ("no-store",))


def test_latin_1_answers_escape_what_it_has_not() -> None:
    data = write_document({"name": "Café 日 😀"}, "iso-8859-1")
    assert data == b'{"name": "Caf\\u00e9 \\u65e5 \\ud83d\\ude00"}'
    assert json.loads(data) == {"name": "Café 日 😀"}


def test_a_page_behind_the_last_is_an_empty_list() -> None:
    problem = Problem(ProblemKind.PAST_THE_END, Source.CALLER, 404)
    answer = ONE.dialect.write_problem(problem, WireRequest("GET", "/sms?limit=5&offset=500"), ONE.face)
    assert (answer.status, json.loads(answer.body)) == (200, {"response": {"data": []}})


def test_what_only_this_api_has_is_not_there_on_another_backend() -> None:
    problem = Problem(ProblemKind.UNSUPPORTED, Source.GATEWAY, 501, "The backend's API has no such thing.")
    for target, told in (("/menus", (404, 19404)), ("/media/1", (404, 19404)), ("/queues", (400, 19108))):
        answer = ONE.dialect.write_problem(problem, WireRequest("GET", target), ONE.face)
        assert (answer.status, json.loads(answer.body)["response"]["error"]["code"]) == told


def test_a_request_that_could_not_be_parsed_is_answered_too() -> None:
    problem = Problem(ProblemKind.METHOD_NOT_ALLOWED, Source.CALLER, 501, allow=("GET",))
    answer = ONE.dialect.write_problem(problem, WireRequest("UNKNOWN", "/"), ONE.face)
    assert (answer.status, answer.headers.get("Content-Type")) == (400, "text/json; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "claimed"),
    [("/sms", True), ("/v1/menus/1", True), ("/v12/calls", True), ("/hold_music/", True), ("/Accounts", False), ("/", False)],
)
def test_paths_that_look_like_it(path: str, *, claimed: bool) -> None:
    assert DIALECT.claims(path) is claimed
    assert first_resource("") == ""
