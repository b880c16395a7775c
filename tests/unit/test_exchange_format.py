"""The golden exchange format: what is read is what is written, what is wrong is refused with its line, what differs is shown."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from gateway.wire import Headers, WireRequest, WireResponse
from tests.exchange_format import (
    Exchange,
    ExchangeError,
    backend_answer,
    caller_request,
    compare_response,
    compare_upstream,
    load_exchanges,
)

CALLER_BASIC = "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpjYWxsZXItc2VjcmV0"
BACKEND_BASIC = "Basic QUNmZWRjYmE5ODc2NTQzMjEwZmVkY2JhOTg3NjU0MzIxMDpiYWNrZW5kLXNlY3JldA=="

HEAD = """\
- name: one
  source: "the sheet, 1.1"
  caller: left
  backend: right
"""
EXCHANGE = (
    HEAD
    + """\
  request:
    line: POST /2010-04-01/Things?DateSent>=2010-08-31&a=1
    form: {To: +14155550125, Flag: NO, Day: 2008-08-01, Zip: 0123}
  upstream:
    - request:
        line: POST /things.json?DateSent%3E=2010-08-31&a=1
        form: [[To, +14155550125], [To, other]]
        headers: {Accept: application/json, Cookie: null}
      response:
        status: 201
        json: {day: 2008-08-01, count: 3, price: -0.5, on: true, none: null, text: "3", country: NO, zip: 0123, list: [], e: ""}
  response:
    status: 201
    headers: {Content-Type: application/xml}
    xml: |
      <R><Thing a="1" b="2"><Sid>X</Sid><Empty/></Thing></R>
"""
)


def load(tmp_path: Path, text: str) -> tuple[Exchange, ...]:
    (tmp_path / "things.yaml").write_text(text, encoding="utf-8")
    return load_exchanges(tmp_path)


def with_response(tmp_path: Path, response: str) -> Exchange:
    body = "  request: {line: GET /}\n  upstream: []\n  response:\n" + indent(response, "    ")
    return load(tmp_path, HEAD + body)[0]


def test_caller_request_is_encoded_with_default_credentials(tmp_path: Path) -> None:
    request = caller_request(load(tmp_path, EXCHANGE)[0])
    assert (request.method, request.target) == ("POST", "/2010-04-01/Things?DateSent>=2010-08-31&a=1")
    assert dict(request.headers) == {
        "Host": "gateway.example",
        "Authorization": CALLER_BASIC,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert request.body == b"To=%2B14155550125&Flag=NO&Day=2008-08-01&Zip=0123"


def test_null_header_takes_a_default_away(tmp_path: Path) -> None:
    text = EXCHANGE.replace(
        "    form: {To: +", "    headers: {authorization: null, content-type: text/plain}\n    form: {To: +"
    )
    assert dict(caller_request(load(tmp_path, text)[0]).headers) == {"Host": "gateway.example", "content-type": "text/plain"}


def test_target_outside_ascii_is_utf8_bytes(tmp_path: Path) -> None:
    exchange = load(tmp_path, EXCHANGE.replace("a=1\n    form: {To: +", "a=ü\n    form: {To: +"))[0]
    assert caller_request(exchange).target.encode("latin-1").endswith("a=ü".encode())


def test_backend_answer_types_only_json_literals(tmp_path: Path) -> None:
    answer = backend_answer(load(tmp_path, EXCHANGE)[0].upstream[0])
    assert (answer.status, answer.headers.get("Content-Type")) == (201, "application/json")
    assert answer.body == (
        b'{"day": "2008-08-01", "count": 3, "price": -0.5, "on": true, "none": null, "text": "3", '
        b'"country": "NO", "zip": "0123", "list": [], "e": ""}'
    )


@pytest.mark.parametrize(("mode", "expected"), [("passthrough", CALLER_BASIC), ("mapped", BACKEND_BASIC)])
def test_upstream_must_carry_the_right_credentials(tmp_path: Path, mode: str, expected: str) -> None:
    step = load(tmp_path, EXCHANGE + f"  credentials: {mode}\n")[0].upstream[0]
    headers = Headers(
        (("authorization", expected), ("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"))
    )
    actual = WireRequest("POST", "/things.json?a=1&DateSent>=2010-08-31", headers, b"To=other&To=%2B14155550125")
    assert compare_upstream(step.request, actual) == []
    stolen = WireRequest("POST", actual.target, headers.without("Authorization"), actual.body)
    assert compare_upstream(step.request, stolen) == [f"header Authorization: expected {expected!r}, got none"]


def test_every_difference_upstream_is_shown(tmp_path: Path) -> None:
    step = load(tmp_path, EXCHANGE)[0].upstream[0]
    headers = Headers((("Authorization", CALLER_BASIC), ("Accept", "*/*"), ("Cookie", "a=b")))
    differences = compare_upstream(step.request, WireRequest("PUT", "/thing.json?a=2", headers, b"To=other&To=other"))
    assert differences == [
        "method: expected POST, got PUT",
        "path: expected /things.json, got /thing.json",
        "query: missing DateSent>='2010-08-31'",
        "query: missing a='1'",
        "query: unexpected a='2'",
        "header Accept: expected 'application/json', got '*/*'",
        "header Cookie: expected none, got 'a=b'",
        "header Content-Type: expected a form, got ''",
        "form: missing To='+14155550125'",
        "form: unexpected To='other'",
    ]


def test_a_body_upstream_where_none_may_be_is_a_difference(tmp_path: Path) -> None:
    text = EXCHANGE.replace("        form: [[To, +14155550125], [To, other]]\n", "")
    request = load(tmp_path, text)[0].upstream[0].request
    assert "body: expected '', got 'a=1'" in compare_upstream(request, WireRequest("POST", "/things.json", body=b"a=1"))


@pytest.mark.parametrize(
    ("body", "difference"),
    [
        ('<R><Thing a="1" b="2"><Sid>X</Sid><Empty></Empty></Thing></R>', None),
        ('<?xml version="1.0"?>\n<R>\n <Thing a="1" b="2">\n<Sid>X</Sid> <Empty/></Thing>\n</R>\n', None),
        (
            '<R><Thing b="2" a="1"><Sid>X</Sid><Empty/></Thing></R>',
            '/R/Thing[0]: expected the attributes a="1" b="2", got b="2" a="1"',
        ),
        ('<R><Thing a="1" b="2"><Sid>X </Sid><Empty/></Thing></R>', "/R/Thing[0]/Sid[0]: expected the text 'X', got 'X '"),
        (
            '<R><Thing a="1" b="2"><Sid>X</Sid><Empty> </Empty></Thing></R>',
            "/R/Thing[0]/Empty[1]: expected the text '', got ' '",
        ),
        (
            '<R><Thing a="1" b="2"><Empty/><Sid>X</Sid></Thing></R>',
            "/R/Thing[0]: expected the children in the order ['Sid', 'Empty'], got ['Empty', 'Sid']",
        ),
        (
            '<R><Thing a="1" b="2"><Sid>X</Sid><Sid/></Thing></R>',
            "/R/Thing[0]: children missing ['Empty'], unexpected ['Sid']",
        ),
        ("<S/>", "/R: expected the element <R>, got <S>"),
        ("<R>", "body: expected XML, got what is not well-formed (no element found: line 1, column 3): '<R>'"),
    ],
)
def test_xml_is_compared_as_a_tree(tmp_path: Path, body: str, difference: str | None) -> None:
    exchange = load(tmp_path, EXCHANGE)[0]
    actual = WireResponse(201, Headers((("Content-Type", "application/xml"),)), body.encode())
    assert compare_response(exchange, actual) == ([difference] if difference else [])


@pytest.mark.parametrize(
    ("body", "difference"),
    [
        ('{"b": ["x", null], "a": 1}', None),
        ('{"a": "1", "b": ["x", null]}', "$.a: expected 1 (int), got '1' (str)"),
        ('{"a": 1.0, "b": ["x", null]}', "$.a: expected 1 (int), got 1.0 (float)"),
        ('{"a": true, "b": ["x", null]}', "$.a: expected 1 (int), got True (bool)"),
        ('{"a": 1, "b": ["x", ""]}', "$.b[1]: expected None (NoneType), got '' (str)"),
        ('{"a": 1, "b": ["x"]}', "$.b: expected 2 items, got 1"),
        ('{"a": 1}', "$.b: missing, expected ['x', None]"),
        ('{"a": 1, "b": ["x", null], "c": 0}', "$.c: unexpected, got 0"),
        ('{"a": 0, "a": 1, "b": ["x", null]}', "body: the key 'a' stands there twice"),
        ("[]", "$: expected {'a': 1, 'b': ['x', None]} (dict), got [] (list)"),
        ("", "body: expected JSON, got what is not (Expecting value: line 1 column 1 (char 0)): ''"),
    ],
)
def test_json_is_compared_with_types(tmp_path: Path, body: str, difference: str | None) -> None:
    exchange = with_response(tmp_path, "status: 200\njson: {a: 1, b: [x, null]}")
    assert compare_response(exchange, WireResponse(200, body=body.encode())) == ([difference] if difference else [])


def test_any_text_stands_for_every_text_but_the_empty_one(tmp_path: Path) -> None:
    value = with_response(tmp_path, "status: 502\njson: {message: «any»}")
    assert compare_response(value, WireResponse(502, body=b'{"message": "The backend is down"}')) == []
    assert compare_response(value, WireResponse(502, body=b'{"message": ""}')) == [
        "$.message: expected '«any»' (str), got '' (str)"
    ]
    assert compare_response(value, WireResponse(502, body=b'{"message": 5}')) == [
        "$.message: expected '«any»' (str), got 5 (int)"
    ]
    tree = with_response(tmp_path, "status: 502\nxml: <R><Message>«any»</Message></R>")
    assert compare_response(tree, WireResponse(502, body=b"<R><Message>The backend is down</Message></R>")) == []
    empty = compare_response(tree, WireResponse(502, body=b"<R><Message/></R>"))
    assert empty == ["/R/Message[0]: expected the text '«any»', got ''"]


def test_raw_and_empty_bodies_are_compared_byte_for_byte(tmp_path: Path) -> None:
    raw = with_response(tmp_path, 'status: 200\nbody: "a,b\\n"')
    assert compare_response(raw, WireResponse(200, body=b"a,b\n")) == []
    assert compare_response(raw, WireResponse(200, body=b"a,b")) == [r"body: expected 'a,b\n', got 'a,b'"]
    empty = with_response(tmp_path, "status: 204\nheaders: {Content-Type: null}\nempty: true")
    assert compare_response(empty, WireResponse(204)) == []
    full = WireResponse(200, Headers((("content-type", "text/plain"), ("Content-Type", "x"))), b"?")
    assert compare_response(empty, full) == [
        "status: expected 204, got 200",
        "header Content-Type: expected none, got 'text/plain, x'",
        "body: expected '', got '?'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  caller: left\n", "  callr: left\n", "things.yaml:3: unknown key 'callr'"),
        ("  caller: left\n", "", "things.yaml:1: the key 'caller' is missing"),
        ("  caller: left\n", "  caller: left\n  caller: right\n", "things.yaml:4: the key 'caller' stands here twice"),
        ("  caller: left\n", "  caller: [left]\n", "things.yaml:3: a text was expected here"),
        ("  caller: left\n", "  caller: left\n  credentials: mappd\n", "things.yaml:4: credentials are passthrough or mapped"),
        ("POST /2010-04-01", "POST 2010-04-01", "things.yaml:6: a line is a method"),
        ("status: 201\n    headers", "status: 20\n    headers", "things.yaml:17: a status is three digits"),
        ("    xml: |\n", "    empty: true\n    xml: |\n", "things.yaml:17: only one of xml, empty may stand here"),
        ("[[To, +14155550125], [To, other]]", "[[To], [To, other]]", "things.yaml:11: a pair"),
        ("[[To, +14155550125], [To, other]]", "{To: [a, b]}", "things.yaml:11: a text was expected"),
        ('text: "3"', "text: '3', text: 4", "things.yaml:15: the key 'text' stands here twice"),
        ("{Content-Type: application/xml}", "{Content-Type: application/xml", "not YAML"),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert EXCHANGE.count(old) == 1
    with pytest.raises(ExchangeError) as caught:
        load(tmp_path, EXCHANGE.replace(old, new))
    assert message in str(caught.value)


def test_a_backend_answer_without_a_body_notation_is_empty(tmp_path: Path) -> None:
    step = "  upstream:\n    - {request: {line: DELETE /a.json}, response: {status: 204}}\n"
    text = HEAD + "  request: {line: DELETE /a}\n" + step + "  response: {status: 204, empty: true}\n"
    answer = backend_answer(load(tmp_path, text)[0].upstream[0])
    assert (answer.status, len(answer.headers), answer.body) == (204, 0, b"")


@pytest.mark.parametrize(
    ("content_type", "body", "difference"),
    [
        ("application/json", '{"message": "any words"}', None),
        ("application/xml; charset=utf-8", "<R>any words</R>", None),
        ("text/csv", "any words", None),
        ("application/json", "<R/>", "body: it is no application/json (Expecting value: line 1 column 1 (char 0)): '<R/>'"),
        ("application/xml", "{}", "body: it is no application/xml (not well-formed (invalid token): line 1, column 0): '{}'"),
        ("application/xml", "", "body: expected one, got none"),
    ],
)
def test_a_body_of_which_nothing_is_said_is_still_well_formed(
    tmp_path: Path, content_type: str, body: str, difference: str | None
) -> None:
    exchange = with_response(tmp_path, "status: 502")
    actual = WireResponse(502, Headers((("Content-Type", content_type),)), body.encode())
    assert compare_response(exchange, actual) == ([difference] if difference else [])


def test_a_name_is_given_once_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(EXCHANGE, encoding="utf-8")
    with pytest.raises(ExchangeError, match=r"things.yaml:1: the name 'one' is taken by a.yaml:1"):
        load(tmp_path, EXCHANGE)


def test_a_folder_without_exchanges_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no exchange found"):
        load_exchanges(tmp_path)


def test_optional_keys_have_their_defaults(tmp_path: Path) -> None:
    exchange = load(tmp_path, EXCHANGE)[0]
    assert (exchange.credentials, exchange.representation, exchange.losses, dict(exchange.options)) == (
        "passthrough",
        None,
        (),
        {},
    )
    extra = "  options: {form: early, walk_limit: 20}\n  losses: [price_unit]\n  representation: xml\n"
    exchange = load(tmp_path, EXCHANGE + extra)[0]
    assert (dict(exchange.options), exchange.losses, exchange.representation) == (
        {"form": "early", "walk_limit": 20},
        ("price_unit",),
        "xml",
    )
