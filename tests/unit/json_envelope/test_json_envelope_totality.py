"""Whatever stands behind a good host and good credentials, the JSON-envelope API reads a value or refuses with a Problem.

The properties all dialects share send no Host: here they would be refused before anything else is looked at.
"""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Credentials, PageRequest, Problem, ProblemRaised, Representation
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.canonical_values import path_segments
from tests.properties.effort import EFFORT, MORE_EFFORT
from tests.properties.hostile import bodies, content_types, headers, methods
from tests.properties.speakers import name_of, speaker

ONE = speaker("json-envelope", filters="To From Status FriendlyName PhoneNumber")
ACCOUNT, KEY = "AC0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"
HOST = ("Host", "v1.api.example.com")
GOOD = (HOST, ("Authorization", "Basic " + b64encode(f"{KEY}:secret".encode()).decode()))
_RESOURCES = ("sms", "calls", "queues", "menus", "media", "phone_numbers", "recordings", "accounts", "call_logs", "batch")
_WORDS = (
    "commands",
    "dial",
    "say",
    "text",
    "to",
    "from",
    "timeout",
    "get_dtmf",
    "send_dtmf",
    "dtmf",
    "hangup",
    "message",
    "name",
)

_paths = st.builds(lambda one, rest: f"/{one}{rest}", st.sampled_from(_RESOURCES), st.sampled_from(("", "/", "/x", "/%ff")))
_queries = st.lists(
    st.tuples(
        st.sampled_from(("method", "METHOD", "format", "delete_all", "limit", "offset", "to", "media", "x")),
        st.sampled_from(("POST", "GET", "put", "DELETE", "json", "1", "0", "", "%ff", "9" * 5000)),
    ),
    max_size=4,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
_descriptions = st.dictionaries(st.sampled_from(_WORDS), _json | st.just([{"dial": {"to": "1"}}]), max_size=3)
_bodies = bodies | (_json | _descriptions).map(lambda value: json.dumps(value).encode())
_types = content_types | st.sampled_from(("text/json", "application/json; charset=latin1", "text/plain; boundary=x"))


def _check_refusal(problem: Problem, wire: WireRequest) -> None:
    answer = ONE.dialect.write_problem(problem, wire, ONE.face)
    assert answer.status in (400, 401, 403, 404, 409, 500, 504)
    assert "error" in json.loads(answer.body)["response"]


@MORE_EFFORT
@given(method=methods, path=_paths, query=_queries, content_type=_types, more=headers, body=_bodies)
def test_any_request_is_read_and_asked_for_or_refused(
    method: str, path: str, query: str, content_type: str, more: Headers, body: bytes
) -> None:
    fields = Headers((*GOOD, ("Content-Type", content_type), *more.without("Host", "Authorization")))
    wire = WireRequest(method, f"{path}?{query}", fields, body)
    try:
        api = ONE.dialect.read_request(wire, ONE.face)
        asked = ONE.dialect.write_request(api, ONE.face).wire
    except ProblemRaised as raised:
        _check_refusal(raised.problem, wire)
    else:
        assert asked.target.isascii()
        assert api.reply_type.partition(";")[0] in ("text/json", "application/json")


_PROPERTIES = ("resource_id", "status", "type", "duration", "created_epoch", "created_date", "from", "message", "hangup_cause")


@MORE_EFFORT
@given(
    item=st.dictionaries(st.sampled_from((*_PROPERTIES, "date_created", "name")) | st.text(max_size=4), _json, max_size=8),
    beside=st.dictionaries(st.sampled_from(("total", "limit", "offset")), _json),
    in_list=st.booleans(),
    reply_type=st.sampled_from(("", "text/json; charset=iso-8859-1")),
)
def test_any_answer_is_read_and_shown_or_refused(
    item: dict[str, object], beside: dict[str, object], *, in_list: bool, reply_type: str
) -> None:
    data = json.dumps({"response": {"data": [item] if in_list else item, **beside}}).encode()
    for operation in ONE.dialect.operations.values():
        asked = replace(ONE.ask(operation, Representation.JSON), reply_type=reply_type)
        try:
            response = ONE.dialect.read_response(WireResponse(200, body=data), asked, ONE.face)
            written = ONE.dialect.write_response(response, asked, ONE.face).wire
        except ProblemRaised:
            continue
        assert "response" in json.loads(written.body)


_FILTERS = ("To", "From")
_SAID = {
    "messages.create": ("To", "From", "Body"),
    "calls.create": ("To", "From", "Timeout", "SendDigits"),
    "queues.create": ("FriendlyName",),
    "queues.update": ("FriendlyName",),
    "messages.list": _FILTERS,
    "calls.list": _FILTERS,
}
_CASES = [
    operation
    for operation in ONE.dialect.operations.values()
    if operation.name not in ("calls.update", "calls.create", "calls.commands.create", "calls.commands.update")
    and not operation.name.startswith(("sms.", "messages.schedule", "incoming_phone_numbers.update"))
    and ".whole." not in operation.name
]


@pytest.mark.parametrize("operation", _CASES, ids=name_of)
def test_what_is_asked_of_a_backend_is_what_a_caller_would_say(operation: Operation) -> None:
    names = _SAID.get(operation.name, ())
    texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)

    @EFFORT
    @given(sid=path_segments, values=st.tuples(*(texts for _ in names)), page=st.integers(0, 99), size=st.integers(1, 1000))
    def write_and_read(sid: str, values: tuple[str, ...], page: int, size: int) -> None:
        asked = ONE.ask(operation, Representation.JSON)
        asked = replace(
            asked,
            account=ACCOUNT,
            ids=tuple((name, sid) for name, _ in asked.ids),
            parameters=tuple(zip(names, values, strict=True)),
            page=PageRequest(page, size) if operation.paged else None,
            suffix="",
            credentials=Credentials(ACCOUNT, "secret"),
        )
        wire = ONE.dialect.write_request(asked, ONE.face).wire
        seen = ONE.dialect.read_request(replace(wire, headers=wire.headers.plus(HOST)), ONE.face)
        assert _core(seen) == _core(asked)

    write_and_read()


def _core(api: ApiRequest) -> tuple[object, ...]:
    return api.operation, api.ids, sorted(api.parameters), api.page, api.credentials
