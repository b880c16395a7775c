"""Bodies and framings of callers through a whole gateway: each of them means what the caller meant, once."""

from __future__ import annotations

import json

import pytest

from tests.wire.gateway_running import ACME, NEW, OLD, SID, before_sandbox, before_script, call, call_data, json_reply

ONE = json_reply(call_data(), 201)
LIST = json_reply({"calls": [], "page": 0, "page_size": 7, "uri": "/2010-04-01/x", "next_page_uri": None})
BOTH = pytest.mark.parametrize("version", [OLD, NEW])
MEANT = b"To=%2B15555550100&From=%2B15555550101&Url=http%3A%2F%2Fexample.com%2F%3Fa%3Db%26c"


def words(version: str) -> tuple[str, str]:
    return ("Called", "Caller") if version == OLD else ("To", "From")


def form(version: str) -> bytes:
    to, sender = words(version)
    return f"{to}=%2B15555550100&{sender}=%2B15555550101&Url=http://example.com/?a%3Db%26c".encode()


def multipart(version: str) -> bytes:
    values = ("+15555550100", "+15555550101", "http://example.com/?a=b&c")
    parts = zip((*words(version), "Url"), values, strict=True)
    lines = [f'--frontier\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts]
    return ("".join(lines) + "--frontier--\r\n").encode()


def calls(version: str) -> str:
    return f"{version}/Accounts/{ACME.id}/Calls"


def body_of(request: bytes) -> bytes:
    return request.partition(b"\r\n\r\n")[2]


def chunked(data: bytes, size: int = 10) -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nX-Trailer: 1\r\n\r\n"


@BOTH
async def test_every_framing_of_a_form_is_the_same_call(version: str) -> None:
    path = calls(version)
    typed = "Content-Type: application/x-www-form-urlencoded"
    in_parts = "Content-Type: multipart/form-data; boundary=frontier"
    untyped = call("POST", path, f"Content-Length: {len(form(version))}") + form(version)
    frames = [
        call("POST", path, body=form(version)),
        call("POST", path, "Content-Type: application/x-www-form-urlencoded; charset=UTF-8", body=form(version)),
        call("POST", path, typed, "Transfer-Encoding: chunked", body=chunked(form(version))),
        call("POST", path, in_parts, body=multipart(version)),
        call("POST", path, in_parts, "Transfer-Encoding: chunked", body=chunked(multipart(version), 33)),
        call("POST", path, "Connection: close", body=form(version), version="HTTP/1.0"),
        untyped,
    ]
    async with before_script(ONE) as (front, backend):
        answers = [await front.ask(frame) for frame in frames]
    assert [answer.status for answer in answers] == [201] * len(frames)
    assert [body_of(request) for request in backend.received] == [MEANT] * len(frames)
    assert not [request for request in backend.received if b"ransfer-" in request or b"X-Trailer" in request]


@BOTH
async def test_continue_is_said_before_the_body_and_the_call_made_once(version: str) -> None:
    fields = ("Expect: 100-continue", f"Content-Length: {len(form(version))}")
    async with before_script(ONE) as (front, backend), front.connected() as client:
        await client.send(call("POST", calls(version), *fields))
        assert await client.read_head() == b"HTTP/1.1 100 Continue"
        assert backend.received == []
        await client.send(form(version))
        answer = await client.read_response()
    assert answer.status == 201
    assert [body_of(request) for request in backend.received] == [MEANT]


@BOTH
async def test_the_body_of_a_get_holds_its_parameters(version: str) -> None:
    size = "num" if version == OLD else "PageSize"
    async with before_script(LIST) as (front, backend):
        answer = await front.ask(call("GET", calls(version), body=f"{size}=7&Status=2".encode()))
    assert answer.status == 200
    (request,) = backend.received
    assert request.startswith(f"GET {NEW}/Accounts/".encode())
    assert b"PageSize=7" in request.split(b"\r\n")[0]
    assert body_of(request) == b""


@BOTH
async def test_head_is_answered_as_get_without_its_body(version: str) -> None:
    async with before_sandbox() as front, front.connected() as client:
        await client.send(call("GET", f"{version}/Accounts/{ACME.id}/IncomingPhoneNumbers"))
        get = await client.read_response()
        await client.send(call("HEAD", f"{version}/Accounts/{ACME.id}/IncomingPhoneNumbers"))
        head = await client.read_response(has_body=False)
        await client.send(call("HEAD", f"{version}/Accounts/{ACME.id}/Nothing.json"))
        missing = await client.read_response(has_body=False)
        await client.send(call("GET", f"{version}/Accounts/{ACME.id}/IncomingPhoneNumbers"))
        again = await client.read_response()  # nothing of a HEAD's body stands in front of it
    assert (head.status, head.get("Content-Type"), head.get("Content-Length")) == (
        200,
        get.get("Content-Type"),
        str(len(get.body)),
    )
    assert missing.status == 404
    assert again.body == get.body


@BOTH
async def test_http_1_0_is_answered_whole_and_closed(version: str) -> None:
    async with before_sandbox() as front, front.connected() as client:
        await client.send(call("GET", f"{version}/Accounts/{ACME.id}/Calls?num=1", version="HTTP/1.0"))
        answer = await client.read_response()
        rest = await client.read_to_end()
    assert answer.status == 200
    assert rest == b""


@BOTH
async def test_http_1_0_needs_no_host(version: str) -> None:
    raw = call("GET", f"{version}/Accounts/{ACME.id}/Calls/{SID}", version="HTTP/1.0").replace(
        b"Host: gateway.example\r\n", b""
    )
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(raw)
    assert answer.status == 200
    assert f"Host: localhost:{backend.port}" in backend.fields()


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_an_update_of_2008_is_a_post_of_2010(method: str) -> None:
    number = "PN00000000000000000000000000000001"
    reply = json_reply({"sid": number, "friendly_name": "x", "phone_number": "+15555550100"})
    async with before_script(reply) as (front, backend):
        path = f"{OLD}/Accounts/{ACME.id}/IncomingPhoneNumbers/{number}"
        answer = await front.ask(call(method, path, body=b"Url=http%3A%2F%2Fexample.com%2F&Method=GET"))
    assert answer.status == 200
    (request,) = backend.received
    assert request.startswith(b"POST ")
    assert body_of(request) == b"VoiceUrl=http%3A%2F%2Fexample.com%2F&VoiceMethod=GET"


async def test_pipelined_calls_are_made_in_order_and_once_each() -> None:
    async with before_script(ONE) as (front, backend), front.connected() as client:
        await client.send(*(call("POST", calls(OLD), f"X-Number: {number}", body=form(OLD)) for number in range(5)))
        answers = [await client.read_response() for _ in range(5)]
    assert [answer.status for answer in answers] == [201] * 5
    numbers = [field for index in range(5) for field in backend.fields(index) if field.startswith("X-Number")]
    assert numbers == [f"X-Number: {number}" for number in range(5)]


@pytest.mark.parametrize("text", ["caf\xe9 \u65e5\u672c \U0001f4de", "a&b=c+d e%f;g", '<b>"quoted"</b>', "\r\nX-Injected: 1"])
@BOTH
async def test_any_text_reaches_the_backend_letter_for_letter(version: str, text: str) -> None:
    reply = json_reply({"sid": "SM00000000000000000000000000000001", "body": text, "to": "+15555550100"}, 201)
    path = f"{version}/Accounts/{ACME.id}/SMS/Messages.json"
    boundary = "Content-Type: multipart/form-data; boundary=frontier"
    fields = {"To": "+15555550100", "From": "+15555550101", "Body": text}
    parts = [f'--frontier\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    async with before_script(reply) as (front, backend):
        encoded = "&".join(f"{key}={''.join(f'%{byte:02x}' for byte in value.encode())}" for key, value in fields.items())
        first = await front.ask(call("POST", path, body=encoded.encode()))
        second = await front.ask(call("POST", path, boundary, body=("".join(parts) + "--frontier--\r\n").encode()))
    assert first.status == second.status == 201
    shown = json.loads(first.body)
    assert shown == json.loads(second.body)
    assert text in (shown["TwilioResponse"]["SMSMessage"]["Body"] if version == OLD else shown["body"])
    one, two = (body_of(request) for request in backend.received)
    assert one == two
    assert b"\r\n" not in one
