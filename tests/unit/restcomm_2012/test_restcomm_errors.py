"""Errors of Restcomm servers, whatever shape they come in, and the statuses its callers are given."""

from __future__ import annotations

import pytest

from gateway.dialects.restcomm_2012.errors import read_error, status_of
from gateway.model import ApiRequest, PageRequest, Problem, ProblemKind, Source
from gateway.wire import Headers, WireResponse

_SENTENCE = "Url can not be null."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"Url can not be null.", _SENTENCE),
        (b'{"message":"Url can not be null."}', _SENTENCE),
        (b'{message:"Url can not be null."}', _SENTENCE),
        (b'{"message":"DID purchase",\n"error":"DID_QUOTA_EXCEEDED"}', "DID purchase"),
        (b'{"message":""x" is an INVALID_SID sid value."}', '"x" is an INVALID_SID sid value.'),
        (b"<RestcommResponse><Message>Url can not be null.</Message></RestcommResponse>", _SENTENCE),
        (b"<RestcommResponse><Message>A</Message><Error>SMS_LIMIT_EXCEEDED</Error></RestcommResponse>", "A"),
        (b"", "Bad Request"),
        (b"<html><body><h1>HTTP Status 400</h1></body></html>", "Bad Request"),
        (b"<!DOCTYPE html><html></html>", "Bad Request"),
        (b"{broken", "Bad Request"),
        (b"<broken", "Bad Request"),
    ],
)
@pytest.mark.parametrize("label", ["application/json", "application/xml"])
def test_a_message_is_read_whatever_it_is_labelled(body: bytes, message: str, label: str) -> None:
    wire = WireResponse(400, Headers((("Content-Type", label),)), body)
    assert read_error(wire, ApiRequest("accounts.update")).message == message


def test_a_refusal_behind_the_first_page_means_that_the_list_is_over() -> None:
    wire = WireResponse(400)
    assert read_error(wire, ApiRequest("calls.list", page=PageRequest(number=3))).kind is ProblemKind.PAST_THE_END
    assert read_error(wire, ApiRequest("calls.list", page=PageRequest(number=0))).kind is ProblemKind.INVALID


@pytest.mark.parametrize(("told", "kind", "status"), [(406, ProblemKind.NOT_FOUND, 404), (410, ProblemKind.INVALID, 400)])
def test_what_a_modified_call_is_answered_goes_there_and_back(told: int, kind: ProblemKind, status: int) -> None:
    problem = read_error(WireResponse(told), ApiRequest("calls.update"))
    assert (problem.kind, problem.status) == (kind, status)
    named = Problem(problem.kind, Source.BACKEND, problem.status, code=problem.code, operation="calls.update")
    assert status_of(named) == told


def test_elsewhere_a_missing_thing_is_not_found() -> None:
    assert status_of(Problem(ProblemKind.NOT_FOUND, Source.BACKEND, 404, operation="calls.fetch")) == 404
