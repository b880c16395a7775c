"""Input with one thing wrong in it: what each dialect refuses it with, and that nothing else happens.

Requests are those of the resource-path dialects that place calls; answers those of every dialect whose backends know calls.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.dialects.rest import RestDialect
from gateway.model import ApiRequest, ProblemKind, ProblemRaised, Representation
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.speakers import ACCOUNT, DIALECTS, SPEAKERS, Speaker, name_of, speaker

_FORM = "application/x-www-form-urlencoded"
_BACKENDS = tuple(one for one in SPEAKERS if {"calls.fetch", "calls.list", "calls.create"} <= one.dialect.operations.keys())
_CALLERS = tuple(
    speaker(name) for name in dict.fromkeys(one.dialect.name for one in _BACKENDS) if isinstance(DIALECTS[name], RestDialect)
)
_ROOTS = {
    caller.dialect.name: caller.call(caller.ask(caller.dialect.operations["calls.list"], Representation.XML)).path.partition(
        "/Accounts"
    )[0]
    for caller in _CALLERS
}
"""What stands before the accounts: base path and version."""
callers = pytest.mark.parametrize("caller", _CALLERS, ids=name_of)
backends = pytest.mark.parametrize("backend", _BACKENDS, ids=name_of)


def _refusal(caller: Speaker, wire: WireRequest) -> ProblemKind:
    with pytest.raises(ProblemRaised) as raised:
        caller.dialect.read_request(wire, caller.face)
    return raised.value.problem.kind


def _post(caller: Speaker, body: bytes, content_type: str = _FORM) -> WireRequest:
    target = f"{_ROOTS[caller.dialect.name]}/Accounts/{ACCOUNT}/Calls"
    return WireRequest("POST", target, Headers((("Content-Type", content_type),)), body)


@callers
@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"Url=%ff%fe", _FORM, ProblemKind.MALFORMED),
        (b"Url=\xff", _FORM, ProblemKind.MALFORMED),
        (b"Url=caf\xe9", f"{_FORM}; charset=us-ascii", ProblemKind.MALFORMED),
        (b"Url=a", f"{_FORM}; charset=utf-16", ProblemKind.MALFORMED),
        (b"Url=a", f"{_FORM}; charset=rot13", ProblemKind.MALFORMED),
        (b"U%00rl=a", _FORM, ProblemKind.MALFORMED),
        (b"&".join(b"a=1" for _ in range(1001)), _FORM, ProblemKind.MALFORMED),
        (b"no part", "multipart/form-data; boundary=x", ProblemKind.MALFORMED),
        (b"--x\r\n\r\n--x--", "multipart/form-data", ProblemKind.MALFORMED),
        (b"--x--", "multipart/form-data; boundary=x\udcff", ProblemKind.MALFORMED),
        (b'--x\r\nContent-Disposition: form-data; name="Url"; filename="a"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x", ProblemKind.MALFORMED),
        (b'{"Url": "a"}', "application/json", ProblemKind.UNSUPPORTED_MEDIA),
        (b"<Url/>", "application/xml", ProblemKind.UNSUPPORTED_MEDIA),
    ],
)  # fmt: skip
def test_a_body_that_is_no_form(caller: Speaker, body: bytes, content_type: str, kind: ProblemKind) -> None:
    assert _refusal(caller, _post(caller, body, content_type)) is kind


@callers
@pytest.mark.parametrize("name", ["Url", "Method", "Timeout"])
def test_a_parameter_given_twice_with_two_values(caller: Speaker, name: str) -> None:
    assert _refusal(caller, _post(caller, f"{name}=1&{name}=2".encode())) is ProblemKind.INVALID
    twice_the_same = caller.dialect.read_request(_post(caller, f"{name}=1&{name}=1".encode()), caller.face)
    assert {value for _, value in twice_the_same.parameters} == {"1"}


@pytest.mark.parametrize("name", ["StatusCallbackEvent", "MediaUrl"])
def test_a_parameter_that_may_be_repeated(name: str) -> None:
    caller = speaker("twilio-2010")
    resource = "Messages" if name == "MediaUrl" else "Calls"
    wire = WireRequest("POST", f"/2010-04-01/Accounts/{ACCOUNT}/{resource}", body=f"{name}=1&{name}=2".encode())
    assert caller.dialect.read_request(wire, caller.face).parameters == ((name, "1"), (name, "2"))


@callers
@pytest.mark.parametrize(
    "path",
    [
        "/Accounts/../Calls",
        "/Accounts/AC1/./Calls",
        "/Accounts/AC1/%2e%2e/AC2/Calls",
        "/Accounts/AC1/Calls/..",
        "/Accounts/AC1%2FCalls",
        "/Accounts/AC1/Calls/CA1%2f..%2f..%2fAC2",
        "/Accounts/AC1/Calls/a%5cb",
        "/Accounts/AC1/Calls/%00",
        "/Accounts/AC1/Calls/a%0d%0aX-Injected:1",
        "/Accounts/AC1/Calls/%7f",
        "/Accounts/AC1/Calls/%ff",
        "/accounts/AC1/Calls",
        "/Account",
        "",
        ".jsonx/Accounts",
        "0/Accounts/AC1/Calls",
    ],
)
def test_a_path_nothing_lives_at(caller: Speaker, path: str) -> None:
    assert _refusal(caller, WireRequest("GET", f"{_ROOTS[caller.dialect.name]}{path}")) is ProblemKind.NOT_FOUND


@callers
def test_repeated_slashes_count_as_one(caller: Speaker) -> None:
    wire = WireRequest("GET", f"{_ROOTS[caller.dialect.name].replace('/', '//')}//Accounts/AC1///Calls//")
    assert caller.dialect.read_request(wire, caller.face).operation == "calls.list"


@callers
@pytest.mark.parametrize("sid", ["SM1", "RE0", "not-a-sid", "x" * 5000, "%F0%9F%98%80"])
def test_a_sid_of_another_type_is_passed_on(caller: Speaker, sid: str) -> None:
    """The backend knows what lives there; a proxy that guesses would refuse what tomorrow's API has."""
    wire = WireRequest("GET", f"{_ROOTS[caller.dialect.name]}/Accounts/{ACCOUNT}/Calls/{sid}")
    api = caller.dialect.read_request(wire, caller.face)
    written = caller.dialect.write_request(api, caller.face).wire
    assert written.path.removesuffix(".json").endswith(f"/Calls/{sid}")


def _paging() -> Iterator[tuple[Speaker, str]]:
    for caller in _CALLERS:
        assert isinstance(caller.dialect, RestDialect)
        words = caller.dialect.grammar.paging_of("calls.list")
        yield from ((caller, words.number), (caller, words.size))


_PAGING = tuple(_paging())


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "0x10", "%D9%A1", "9" * 5000, "1e3", " 1"])
@pytest.mark.parametrize(("caller", "name"), _PAGING, ids=name_of)
def test_a_page_size_that_is_no_number(caller: Speaker, name: str, value: str) -> None:
    wire = WireRequest("GET", f"{_ROOTS[caller.dialect.name]}/Accounts/AC1/Calls?{name}={value}")
    assert _refusal(caller, wire) is ProblemKind.INVALID


@callers
@pytest.mark.parametrize(
    ("method", "kind"), [("PATCH", ProblemKind.METHOD_NOT_ALLOWED), ("TRACE", ProblemKind.METHOD_NOT_ALLOWED)]
)
def test_a_method_that_is_not_there(caller: Speaker, method: str, kind: ProblemKind) -> None:
    assert _refusal(caller, WireRequest(method, f"{_ROOTS[caller.dialect.name]}/Accounts/AC1/Calls")) is kind


@callers
@pytest.mark.parametrize("override", ["GET", "PATCH", "", "delete%00"])
def test_a_method_that_may_not_be_tunnelled(caller: Speaker, override: str) -> None:
    wire = WireRequest("POST", f"{_ROOTS[caller.dialect.name]}/Accounts/AC1/Calls/CA1?_method={override}")
    if caller.dialect.name == "restcomm-2012":  # its servers read no query of a POST, so nothing is tunnelled there
        seen = caller.dialect.read_request(wire, caller.face)
        assert seen.operation == "calls.update"
        assert [loss.where for loss in seen.losses] == ["_method"]
    else:
        assert _refusal(caller, wire) is ProblemKind.INVALID


_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(b'<!ENTITY a%d "&a%s;&a%s;">' % (n, str(n - 1).encode() if n else b"", str(n - 1).encode() if n else b"") for n in range(30)) + b"]><TwilioResponse><Call><Sid>&a29;</Sid></Call></TwilioResponse>"
)  # fmt: skip
_BAD_ANSWERS = {
    "empty XML element": b"<TwilioResponse/>",
    "cut XML": b"<TwilioResponse><Call><Sid>CA1</Sid>",
    "mixed content": b"<TwilioResponse><Call>text<Sid>CA1</Sid></Call></TwilioResponse>",
    "billion laughs": _LAUGHS,
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><TwilioResponse><Call><Sid>&a;</Sid></Call></TwilioResponse>',
    "a bare DOCTYPE": b"<!DOCTYPE html><TwilioResponse><Call><Sid>CA1</Sid></Call></TwilioResponse>",
    "unknown entity": b"<TwilioResponse><Call><Sid>&a;</Sid></Call></TwilioResponse>",
    "XML 100 levels deep": b"<a>" * 100 + b"</a>" * 100,
    "NUL in XML": b"<TwilioResponse><Call><Sid>CA\x001</Sid></Call></TwilioResponse>",
    "a forbidden reference in XML": b"<TwilioResponse><Call><Sid>&#1;</Sid></Call></TwilioResponse>",
    "XML in an unknown encoding": b"<?xml version='1.0' encoding='rot13'?><TwilioResponse><Call><Sid>CA1</Sid></Call></TwilioResponse>",
    "XML in another encoding than it says": b"<?xml version='1.0' encoding='utf-8'?><TwilioResponse><Call><Sid>\xff</Sid></Call></TwilioResponse>",
    "cut JSON": b'{"sid": "CA1"',
    "JSON 100 levels deep": b'{"a":' * 100 + b"1" + b"}" * 100,
    "JSON twice": b'{"sid": "CA1"}{"sid": "CA2"}',
    "a key twice": b'{"sid": "CA1", "sid": "CA2"}',
    "NaN": b'{"sid": NaN}',
    "an integer without end": b'{"sid": ' + b"9" * 5000 + b"}",
    "JSON that is not UTF-8": b'{"sid": "\xff"}',
    "a number": b"1",
    "text": b"OK",
    "nothing but blanks": b"  ",
    "well-formed HTML": b"<html><body><p>Down for maintenance</p></body></html>",
    "HTML": b"<html><body><p>It works!<br></body></html>",
}


@backends
@pytest.mark.parametrize("body", _BAD_ANSWERS.values(), ids=_BAD_ANSWERS)
@pytest.mark.parametrize("operation", ["calls.fetch", "calls.list"])
def test_an_answer_that_can_not_be_read(backend: Speaker, operation: str, body: bytes) -> None:
    asked = backend.ask(backend.dialect.operations[operation], backend.face.representation)
    with pytest.raises(ProblemRaised) as raised:
        backend.dialect.read_response(WireResponse(200, body=body), asked, backend.face)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE
    assert raised.value.problem.status == 502


@backends
def test_an_unreadable_answer_to_a_call_that_was_placed_says_so(backend: Speaker) -> None:
    asked = backend.ask(backend.dialect.operations["calls.create"], backend.face.representation)
    with pytest.raises(ProblemRaised) as raised:
        backend.dialect.read_response(WireResponse(201, body=b"OK"), asked, backend.face)
    assert "The backend did carry out the request" in raised.value.problem.message


@pytest.mark.parametrize(
    "document",
    [
        b'{"calls": [1], "page": 0}',
        b'{"calls": {}, "page": 0}',
        b'{"page": 0}',
        b"{}",
        b"[[]]",
    ],
)
def test_a_list_of_another_shape(document: bytes) -> None:
    backend = speaker("twilio-2010", Representation.JSON)
    asked = ApiRequest("calls.list", account=ACCOUNT)
    with pytest.raises(ProblemRaised) as raised:
        backend.dialect.read_response(WireResponse(200, body=document), asked, backend.face)
    assert raised.value.problem.kind is ProblemKind.BACKEND_UNREADABLE


def test_a_list_where_one_thing_was_asked_for() -> None:
    backend = speaker("twilio-2010", Representation.JSON)
    with pytest.raises(ProblemRaised) as raised:
        backend.dialect.read_response(WireResponse(200, body=b'[{"sid": "CA1"}]'), ApiRequest("calls.fetch"), backend.face)
    assert "of another shape" in raised.value.problem.message


@pytest.mark.parametrize("number", [b'"' + b"9" * 5000 + b'"', b'"-1"', b"-1", b"true", b"1.5", b'"x"', b"null", b"[]"])
def test_a_page_number_that_is_none_does_not_cost_the_list(number: bytes) -> None:
    backend = speaker("twilio-2010", Representation.JSON)
    document = b'{"calls": [{"sid": "CA1"}], "page": 0, "page_size": ' + number + b', "start": ' + number + b"}"
    asked = ApiRequest("calls.list", account=ACCOUNT)
    response = backend.dialect.read_response(WireResponse(200, body=document), asked, backend.face)
    caller = speaker("twilio-2008")
    assert b"CA1" in caller.dialect.write_response(response, asked, caller.face).wire.body


def test_a_page_number_in_xml_that_is_none_does_not_cost_the_list() -> None:
    backend = speaker("twilio-2010", Representation.XML)
    document = f'<TwilioResponse><Calls page="{"9" * 5000}" pagesize="x"><Call><Sid>CA1</Sid></Call></Calls></TwilioResponse>'
    asked = ApiRequest("calls.list", account=ACCOUNT)
    backend.dialect.read_response(WireResponse(200, body=document.encode()), asked, backend.face)
