"""A named change by which an operation lives elsewhere is told where its place was read or written, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.change import Move
from gateway.dialects.face import Face, complete_options
from gateway.dialects.sids import uuid_of
from gateway.explaining.as_document import explain_document
from gateway.explaining.as_text import explain_text
from gateway.explaining.played import complete, imagined, play
from gateway.model import ApiRequest, Credentials, Note
from gateway.wire import Headers, WireRequest, WireResponse

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
SID = "0123456789abcdef0123456789abcdef"
NO_BODY = WireResponse(204, Headers(()))
DIALECTS = discover()
MOVES = [
    (dialect, change.name, rule)
    for dialect in DIALECTS.values()
    for change in dialect.changes
    for rule in change.rules
    if isinstance(rule, Move)
]
PLACES = {(change, rule.theirs) for _, change, rule in MOVES}
READ = [(dialect, change, rule) for dialect, change, rule in MOVES if not rule.theirs.startswith("P")]


def named(moves: list[tuple[Dialect, str, Move]]) -> list[str]:
    return [f"{dialect.name}-{rule.theirs}" for dialect, _, rule in moves]


def asked_at(dialect: Dialect, rule: Move) -> WireRequest:
    """A request at the place a rule names."""
    method, _, path = rule.theirs.partition(" ")
    return asked_with_properties(method, path) if dialect.name == "json-envelope" else asked_with_form(dialect, method, path)


def asked_with_form(dialect: Dialect, method: str, path: str) -> WireRequest:
    version = {"twilio-2008": "/2008-08-01", "restcomm-2012": "/restcomm/2012-04-24"}[dialect.name]
    whole = f"{version}{path}" if path.startswith("/") else f"{version}/Accounts/{ACCOUNT}/{path}"
    for name, value in (("sid", f"CA{SID}"), ("call_sid", f"CA{SID}"), ("period", "Whenever")):
        whole = whole.replace(f"{{{name}}}", value)
    return complete(WireRequest(method, whole, Headers(())))


def asked_with_properties(method: str, path: str) -> WireRequest:
    target = path.replace("{account_sid}", SID).replace("{sid}", uuid_of(f"CA{SID}", "CA"))
    body = b'{"commands": [{"dial": {"to": "+15555550100"}}]}' if path == "/calls" else b'{"commands": [{"hangup": {}}]}'
    headers = Headers((("Host", "v1.gateway.example"), ("Content-Type", "application/json")))
    return complete(WireRequest(method, target, headers, body if method in ("POST", "PUT") else b""))


async def told(wire: WireRequest, caller: str, backend: str) -> dict[str, set[Note]]:
    """The notes of each phase of a call whose backend answers nothing."""
    trail = (await play(wire, imagined(wire, caller, backend, NO_BODY))).trail
    assert trail.steps, trail.problem
    phases: dict[str, set[Note]] = {}
    for step in trail.steps:
        phases.setdefault(step.phase, set()).update(step.notes)
    return phases


@pytest.mark.parametrize(("dialect", "change", "rule"), MOVES, ids=named(MOVES))
async def test_a_place_that_is_read_is_told(dialect: Dialect, change: str, rule: Move) -> None:
    phases = await told(asked_at(dialect, rule), dialect.name, "twilio-2010")
    assert Note(change, rule.theirs, of_place=True) in phases["read_request"]


@pytest.mark.parametrize(("dialect", "rule"), [(one, rule) for one, _, rule in MOVES], ids=named(MOVES))
async def test_between_two_sides_of_a_dialect_nothing_lives_elsewhere(dialect: Dialect, rule: Move) -> None:
    phases = await told(asked_at(dialect, rule), dialect.name, dialect.name)
    assert [note for notes in phases.values() for note in notes if note.of_place] == []


def written_at(dialect: Dialect, rule: Move) -> Iterator[tuple[Note, ...]]:
    face = Face(
        base_url="http://b.example",
        base_path=dialect.root,
        representation=dialect.prefers,
        options=complete_options(dialect.options, {"local_resources": True} if dialect.name == "json-envelope" else {}),
    )
    for name in rule.ours:
        parameters = tuple((parameter, f"CA{SID}") for _, parameter in rule.bind)
        if dialect.name == "json-envelope" and name == "calls.update":
            parameters = (("Status", "completed"),)
        ids = tuple((name, f"CA{SID}") for name in ("call_sid", "sid") if f"{{{name}}}" in rule.theirs)
        request = ApiRequest(name, account=ACCOUNT, ids=ids, parameters=parameters, credentials=Credentials(ACCOUNT, "x"))
        yield dialect.write_request(request, face).notes


@pytest.mark.parametrize(("dialect", "rule"), [(one, rule) for one, _, rule in READ], ids=named(READ))
def test_a_place_that_is_written_is_told(dialect: Dialect, rule: Move) -> None:
    told = [[note for note in notes if note.of_place] for notes in written_at(dialect, rule)]
    assert [len(notes) for notes in told] == [1] * len(rule.ours)
    assert {(note.change, note.where) for notes in told for note in notes} <= PLACES


PLACE_OF_MESSAGES = {
    "twilio-2010": [],
    "twilio-2008": [("sms-messages-became-messages", "{} SMS/Messages")],
    "restcomm-2012": [("messages-live-at-sms-messages", "{} SMS/Messages")],
    "json-envelope": [("messages-are-sms", "{} /sms")],
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("backend", PLACE_OF_MESSAGES)
async def test_only_the_side_on_which_messages_live_elsewhere_tells_it(backend: str, method: str) -> None:
    body = b"From=%2B15555550100&To=%2B15555550101&Body=Hi" if method == "POST" else b""
    target = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    phases = await told(complete(WireRequest(method, target, Headers(()), body)), "twilio-2010", backend)
    assert phases["read_request"] == set()
    places = [(note.change, note.where) for note in phases["write_request"] if note.of_place]
    assert places == [(change, where.format(method)) for change, where in PLACE_OF_MESSAGES[backend]]


async def test_buying_a_number_in_one_step_is_told() -> None:
    target = f"/2008-08-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/Local"
    phases = await told(complete(WireRequest("POST", target, Headers(()), b"AreaCode=510")), "twilio-2008", "twilio-2010")
    assert "buying-a-number-became-search-then-buy" in {note.change for note in phases["read_request"]}


async def test_explain_and_the_status_page_name_it() -> None:
    wire = complete(WireRequest("GET", f"/2008-08-01/Accounts/{ACCOUNT}/SMS/Messages/SM{SID}", Headers(())))
    explained = await play(wire, imagined(wire, None, None, None))
    assert "   change sms-messages-became-messages: GET SMS/Messages/{sid}\n" in explain_text(explained)
    steps = explain_document(explained)["steps"]
    assert isinstance(steps, list)
    assert {
        "change": "sms-messages-became-messages",
        "where": "GET SMS/Messages/{sid}",
        "tells": "Text messages lived at `SMS/Messages` and were called SMSMessage; now they are Messages.",
    } in [
        change for step in steps if isinstance(step, dict) and isinstance(step["changes"], list) for change in step["changes"]
    ]
