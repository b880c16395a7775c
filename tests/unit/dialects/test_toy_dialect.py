"""A fifth dialect is one new folder and no other edit: tests/toy/toy_2001 is found, speaks and is spoken to.

The properties in tests/properties ask it what they ask every other dialect; here stands what a caller sees.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import gateway.dialects
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.dialects.tables import TableError
from gateway.model import ApiResponse, Loss, Page, Problem, ProblemKind, ProblemRaised, Representation, Resource, Source
from gateway.wire import WireRequest, WireResponse

_TOYS = Path(__file__).parents[2] / "toy"
_FACE = Face(base_url="https://toy.example.com")
_KEY = Resource(
    "key",
    {
        "sid": "SK00000000000000000000000000000001",
        "friendly_name": "front door",
        "date_created": "Tue, 31 Aug 2010 20:36:28 +0000",
        "date_updated": "Wed, 01 Sep 2010 20:36:28 +0000",
    },
)


@pytest.fixture
def rediscovered() -> Iterator[None]:
    discover.cache_clear()
    yield
    discover.cache_clear()


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, rediscovered: None) -> Dialect:
    del rediscovered
    monkeypatch.setattr(gateway.dialects, "__path__", [*gateway.dialects.__path__, str(_TOYS)])
    return discover()["toy-2001"]


def test_a_folder_is_a_dialect(toy: Dialect) -> None:
    assert set(toy.operations) == {"keys.list", "keys.create", "keys.fetch", "keys.delete"}
    assert toy.claims("/2001-01-01/Accounts/AC1/Tokens")


def test_without_its_folder_it_is_not_there(rediscovered: None) -> None:
    del rediscovered
    assert "toy-2001" not in discover()


def test_an_entry_point_is_a_dialect(toy: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("toy-2001", "gateway.dialects.toy_2001:DIALECT", gateway.dialects.GROUP)
    monkeypatch.setattr(gateway.dialects, "entry_points", lambda *, group: [point] if group == point.group else [])
    with pytest.raises(TableError, match="two dialects are called 'toy-2001'"):
        _discover_again()
    monkeypatch.setattr(gateway.dialects, "__path__", [path for path in gateway.dialects.__path__ if path != str(_TOYS)])
    assert _discover_again()["toy-2001"] is toy


def test_a_dialect_found_under_another_name_is_refused(toy: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    assert toy.name == "toy-2001"
    point = EntryPoint("toy-2002", "gateway.dialects.toy_2001:DIALECT", gateway.dialects.GROUP)
    monkeypatch.setattr(gateway.dialects, "entry_points", lambda *, group: [point] if group == point.group else [])
    with pytest.raises(TableError, match="found as 'toy-2002' calls itself 'toy-2001'"):
        _discover_again()


def _discover_again() -> dict[str, Dialect]:
    discover.cache_clear()
    return dict(discover())


def test_its_caller_is_answered_by_a_backend_of_another_dialect(toy: Dialect) -> None:
    asked = toy.read_request(WireRequest("POST", "/2001-01-01/Accounts/AC1/Tokens", body=b"Label=front+door"), _FACE)
    assert asked.operation == "keys.create"
    assert asked.parameters == (("FriendlyName", "front door"),)
    backend = discover()["twilio-2010"]
    face = Face(options=complete_options(backend.options, {}))
    sent = backend.write_request(asked, face).wire
    assert (sent.method, sent.path, sent.body) == ("POST", "/2010-04-01/Accounts/AC1/Keys.json", b"FriendlyName=front+door")
    answer = backend.read_response(WireResponse(201, body=json.dumps({**_KEY.fields, "secret": "x"}).encode()), asked, face)
    shown = toy.write_response(answer, asked, _FACE)
    assert shown.wire.status == 201
    assert json.loads(shown.wire.body) == {
        "Toy": {"Sid": _KEY.fields["sid"], "Label": "front door", "DateCreated": "1283286988"}
    }
    assert {loss.where for loss in shown.losses} == {"date_updated", "secret"}
    assert Loss("secrets-are-told-once", "secret", "the toy never tells a secret") in shown.losses


def test_its_backend_answers_a_caller_of_another_dialect(toy: Dialect) -> None:
    caller = discover()["twilio-2010"]
    face = Face(options=complete_options(caller.options, {}))
    asked = caller.read_request(WireRequest("GET", "/2010-04-01/Accounts/AC1/Keys.json"), face)
    assert toy.write_request(asked, _FACE).wire.path == "/2001-01-01/Accounts/AC1/Tokens.json"
    body = b'{"Toy": [{"Sid": "SK1", "Label": "front door", "DateCreated": "1283286988"}], "page": 0}'
    response = toy.read_response(WireResponse(200, body=body), asked, _FACE)
    assert isinstance(response.body, Page)
    shown = json.loads(caller.write_response(response, asked, face).wire.body)
    assert shown["keys"][0]["date_created"] == _KEY.fields["date_created"]
    assert shown["keys"][0]["date_updated"] is None


def test_what_it_has_not_is_refused_in_its_own_form(toy: Dialect) -> None:
    calls = discover()["twilio-2010"].operations["calls.fetch"]
    wire = WireRequest("GET", "/2001-01-01/Accounts/AC1/Calls/CA1")
    with pytest.raises(ProblemRaised) as raised:
        toy.read_request(wire, _FACE)
    answer = toy.write_problem(raised.value.problem, wire, _FACE)
    assert answer.status == 404
    assert json.loads(answer.body)["Toy"]["message"] == "not_found"
    assert calls.name not in toy.operations


def test_its_problems_are_written_in_its_form(toy: Dialect) -> None:
    problem = Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, 401, "Who are you?", 20003)
    answer = toy.write_problem(problem, WireRequest("GET", "/2001-01-01/Accounts/AC1/Tokens"), _FACE)
    assert json.loads(answer.body) == {"Toy": {"message": "Who are you?", "code": 20003}}
    assert answer.headers.get("WWW-Authenticate") == 'Basic realm="Toy API"'


def test_an_answer_it_can_not_show_is_a_problem(toy: Dialect) -> None:
    asked = toy.read_request(WireRequest("GET", "/2001-01-01/Accounts/AC1/Tokens/SK1"), _FACE)
    shown = toy.write_response(ApiResponse(200, _KEY), asked, _FACE)
    assert shown.wire.headers.get("Content-Type") == "application/json"
    assert asked.representation is Representation.JSON
