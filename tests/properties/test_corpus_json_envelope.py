"""The vectors and literal examples of the JSON-envelope API: each request means what they say, each answer is as they print it.

They lie in the folder GATEWAY_CORPUS names, or in ../shared/corpus next to the repository; where they are absent the tests say so.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from dataclasses import dataclass
from typing import TypedDict

import pytest

from gateway.dialects.tables import Shape
from gateway.model import ApiRequest, ApiResponse, Page, Problem, ProblemKind, ProblemRaised, Resource, Source, Value
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties import corpus
from tests.properties.speakers import Speaker, speaker

ROOT = corpus.ROOT / "json-envelope"
IS_THERE = ROOT.is_dir()
HOST = "v1.api.example.com"
ID = "707f5ad4-3d00-11e3-97d6-c1498ff4e3a9"
KEY, PASSWORD = "01234567-89ab-cdef-0123-456789abcdef", "not-a-secret"
AUTHORIZATION = ("Authorization", "Basic " + b64encode(f"{KEY}:{PASSWORD}".encode()).decode())
ONE = speaker("json-envelope")


class Case(TypedDict, total=False):
    """One row of a vector file; which members it has depends on the file."""

    wire: str
    target: str
    effective: str
    scope: str
    accept: str
    type: str
    ct: str | None
    format: str
    body_hex: str
    name: str
    reply_charset: str
    host: str | None
    headers: dict[str, str]
    ok: bool
    status: int
    code: int


@dataclass(frozen=True)
class Vector:
    """A case with the name of its test."""

    name: str
    case: Case


def _vectors(file: str) -> list[Vector]:
    if not IS_THERE:
        return []
    document = json.loads((ROOT / file).read_text("utf-8"))
    cases: list[Case] = document["cases"] if isinstance(document, dict) else document
    return [Vector(f"{number}-{_told(case)}", case) for number, case in enumerate(cases)]


def _told(case: Case) -> str:
    words = (case.get("wire"), case.get("accept"), case.get("ct"), case.get("host"), case.get("target"), case.get("format"))
    outcome = case.get("code") or case.get("status") or "ok"
    return " ".join(str(word) for word in words if word is not None) + f" is {outcome}"


def _document(file: str) -> dict[str, Value]:
    document: dict[str, Value] = json.loads((ROOT / file).read_text("utf-8"))
    return document


def _request(method: str, target: str, *headers: tuple[str, str], body: bytes = b"", host: str | None = HOST) -> WireRequest:
    given = {name.lower() for name, _ in headers}
    defaults = (("Host", host), AUTHORIZATION)
    kept = tuple((name, value) for name, value in defaults if value is not None and name.lower() not in given)
    return WireRequest(method, target, Headers((*kept, *headers)), body)


def _read(wire: WireRequest, one: Speaker = ONE) -> ApiRequest | Problem:
    try:
        return one.dialect.read_request(wire, one.face)
    except ProblemRaised as raised:
        return raised.problem


def _refusal(problem: Problem, wire: WireRequest) -> tuple[int, int, str]:
    answer = ONE.dialect.write_problem(problem, wire, ONE.face)
    return answer.status, json.loads(answer.body)["response"]["error"]["code"], answer.headers.get("Content-Type") or ""


def _check(case: Case, wire: WireRequest) -> ApiRequest | None:
    """The request where the case is a good one; where it is not, the status and code it says."""
    read = _read(wire)
    if case.get("ok"):
        assert isinstance(read, ApiRequest)
        return read
    assert isinstance(read, Problem)
    status, code, _ = _refusal(read, wire)
    assert (status, code) == (case["status"], case.get("code", code))
    return None


def test_the_corpus_is_there() -> None:
    if not IS_THERE and os.environ.get("GATEWAY_NO_SKIP") != "1":
        pytest.skip(f"{ROOT} is absent; GATEWAY_CORPUS names the folder that holds the example data")
    assert IS_THERE, f"{ROOT} is absent and GATEWAY_NO_SKIP says that it must not be"


@pytest.mark.parametrize("vector", _vectors("vectors-method.json"), ids=lambda vector: vector.name)
def test_methods(vector: Vector) -> None:
    case = vector.case
    api = _check(case, _request(case["wire"], case["target"].replace("UUID", ID), body=b'{"name": "x"}'))
    if api is None:
        return
    operation = ONE.dialect.operations[api.operation]
    assert (api.method, operation.method) == (case["effective"], case["effective"])
    assert (api.id("sid") == ID) == (case["scope"] == "instance")
    assert bool(api.extra) == (case["effective"] in ("POST", "PUT"))


@pytest.mark.parametrize("vector", _vectors("vectors-format.json"), ids=lambda vector: vector.name)
def test_formats(vector: Vector) -> None:
    case = vector.case
    wire = _request("GET", case["target"], ("Accept", case["accept"]))
    read = _read(wire)
    if isinstance(read, ApiRequest):
        assert "status" not in case
        assert read.reply_type == f"{case['type']}; charset=utf-8"
        answer = ONE.dialect.write_response(ApiResponse(200, Page("", ())), read, ONE.face).wire
        assert answer.headers.get("Content-Type") == read.reply_type
    else:
        assert _refusal(read, wire) == (case["status"], case["code"], f"{case['type']}; charset=utf-8")


@pytest.mark.parametrize("vector", _vectors("vectors-body.json"), ids=lambda vector: vector.name)
def test_bodies(vector: Vector) -> None:
    case = vector.case
    content_type = case["ct"]
    headers = () if content_type is None else (("Content-Type", content_type),)
    target = f"/menus?format={case['format']}" if "format" in case else "/menus"
    wire = _request("POST", target, *headers, body=bytes.fromhex(case["body_hex"]))
    api = _check(case, wire)
    if api is not None:
        assert api.extra == {"name": case["name"]}
        assert api.reply_type == f"text/json; charset={case['reply_charset']}"
    else:
        problem = _read(wire)
        assert isinstance(problem, Problem)
        assert _refusal(problem, wire)[2] == f"text/json; charset={case['reply_charset']}"


@pytest.mark.parametrize("vector", _vectors("vectors-host.json"), ids=lambda vector: vector.name)
def test_hosts(vector: Vector) -> None:
    named = speaker("json-envelope", hosts=HOST)
    wire = _request("GET", "/menus", host=vector.case["host"])
    for one in (ONE, named):
        read = _read(wire, one)
        if vector.case.get("ok"):
            assert isinstance(read, ApiRequest)
        else:
            assert isinstance(read, Problem)
            assert _refusal(read, wire)[:2] == (vector.case["status"], vector.case["code"])


@pytest.mark.parametrize("vector", _vectors("vectors-auth.json"), ids=lambda vector: vector.name)
def test_credentials(vector: Vector) -> None:
    """A wrong password is a matter for whoever knows the right one: here it must come out as it was sent."""
    known = _document("vectors-auth.json")
    case = vector.case
    read = _read(WireRequest("GET", "/menus", Headers((("Host", HOST), *case["headers"].items()))))
    if isinstance(read, Problem):
        assert not case.get("ok")
        assert read.kind is ProblemKind.UNAUTHENTICATED
        return
    assert read.credentials is not None
    assert read.credentials.id == "AC" + str(known["key"]).replace("-", "")
    assert (read.credentials.secret == known["password"]) == bool(case.get("ok"))


_EXAMPLES = {
    "req-sms-create.json": ("POST", "/sms", "messages.create"),
    "req-call-dial.json": ("POST", "/calls", "calls.create"),
    "req-call-play.json": ("PUT", f"/calls/{ID}", "calls.commands.update"),
    "req-queue-create.json": ("POST", "/queues", "queues.create"),
}


@pytest.mark.skipif(not IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
@pytest.mark.parametrize("file", _EXAMPLES)
def test_an_example_request_is_what_a_backend_is_asked(file: str) -> None:
    method, target, operation = _EXAMPLES[file]
    body = (ROOT / file).read_bytes()
    read = _read(_request(method, target, ("Content-Type", "text/json"), body=body))
    assert isinstance(read, ApiRequest)
    assert read.operation == operation
    asked = ONE.dialect.write_request(read, ONE.face)
    assert (asked.wire.method, asked.wire.target, asked.losses) == (method, target, ())
    assert json.loads(asked.wire.body) == json.loads(body)


@pytest.mark.skipif(not IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
@pytest.mark.parametrize(
    ("file", "method", "target"),
    [
        ("res-sms-list.json", "GET", "/sms?limit=50"),
        ("res-sms-get.json", "GET", f"/sms/{ID}"),
        ("res-create.json", "POST", "/sms"),
        ("res-delete.json", "DELETE", f"/sms/{ID}"),
    ],
)
def test_an_example_answer_comes_back_as_it_was(file: str, method: str, target: str) -> None:
    asked = _read(_request(method, target, body=b'{"from": "+14155550125", "to": "+14155550117", "message": "x"}'))
    assert isinstance(asked, ApiRequest)
    answer = ONE.dialect.read_response(WireResponse(200, body=(ROOT / file).read_bytes()), asked, ONE.face)
    written = json.loads(ONE.dialect.write_response(answer, asked, ONE.face).wire.body)["response"]
    beside = {"limit": 50, "offset": 0} if ONE.dialect.operations[asked.operation].shape is Shape.LIST else {}
    assert written == _document(file)["response"] | beside  # type: ignore[operator]  # an object, as the file shows


@pytest.mark.skipif(not IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
def test_the_bytes_of_the_documented_php_sample() -> None:
    head, _, body = (ROOT / "php-sample-as-printed.raw").read_bytes().partition(b"\r\n\r\n")
    line, *rows = head.decode("latin-1").split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (row.partition(":") for row in rows)]
    headers = Headers((("Host", HOST), *(field for field in fields if field[0] != "Host")))
    method, target, _ = line.split(" ")
    read = _read(WireRequest(method, target, headers, body))
    assert isinstance(read, ApiRequest)
    assert read.parameters == (("From", "+15551230000"), ("To", "+15551230001"), ("Body", "My First SMS."))
    strict = _read(WireRequest(method, target, headers, body), speaker("json-envelope", php_sample=False))
    assert isinstance(strict, Problem)
    assert strict.code == 19104


@pytest.mark.skipif(not IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
def test_the_printed_errors() -> None:
    wrong = Problem(ProblemKind.METHOD_NOT_ALLOWED, Source.CALLER, 405)
    answer = ONE.dialect.write_problem(wrong, _request("PUT", "/menus"), ONE.face)
    assert (answer.status, json.loads(answer.body)) == (400, _document("res-error-10005.json"))

    head, _, body = (ROOT / "http-401.txt").read_bytes().partition(b"\r\n\r\n")
    refused = Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, 401)
    answer = ONE.dialect.write_problem(refused, _request("GET", "/menus"), ONE.face)
    line, *rows = head.decode().split("\r\n")
    printed = [tuple(row.split(": ", 1)) for row in rows]
    assert f"HTTP/1.1 {answer.status} Unauthorized" == line
    # Vary is said besides: Accept chooses the form of what the caller gets (RFC 9110 section 12.5.5).
    assert [*answer.headers.without("Vary"), ("Content-Length", str(len(answer.body)))] == printed
    assert answer.body == body


@pytest.mark.skipif(not IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
def test_every_file_is_asked_about() -> None:
    events = "event-sms-incoming.json"  # a notification to an application, and no answer
    asked = {*_EXAMPLES, events, "res-sms-list.json", "res-sms-get.json", "res-create.json", "res-delete.json"}
    asked |= {"res-error-10005.json", "http-401.txt", "php-sample-as-printed.raw", "INDEX.md"}
    asked |= {f"vectors-{name}.json" for name in ("auth", "body", "format", "host", "method")}
    assert {file.name for file in ROOT.iterdir()} == asked


def test_a_resource_no_table_knows_is_read_and_shown_as_it_is() -> None:
    asked = _read(_request("GET", f"/menus/{ID}"))
    assert isinstance(asked, ApiRequest)
    fields: dict[str, Value] = {"resource_id": ID, "options": ({"key": "1", "route": None},), "timeout": 5.5, "name": "Café"}
    written = ONE.dialect.write_response(ApiResponse(200, Resource("", fields)), asked, ONE.face).wire
    read = ONE.dialect.read_response(WireResponse(200, body=written.body), asked, ONE.face)
    assert isinstance(read.body, Resource)
    assert read.body.fields == fields
