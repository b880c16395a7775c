"""Input with one thing wrong in it, where requests and answers are JSON in an envelope: bodies, arguments, paths, documents.

Whatever it is, it is a value or a problem that every dialect can show; and what was read can be asked of any backend or is
refused. Where the host, the arguments or the body are wrong in a way the API documents, the code is the documented one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.tables import Effect
from gateway.model import ApiRequest, ProblemKind, ProblemRaised, Representation
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.effort import MORE_EFFORT
from tests.properties.hostile_json import BAD_JSON, commands, values
from tests.properties.speakers import SPEAKERS, speaker

_CALLER = speaker("json-envelope")
_OPERATIONS = _CALLER.dialect.operations
_MADE = {
    name: _CALLER.call(replace(_CALLER.ask(operation, Representation.JSON), extra={"name": "one"}))
    for name, operation in _OPERATIONS.items()
    if operation.effect in (Effect.CREATE, Effect.UPDATE)
}
_POST = _MADE["menus.create"]
_GET = _CALLER.call(_CALLER.ask(_OPERATIONS["calls.list"], Representation.JSON))


def _code(wire: WireRequest) -> int | None:
    """The code of the problem a request is refused with."""
    with pytest.raises(ProblemRaised) as raised:
        _CALLER.dialect.read_request(wire, _CALLER.face)
    answer = _CALLER.dialect.write_problem(raised.value.problem, wire, _CALLER.face)
    code = json.loads(answer.body)["response"]["error"]["code"]
    assert isinstance(code, int)
    return code


def _with_body(wire: WireRequest, body: bytes, content_type: str) -> WireRequest:
    return replace(wire, body=body, headers=wire.headers.without("Content-Type").plus(("Content-Type", content_type)))


@pytest.mark.parametrize("content_type", ["application/json", "text/json; charset=utf-8"])
@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON)
def test_a_body_that_is_no_json_object(body: bytes, content_type: str) -> None:
    assert _code(_with_body(_POST, body, content_type)) in (19102, 19103, 19105)


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b'{"name": "a"}', "application/json; charset=utf-16", 19103),
        (b'{"name": "a"}', "application/json; charset=ebcdic", 19103),
        (b'{"name": "a"}', "application/json; charset=\udcff", 19103),
        (b'{"name": "\xe9"}', "application/json", 19103),
        (b"name=a", "application/x-www-form-urlencoded", 19104),
        (b"json=%7B%7D&json=%7B%7D", "application/x-www-form-urlencoded", 19104),
        (b"json=%7B", "application/x-www-form-urlencoded", 19102),
        (b"json=%ff", "application/x-www-form-urlencoded", 19103),
        (b"--x\r\n\r\n{}\r\n--x--", "application/x-www-form-urlencoded; boundary=x", 19104),
        (b"{}", "application/xml", 10008),
        (b"<a/>", "text/html", 10008),
    ],
)
def test_a_body_of_another_kind(body: bytes, content_type: str, code: int) -> None:
    assert _code(_with_body(_POST, body, content_type)) == code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("method=PATCH", 10005),
        ("method=HEAD", 10005),
        ("method=%00", 10005),
        ("method=", 10005),
        ("method=get&method=post", 19107),
        ("METHOD=GET&method=DELETE", 19107),
        ("method=DELETE", 19106),
        ("method=DELETE&delete_all=0", 19106),
        ("method=DELETE&delete_all=1&DELETE_ALL=0", 19107),
        ("format=xml", 10008),
        ("format=json&format=xml", 10008),
        ("limit=0", 19400),
        ("limit=-1", 19400),
        ("limit=%D9%A1", 19400),
        ("limit=1e3", 19400),
        ("limit=" + "9" * 5000, 19400),
        ("limit=1&limit=2", 19107),
        ("offset=x", 19400),
        ("%ff=1", 19400),
        ("a=%ff", 19400),
    ],
)
def test_an_argument_that_makes_no_sense(query: str, code: int) -> None:
    assert _code(replace(_GET, target=f"/menus?{query}")) == code


@pytest.mark.parametrize("query", ["method=get", "METHOD=Get", "method=GET&method=get", "method=GET&format=JSON"])
def test_an_argument_that_is_given_twice_and_says_the_same(query: str) -> None:
    wire = replace(_GET, method="POST", target=f"/menus?{query}")
    assert _CALLER.dialect.read_request(wire, _CALLER.face).operation == "menus.list"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1",
        "/calls/..",
        "/calls/.",
        "/calls/%2e%2e",
        "/calls/%2F",
        "/calls/a%2Fb",
        "/calls/a%5cb",
        "/calls/%00",
        "/calls/%0d%0aX-Injected:1",
        "/calls/%ff",
        "/calls/..;x",
        "/calls/1/2",
        "/Calls",
        "/ca%6cls/1/..",
        "/%D9%A1",
    ],
)
def test_a_path_nothing_lives_at(path: str) -> None:
    assert _code(replace(_GET, target=path)) == 19404


@pytest.mark.parametrize("hosts", [(), ("",), ("v1.api.example.com", "v1.api.example.com")])
def test_a_host_that_is_not_said_once(hosts: tuple[str, ...]) -> None:
    said = Headers(("Host", host) for host in hosts)
    assert _code(replace(_GET, headers=_GET.headers.without("Host").plus(*said))) == 19101


_HOSTILE_DOCUMENTS = {
    "entities": '<!DOCTYPE Response [<!ENTITY a "ha">]><Response><Say>&a;</Say></Response>',
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Response><Say>&b;</Say></Response>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><Response><Say>&a;</Say></Response>',
    "a bare doctype": "<!DOCTYPE Response><Response><Say>a</Say></Response>",
    "an unknown entity": "<Response><Say>&a;</Say></Response>",
    "10 000 levels": "<Response>" + "<Gather>" * 10_000 + "</Gather>" * 10_000 + "</Response>",
    "a lone surrogate": "<Response><Say>\ud800</Say></Response>",
    "a control character": "<Response><Say>\x01</Say></Response>",
    "another encoding": '<?xml version="1.0" encoding="utf-16"?><Response><Say>a</Say></Response>',
    "a verb inside a verb": "<Response><Say>a<Dial>1</Dial></Say></Response>",
    "no TwiML": "<html/>",
    "cut": "<Response><Say>",
    "no XML": "Response",
}


@pytest.mark.parametrize("operation", ["calls.create", "calls.update"])
@pytest.mark.parametrize("document", _HOSTILE_DOCUMENTS.values(), ids=_HOSTILE_DOCUMENTS)
def test_a_document_commands_can_not_say_is_refused(document: str, operation: str) -> None:
    """Nothing in it is expanded or fetched: the backend is not asked."""
    asked = _CALLER.ask(_OPERATIONS[operation], Representation.JSON)
    asked = replace(asked, parameters=(("To", "+15555550100"), ("From", "+15555550101"), ("Twiml", document)))
    with pytest.raises(ProblemRaised) as raised:
        _CALLER.dialect.write_request(asked, _CALLER.face)
    assert raised.value.problem.kind is ProblemKind.UNSUPPORTED


@MORE_EFFORT
@given(
    wire=st.sampled_from(tuple(_MADE.values())),
    said=st.one_of(
        st.fixed_dictionaries({"commands": commands}),
        st.fixed_dictionaries({"commands": commands.map(lambda more: [{"dial": {"to": "1", "from": "2"}}, *more])}),
        st.dictionaries(st.sampled_from(("to", "from", "message", "name", "schedule_start", "voice_url")), values, max_size=4),
    ),
)
def test_any_object_is_asked_of_every_backend_or_refused(wire: WireRequest, said: Mapping[str, object]) -> None:
    try:
        api = _CALLER.dialect.read_request(replace(wire, body=json.dumps(said).encode()), _CALLER.face)
    except ProblemRaised as raised:
        assert 400 <= raised.problem.status < 500  # noqa: PT017 -- it may as well be read
        return
    for backend in SPEAKERS:
        _ask(api, backend.dialect.name)


def _ask(api: ApiRequest, name: str) -> None:
    backend = speaker(name)
    try:
        wire = backend.dialect.write_request(api, backend.face).wire
    except ProblemRaised as raised:
        assert 400 <= raised.problem.status < 600  # noqa: PT017 -- it may as well be understood
    else:
        assert wire.target.isascii()


@pytest.mark.parametrize(
    "document",
    [
        b'{"response": 1}',
        b'{"response": null}',
        b'{"response": {}}',
        b'{"response": {"data": 1}}',
        b'{"response": {"data": null}}',
        b'{"response": {"data": [1]}}',
        b'{"response": {"data": [[]]}}',
        b'{"response": "data"}',
        b'{"data": []}',
        b"{}",
        b"[]",
    ],
)
@pytest.mark.parametrize("operation", ["calls.list", "calls.fetch", "menus.list"])
def test_an_envelope_without_things_in_it(operation: str, document: bytes) -> None:
    asked = _CALLER.ask(_OPERATIONS[operation], Representation.JSON)
    with pytest.raises(ProblemRaised) as raised:
        _CALLER.dialect.read_response(WireResponse(200, body=document), asked, _CALLER.face)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE


@pytest.mark.parametrize("number", ["null", "-1", "1.5", "1e400", '"x"', "[]", "true", '"' + "9" * 5000 + '"'])
def test_a_number_beside_the_data_that_is_none_does_not_cost_the_list(number: str) -> None:
    document = f'{{"response": {{"data": [{{"resource_id": "1"}}], "total": {number}, "limit": {number}, "offset": {number}}}}}'
    asked = _CALLER.ask(_OPERATIONS["calls.list"], Representation.JSON)
    if number == "1e400":  # no JSON that any reader of ours can hold
        with pytest.raises(ProblemRaised):
            _CALLER.dialect.read_response(WireResponse(200, body=document.encode()), asked, _CALLER.face)
        return
    response = _CALLER.dialect.read_response(WireResponse(200, body=document.encode()), asked, _CALLER.face)
    shown = speaker("twilio-2010").dialect.write_response(response, asked, speaker("twilio-2010").face).wire
    assert b'"sid"' in shown.body
