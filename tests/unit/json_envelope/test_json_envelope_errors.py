"""Errors in both directions: which status and code a caller is told, and what a backend's error means (the tables of 3.2 and 3.4)."""

from __future__ import annotations

import json

import pytest

from gateway.dialects.foreign_errors import read_foreign_error
from gateway.model import ApiRequest, Problem, ProblemKind, ProblemRaised, Source
from gateway.wire import Headers, WireResponse
from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import ONE, UUID, refusal, request, told

ASKED = ApiRequest("queues.fetch", ids=(("sid", "QU00000000000000000000000000000001"),))
HERE = ApiRequest("queues.fetch", spoken="json-envelope")


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        *((status, (400, 19400)) for status in (400, 411, 412, 413, 414, 417, 422, 428, 431)),
        (401, (401, 19401)),
        (402, (409, 19409)),
        (403, (403, 19403)),
        (404, (404, 19404)),
        (405, (400, 10005)),
        (406, (400, 10008)),
        (409, (409, 19409)),
        (410, (404, 19404)),
        (415, (400, 10008)),
        (423, (409, 19409)),
        (429, (409, 19409)),
        (500, (500, 19500)),
        (501, (400, 10005)),
        (502, (500, 19500)),
        (503, (500, 19500)),
        (504, (504, 19504)),
        (599, (500, 19500)),
    ],
)
def test_what_a_backend_refuses_with(status: int, shown: tuple[int, int]) -> None:
    assert told(read_foreign_error(WireResponse(status, body=b'{"code": 20000, "message": "No."}'))) == shown


@pytest.mark.parametrize(
    ("kind", "status", "shown"),
    [
        (ProblemKind.BACKEND_UNREACHABLE, 502, (500, 19502)),
        (ProblemKind.BACKEND_UNREADABLE, 502, (500, 19502)),
        (ProblemKind.BACKEND_FAILED, 502, (500, 19500)),
        (ProblemKind.BACKEND_TIMED_OUT, 504, (504, 19504)),
        (ProblemKind.OVERLOADED, 503, (500, 19500)),
        (ProblemKind.INTERNAL, 500, (500, 19500)),
        (ProblemKind.LOOP, 508, (500, 19500)),
        (ProblemKind.UNSUPPORTED, 501, (400, 19108)),
        (ProblemKind.INVALID, 400, (400, 19108)),
        (ProblemKind.FORBIDDEN, 403, (403, 19403)),
    ],
)
def test_what_the_gateway_refuses_with(kind: ProblemKind, status: int, shown: tuple[int, int]) -> None:
    assert told(Problem(kind, Source.GATEWAY, status, "No.")) == shown


@pytest.mark.parametrize(
    ("kind", "status", "shown"),
    [
        (ProblemKind.MALFORMED, 400, (400, 19400)),
        (ProblemKind.MALFORMED, 505, (400, 19400)),
        (ProblemKind.NO_HOST, 400, (400, 19101)),
        (ProblemKind.TOO_LARGE, 413, (400, 19400)),
        (ProblemKind.TOO_LARGE, 414, (400, 19400)),
        (ProblemKind.TOO_LARGE, 431, (400, 19400)),
        (ProblemKind.UNSUPPORTED_MEDIA, 415, (400, 10008)),
        (ProblemKind.TIMED_OUT, 408, (400, 19400)),
        (ProblemKind.METHOD_NOT_ALLOWED, 501, (400, 10005)),
        (ProblemKind.THROTTLED, 429, (409, 19409)),
        (ProblemKind.INVALID, 400, (400, 19400)),
    ],
)
def test_what_a_caller_did_wrong(kind: ProblemKind, status: int, shown: tuple[int, int]) -> None:
    assert told(Problem(kind, Source.CALLER, status)) == shown


@pytest.mark.parametrize("kind", ProblemKind)
@pytest.mark.parametrize("source", Source)
def test_every_problem_has_a_status_of_the_api_and_a_sentence(kind: ProblemKind, source: Source) -> None:
    answer = ONE.dialect.write_problem(Problem(kind, source, 400, retry_after=3), request("GET", "/sms"), ONE.face)
    body = json.loads(answer.body)["response"]
    if kind is ProblemKind.PAST_THE_END:
        assert (answer.status, body) == (200, {"data": []})
        return
    assert answer.status in (400, 401, 403, 404, 409, 500, 504)
    assert body["error"].keys() == {"code", "message"}
    assert body["error"]["message"]
    assert answer.headers.get("Retry-After") == "3"
    assert ("WWW-Authenticate" in answer.headers) == (answer.status == 401)


@pytest.mark.parametrize("code", [10005, 19404, 20404, 99999])
def test_the_number_of_a_backend_stands_in_the_details(code: int) -> None:
    problem = Problem(ProblemKind.INVALID, Source.BACKEND, 400, "No.", code, more_info="https://www.twilio.com/docs/errors/1")
    answer = ONE.dialect.write_problem(problem, request("GET", "/sms"), ONE.face)
    assert json.loads(answer.body)["response"]["error"] == {
        "code": 19400,
        "message": "No.",
        "details": {"backend_code": code, "more_info": "https://www.twilio.com/docs/errors/1"},
    }


@pytest.mark.parametrize(
    ("target", "headers", "label"),
    [
        ("/nosuch", (), "text/json; charset=utf-8"),
        ("/nosuch", (("Accept", "application/json"),), "application/json; charset=utf-8"),
        ("/nosuch", (("Accept", "image/png"),), "text/json; charset=utf-8"),
        ("/nosuch", (("Content-Type", "text/json; charset=latin1"),), "text/json; charset=iso-8859-1"),
        ("/nosuch", (("Content-Type", "text/json; charset=utf-16"),), "text/json; charset=utf-8"),
        ("/menus?format=xml", (("Accept", "image/png"),), "text/json; charset=utf-8"),
    ],
)
def test_an_error_has_the_label_and_the_charset_that_were_asked_for(
    target: str, headers: tuple[tuple[str, str], ...], label: str
) -> None:
    answer = refusal(request("GET", target, *headers))
    assert answer is not None
    assert answer.headers.get("Content-Type") == label


def test_a_realm_of_ones_own() -> None:
    one = speaker("json-envelope", realm="Acme")
    problem = Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, 401)
    answer = one.dialect.write_problem(problem, request("GET", "/sms"), one.face)
    assert answer.headers.get("WWW-Authenticate") == 'Basic realm="Acme"'


def understood(status: int, body: str, asked: ApiRequest = ASKED) -> Problem:
    wire = WireResponse(status, Headers((("Content-Type", "application/json"),)), body.encode())
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.read_response(wire, asked, ONE.face)
    return raised.value.problem


def error(member: str) -> str:
    return f'{{"response": {{"error": {member}}}}}'


@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [
        (400, 10005, (ProblemKind.METHOD_NOT_ALLOWED, 405)),
        (400, 10006, (ProblemKind.NOT_FOUND, 404)),
        (400, 10008, (ProblemKind.INVALID, 400)),
        (400, 19400, (ProblemKind.INVALID, 400)),
        (400, 12345, (ProblemKind.INVALID, 400)),
        (401, 19401, (ProblemKind.UNAUTHENTICATED, 401)),
        (403, 10005, (ProblemKind.FORBIDDEN, 403)),
        (404, 19404, (ProblemKind.NOT_FOUND, 404)),
        (409, 19409, (ProblemKind.CONFLICT, 409)),
        (500, 19500, (ProblemKind.BACKEND_FAILED, 500)),
        (504, 19504, (ProblemKind.BACKEND_TIMED_OUT, 504)),
    ],
)
def test_what_an_error_of_a_backend_means(status: int, code: int, meant: tuple[ProblemKind, int]) -> None:
    for member in (f'{{"code": {code}, "message": "No."}}', f'{{"code": "{code}"}}', str(code), f'"{code}"'):
        problem = understood(status, error(member))
        assert ((problem.kind, problem.status), problem.source, problem.code) == (meant, Source.BACKEND, None)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (error('{"code": 12345, "message": "No."}'), "No."),
        (error('{"code": 12345, "description": "No."}'), "No."),
        ('{"results": {"error": {"code": 1, "message": "No."}}}', "No."),
        (error('{"message": ["No."]}'), "Bad Request"),
        (error("[]"), "Bad Request"),
        (error("null"), "Bad Request"),
        ('{"response": {}}', "Bad Request"),
        ("{}", "Bad Request"),
        ("[1]", "Bad Request"),
        ("<html>", "Bad Request"),
        ("", "Bad Request"),
    ],
)
def test_errors_are_read_leniently(body: str, message: str) -> None:
    assert understood(400, body).message == message


def test_an_error_that_claims_success() -> None:
    problem = understood(200, error('{"code": 12345, "message": "No."}'))
    assert (problem.kind, problem.status, problem.message) == (ProblemKind.INVALID, 400, "No.")


@pytest.mark.parametrize(("code", "shown"), [(12345, 12345), (10005, None), (19400, None)])
def test_a_code_nobody_knows_is_passed_on_to_callers_who_may(code: int, shown: int | None) -> None:
    assert understood(400, error(f'{{"code": {code}}}'), HERE).code == shown
    assert understood(400, error(f'{{"code": 19400, "details": {{"backend_code": {code}}}}}')).code == code


@pytest.mark.parametrize(("asked", "shown"), [(ASKED, 21617), (HERE, None)])
def test_a_message_a_backend_would_cut_is_refused_under_the_number_of_2010(asked: ApiRequest, shown: int | None) -> None:
    parameters = (("To", "+14155550117"), ("From", "+14155550125"), ("Body", "x" * 481))
    with pytest.raises(ProblemRaised) as raised:
        ONE.dialect.write_request(ApiRequest("messages.create", parameters=parameters, spoken=asked.spoken), ONE.face)
    assert (raised.value.problem.status, raised.value.problem.code) == (400, shown)
    assert refusal(request("GET", f"/sms/{UUID}")) is None
