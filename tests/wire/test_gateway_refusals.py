"""Everything that can be wrong with a request before anybody looks at what it wants, answered by a whole gateway.

The answer is in the dialect of the request line and in the form it asks for, repeats nothing of what was sent, and the backend
hears of none of it.
"""

from __future__ import annotations

import pytest

from tests.unit.upstream.raw_backend import then_close
from tests.wire.gateway_running import (
    ACME,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_sandbox,
    before_script,
    call,
    call_data,
    gateway_to,
    json_reply,
)

SPY = "sPy4711"
NOBODY = "http://127.0.0.1:1"  # a gateway that asks its backend answers 502 and not what is expected here
PATHS = (f"{OLD}/Accounts/x/Calls", f"{OLD}/Accounts/x/Calls.json", f"{NEW}/Accounts/x/Calls", f"{NEW}/Accounts/x/Calls.json")
IN_ALL_FORMS = pytest.mark.parametrize("path", PATHS)

MALFORMED = {
    "bad version": ("GET {path}?x={spy} HTTP/3.7\r\nHost: h\r\n\r\n", 505),
    "no version": ("GET {path}?x={spy}\r\nHost: h\r\n\r\n", 400),
    "bare LF": ("GET {path} HTTP/1.1\nHost: h\nX: {spy}\n\n", 400),
    "bare LF in a field": ("GET {path} HTTP/1.1\r\nHost: h\nX: {spy}\r\n\r\n", 400),
    "folded field": ("GET {path} HTTP/1.1\r\nHost: h\r\nX: a\r\n\t{spy}\r\n\r\n", 400),
    "length and chunks": (
        "POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{spy}",
        400,
    ),
    "two lengths": ("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nContent-Length: 9\r\n\r\n{spy}xx", 400),
    "unknown coding": ("POST {path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: {spy}\r\n\r\n", 400),
    "broken chunk": ("POST {path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{spy}\r\n", 400),
    "NUL in a field": ("GET {path} HTTP/1.1\r\nHost: h\r\nX: {spy}\0\r\n\r\n", 400),
    "NUL in the target": ("GET {path}?{spy}\0 HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "fragment": ("GET {path}?x#{spy} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "blank in the target": ("GET {path} {spy} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "no Host": ("GET {path}?{spy} HTTP/1.1\r\n\r\n", 400),
    "user in the absolute form": ("GET http://{spy}@h{path} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "unknown method": ("SPY4711 {path} HTTP/1.1\r\nHost: {spy}\r\n\r\n", 501),
    "TRACE": ("TRACE {path} HTTP/1.1\r\nHost: h\r\nX: {spy}\r\n\r\n", 405),
    "CONNECT": ("CONNECT {path} HTTP/1.1\r\nHost: h\r\nX: {spy}\r\n\r\n", 405),
    "unknown expectation": ("POST {path} HTTP/1.1\r\nHost: h\r\nExpect: {spy}\r\nContent-Length: 1\r\n\r\nx", 417),
    "coded body": ("POST {path} HTTP/1.1\r\nHost: h\r\nContent-Encoding: {spy}\r\nContent-Length: 1\r\n\r\nx", 415),
}


@IN_ALL_FORMS
@pytest.mark.parametrize("form", MALFORMED)
async def test_the_parsers_refusals_speak_the_callers_dialect(form: str, path: str) -> None:
    raw, status = MALFORMED[form]
    async with gateway_to(NOBODY) as front:
        answer = await front.ask(raw.format(path=path, spy=SPY).encode("latin-1"))
    fields = assert_error(answer, status, path=path)
    assert SPY.lower().encode() not in (answer.head + answer.body).lower()
    assert "aiohttp" not in str(fields)
    assert answer.get("Connection") == "close"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("form", ["bad version", "bare LF", "folded field", "length and chunks", "NUL in a field"])
async def test_it_is_all_the_same_how_the_bytes_arrive(form: str, path: str) -> None:
    raw, status = MALFORMED[form]
    async with gateway_to(NOBODY) as front, front.connected() as client:
        await client.send_bytewise(raw.format(path=path, spy=SPY).encode("latin-1"))
        answer = await client.read_response()
    assert_error(answer, status, path=path)


async def test_a_good_request_in_pieces_of_one_byte_is_a_good_request() -> None:
    async with before_script(json_reply(call_data())) as (front, backend), front.connected() as client:
        await client.send_bytewise(
            call("POST", f"{OLD}/Accounts/{ACME.id}/Calls/{SID}", body=b"CurrentUrl=http://example.com/")
        )
        answer = await client.read_response()
    assert answer.status == 200
    assert backend.received[-1].endswith(b"\r\n\r\nUrl=http%3A%2F%2Fexample.com%2F")


@pytest.mark.parametrize(
    ("target", "is_2010"),
    [(f"//{NEW[1:]}/Accounts/x", True), (f"http://h/{NEW}/Accounts/x", True), (f"//{OLD[1:]}/x", False), ("/other", False)],
)
async def test_the_dialect_of_a_refusal_is_found_in_any_form_of_the_target(target: str, is_2010: bool) -> None:
    async with gateway_to(NOBODY) as front:
        answer = await front.ask(f"GET {target} HTTP/1.1\r\nHost: h\r\nX: {SPY}\0\r\n\r\n".encode())
        as_json = await front.ask(f"GET {target}.json HTTP/1.1\r\nHost: h\r\nX: {SPY}\0\r\n\r\n".encode())
    assert answer.status == as_json.status == 400
    assert answer.body.startswith(b"<?xml")
    assert as_json.body.startswith(b'{"message"' if is_2010 else b'{"TwilioResponse"')


SMALL = Setting(limits="{body: 100B, request_line: 300B, header: 400B}")


@IN_ALL_FORMS
async def test_a_body_over_the_limit(path: str) -> None:
    chunked = b"65\r\n" + b"a" * 101 + b"\r\n0\r\n\r\n"
    async with gateway_to(NOBODY, SMALL) as front:
        declared = await front.ask(call("POST", path, body=b"a" * 101))
        undeclared = await front.ask(call("POST", path, "Transfer-Encoding: chunked", body=chunked))
        unsent = await front.ask(call("POST", path, "Expect: 100-continue", "Content-Length: 101"))
    for answer in (declared, undeclared, unsent):
        fields = assert_error(answer, 413, path=path)
        assert "100 bytes" in str(fields)


@IN_ALL_FORMS
async def test_a_target_or_a_field_over_the_limit(path: str) -> None:
    async with gateway_to(NOBODY, SMALL) as front:
        line = await front.ask(call("GET", f"{path}?{SPY * 50}"))
        field = await front.ask(call("GET", path, f"X: {SPY * 70}"))
        many = await front.ask(call("GET", path, *(f"X-{number}: {SPY}" for number in range(150))))
    assert_error(line, 414, path=path)
    assert_error(field, 431, path=path)
    assert_error(many, 431, path=path)
    assert SPY.encode() not in line.body + field.body + many.body


def account_path(path: str) -> str:
    return path.replace("/x/", f"/{ACME.id}/")


FORM = "Content-Type: application/x-www-form-urlencoded"
BAD_BODIES = {
    "unknown charset": (400, b"To=1", f"{FORM}; charset=klingon"),
    "bytes that are no UTF-8": (400, b"To=%ff%fe", FORM),
    "raw bytes that are no UTF-8": (400, b"To=\xff\xfe", f"{FORM}; charset=utf-8"),
    "bytes that are no ASCII": (400, b"To=\xe4", f"{FORM}; charset=us-ascii"),
    "JSON": (415, b'{"To": "1"}', "Content-Type: application/json"),
    "XML": (415, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "Content-Type: text/xml"),
    "no type at all": (415, b"x", "Content-Type: nonsense"),
    "multipart without boundary": (400, b"--x--", "Content-Type: multipart/form-data"),
    "multipart cut off": (
        400,
        b'--x\r\nContent-Disposition: form-data; name="To"\r\n\r\n1',
        "Content-Type: multipart/form-data; boundary=x",
    ),
    "multipart of no parts": (400, b"nothing here", "Content-Type: multipart/form-data; boundary=x"),
}


@IN_ALL_FORMS
@pytest.mark.parametrize("form", BAD_BODIES)
async def test_a_body_that_cannot_be_read(form: str, path: str) -> None:
    status, body, content_type = BAD_BODIES[form]
    path = account_path(path)
    async with before_script(then_close(b"")) as (front, backend):
        answer = await front.ask(call("POST", path, content_type, body=body))
    assert_error(answer, status, path=path)
    assert backend.received == []


@IN_ALL_FORMS
async def test_a_method_a_resource_does_not_have(path: str) -> None:
    path = account_path(path)
    async with before_script(then_close(b"")) as (front, backend):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = await front.ask(call(method, path))
            assert_error(answer, 405, path=path)
            assert answer.get("Allow") == "GET, POST"
        overridden = await front.ask(call("POST", f"{path}?_method=DELETE"))
        assert_error(overridden, 405, path=path)
        nonsense = await front.ask(call("POST", f"{path}?_method=TRACE"))
        assert_error(nonsense, 400, path=path)
    assert backend.received == []


@pytest.mark.parametrize("path", PATHS)
async def test_one_parameter_with_two_values_places_no_call(path: str) -> None:
    path = account_path(path)
    to, sender = ("Called", "Caller") if path.startswith(OLD) else ("To", "From")
    body = f"{to}=5555550100&{to}=5555550199&{sender}=5555550101&Url=http://example.com/".encode()
    async with before_script(then_close(b"")) as (front, backend):
        answer = await front.ask(call("POST", path, body=body))
    assert_error(answer, 400, path=path)
    assert b"5555550199" not in answer.body
    assert backend.received == []


@IN_ALL_FORMS
@pytest.mark.parametrize("query", ["{size}=ten", "{size}=-1", "{page}=1e3", "{page}=" + "9" * 30])
async def test_paging_that_is_no_number(query: str, path: str) -> None:
    path = account_path(path)
    size, page = ("num", "page") if path.startswith(OLD) else ("PageSize", "Page")
    async with before_script(then_close(b"")) as (front, backend):
        answer = await front.ask(call("GET", f"{path}?{query.format(size=size, page=page)}"))
    assert_error(answer, 400, path=path)
    assert backend.received == []


@IN_ALL_FORMS
async def test_the_backends_own_refusal_keeps_its_code(path: str) -> None:
    path = account_path(path)
    to, sender = ("Called", "Caller") if path.startswith(OLD) else ("To", "From")
    async with before_sandbox() as front:
        answer = await front.ask(call("POST", path, body=f"{sender}=4155550100&Url=http://example.com/".encode()))
    fields = assert_error(answer, 400, path=path)
    assert fields.get("Code", fields.get("code")) == "21201"
    assert to.lower() in fields.get("Message", fields.get("message", "")).lower()
