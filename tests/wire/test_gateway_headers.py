"""Header fields through a whole gateway: what reaches the backend field for field, what comes back, and what never does."""

from __future__ import annotations

import pytest

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.unit.upstream.raw_backend import Backend
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    GLOBEX,
    GLOBEX_BEHIND,
    NEW,
    OLD,
    SID,
    Setting,
    before_script,
    call,
    call_data,
    json_reply,
)

ONE = json_reply(call_data())
PASSTHROUGH = Setting(credentials="passthrough")
BOTH = pytest.mark.parametrize("version", [OLD, NEW])


def path_of(version: str, caller: Credentials = ACME) -> str:
    return f"{version}/Accounts/{caller.id}/Calls/{SID}"


OF_THE_WAY = ("X-Request-Id: ", "Via: ", "Forwarded: ", "X-Forwarded-")
"""What the gateway says of a request and the way it came, for which there are tests of its own."""


def fields_but_way(backend: Backend) -> list[str]:
    return [field for field in backend.fields() if not field.startswith(OF_THE_WAY)]


@BOTH
async def test_a_bare_get_gets_nothing_invented(version: str) -> None:
    async with before_script(ONE) as (front, backend):
        await front.ask(call("GET", path_of(version)))
    assert fields_but_way(backend) == [
        f"Host: localhost:{backend.port}",
        f"Authorization: {write_basic(ACME_BEHIND)}",
        "Accept: application/json",
        "Accept-Encoding: identity",
    ]
    assert backend.received[-1].endswith(b"\r\n\r\n")


@BOTH
async def test_a_bare_post_gets_its_form_type_and_length_and_nothing_else(version: str) -> None:
    word = "CurrentUrl" if version == OLD else "Url"
    async with before_script(ONE) as (front, backend):
        await front.ask(call("POST", path_of(version), body=f"{word}=http://example.com/".encode()))
    head, _, body = backend.received[-1].partition(b"\r\n\r\n")
    assert fields_but_way(backend) == [
        f"Host: localhost:{backend.port}",
        f"Authorization: {write_basic(ACME_BEHIND)}",
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Accept-Encoding: identity",
        f"Content-Length: {len(body)}",
    ]
    assert head.startswith(f"POST {NEW}/Accounts/{ACME_BEHIND.id}/Calls/{SID}.json HTTP/1.1".encode())
    assert body == b"Url=http%3A%2F%2Fexample.com%2F"


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_a_delete_has_no_body_and_says_so(method: str) -> None:
    async with before_script(b"HTTP/1.1 204 No Content\r\n\r\n") as (front, backend):
        path = f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001"
        query = "?_method=DELETE" if method == "POST" else ""
        answer = await front.ask(call(method, path + query, "Content-Type: application/x-www-form-urlencoded"))
    assert answer.status == 204
    described = [field for field in backend.fields() if field.lower().startswith(("content-", "transfer-"))]
    assert described == ["Content-Length: 0"]
    assert backend.received[-1].startswith(b"DELETE ")


END_TO_END = [
    "User-Agent: twilio-php/2.0.8",
    "Accept-Language: de, en;q=0.5",
    "X-Custom: one",
    "x-custom: two",
    "X-Empty: ",
    "Pragma: no-cache",
    "X-Utf8: caf\xc3\xa9",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
]


@BOTH
async def test_what_a_caller_says_to_the_backend_passes_in_order(version: str) -> None:
    async with before_script(ONE) as (front, backend):
        await front.ask(call("GET", path_of(version), *END_TO_END))
    names = {field.partition(":")[0].lower() for field in END_TO_END}
    passed = [field for field in backend.fields() if field.partition(":")[0].lower() in names]
    assert passed == END_TO_END


STAYS = [
    "Connection: X-Hop, keep-alive",
    "X-Hop: leak-it",
    "Keep-Alive: timeout=leak-it",
    "TE: trailers",
    "Trailer: X-Leak-It",
    "Proxy-Authorization: Basic bGVhay1pdA==",
    "Proxy-Connection: leak-it",
    "Upgrade: leak-it",
    "Cookie: session=leak-it",
    "Accept: text/leak-it",
    "Accept-Encoding: gzip, leak-it",
    "Accept-Charset: leak-it",
    "X-Forwarded-For: 192.0.2.66",
    "X-Forwarded-Host: leak-it.example",
    "X-Forwarded-Proto: leak-it",
    "X-Forwarded-Port: 6666",
    "X-Real-IP: 192.0.2.66",
    "Forwarded: for=192.0.2.66;host=leak-it.example",
    'If-None-Match: "leak-it"',
    "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
    "Range: bytes=0-1",
    "Content-MD5: leak-it",
    "Expect: 100-continue",
]


OURS_TOO = ("Accept", "Accept-Encoding", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
"""Names of which the backend gets a field, and it is the gateway's own."""


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
@BOTH
@pytest.mark.parametrize("field", STAYS, ids=lambda field: field.partition(":")[0])
async def test_what_is_between_caller_and_gateway_stays_there(field: str, version: str, credentials: str) -> None:
    fields = (STAYS[1], field) if field == STAYS[0] else (STAYS[0], field) if field == STAYS[1] else (field,)
    async with before_script(ONE, setting=Setting(credentials=credentials)) as (front, backend):
        answer = await front.ask(call("GET", path_of(version), *fields))
    assert answer.status == 200
    name, _, value = field.partition(": ")
    whole = backend.received[-1].decode("latin-1").lower()
    assert value.lower() not in whole
    if name not in OURS_TOO:
        assert f"\r\n{name.lower()}:" not in whole


@BOTH
async def test_mapped_callers_credentials_never_reach_the_backend(version: str) -> None:
    async with before_script(ONE) as (front, backend):
        await front.ask(call("GET", path_of(version), "X-Note: plain"))
    (authorization,) = [field for field in backend.fields() if field.startswith("Authorization")]
    assert authorization == f"Authorization: {write_basic(ACME_BEHIND)}"
    assert ACME.id.encode() not in backend.received[-1]
    assert ACME.secret.encode() not in backend.received[-1]
    assert write_basic(ACME).encode() not in backend.received[-1]


@BOTH
async def test_with_passthrough_the_callers_credentials_are_the_backends(version: str) -> None:
    async with before_script(ONE, setting=PASSTHROUGH) as (front, backend):
        await front.ask(call("GET", path_of(version, ACME_BEHIND), caller=ACME_BEHIND))
    assert f"Authorization: {write_basic(ACME_BEHIND)}" in backend.fields()


@pytest.mark.parametrize("setting", [Setting(), PASSTHROUGH], ids=lambda setting: setting.credentials)
@BOTH
async def test_a_cookie_of_the_backend_reaches_nobody(version: str, setting: Setting) -> None:
    cookie = json_reply(call_data(), 200, "Set-Cookie: session=of-acme; Path=/", "Set-Cookie2: session=of-acme")
    async with before_script(cookie, setting=setting) as (front, backend), front.connected() as client:
        answers = []
        # both callers on one connection of the gateway, and the backend's kept connection too
        for caller in (ACME, GLOBEX, ACME):
            await client.send(call("GET", path_of(version, caller), caller=caller))
            answers.append(await client.read_response())
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert not [name for answer in answers for name, _ in answer.fields if "cookie" in name.lower()]
    assert not [request for request in backend.received if b"cookie" in request.lower()]
    assert len({number for number, _ in backend.requests}) == 1  # it did share a connection


NOT_FOR_CALLERS = [
    "Connection: X-Hop",
    "Keep-Alive: timeout=66",
    "Proxy-Authenticate: Basic realm=spy",
    "Upgrade: spy",
    "Trailer: X-Spy",
    "Set-Cookie: spy=1",
    "WWW-Authenticate: Basic realm=spy",
    "Content-Location: /spy",
    'ETag: "spy"',
    "Content-MD5: spy",
    "Server: spy/1.0",
    "X-Powered-By: spy",
    "Twilio-Request-Id: spy",
    "Access-Control-Allow-Origin: spy",
    "X-Spy: spy",
]


@BOTH
@pytest.mark.parametrize("field", NOT_FOR_CALLERS, ids=lambda field: field.partition(":")[0])
async def test_what_the_backend_says_of_itself_stays_there(field: str, version: str) -> None:
    async with before_script(json_reply(call_data(), 200, field)) as (front, _):
        answer = await front.ask(call("GET", path_of(version)))
    assert answer.status == 200
    name = field.partition(":")[0].lower()
    assert name == "connection" or name not in {key.lower() for key, _ in answer.fields}
    assert b"spy" not in answer.head


@BOTH
async def test_a_translated_answer_has_these_fields_and_no_others(version: str) -> None:
    reply = json_reply(call_data(), 200, "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Cache-Control: no-store", "Retry-After: 3")
    async with before_script(reply) as (front, _):
        answer = await front.ask(call("GET", path_of(version) + ".json", "X-Request-Id: mine-1"))
    assert dict(answer.fields) == {
        "Content-Type": "application/json",
        "Content-Length": str(len(answer.body)),
        "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
        "Cache-Control": "no-store",
        "Retry-After": "3",
        "X-Request-Id": "mine-1",
    }


@BOTH
async def test_the_request_id_goes_both_ways(version: str) -> None:
    async with before_script(ONE) as (front, backend):
        given = await front.ask(call("GET", path_of(version), "X-Request-Id: mine-1"))
        assert "X-Request-Id: mine-1" in backend.fields()
        made = await front.ask(call("GET", path_of(version), "X-Request-Id: not sane"))
        assert f"X-Request-Id: {made.get('X-Request-Id')}" in backend.fields()
    assert given.get("X-Request-Id") == "mine-1"
    assert made.get("X-Request-Id") not in (None, "", "not sane")


async def test_two_accounts_on_one_connection_are_two_at_the_backend() -> None:
    async with before_script(ONE) as (front, backend), front.connected() as client:
        for caller in (ACME, GLOBEX):
            await client.send(call("GET", path_of(OLD, caller), caller=caller))
            await client.read_response()
    first, second = backend.received
    assert write_basic(ACME_BEHIND).encode() in first
    assert ACME_BEHIND.id.encode() in first.split(b"\r\n")[0]
    assert write_basic(GLOBEX_BEHIND).encode() in second
    assert GLOBEX_BEHIND.id.encode() in second.split(b"\r\n")[0]
    assert ACME_BEHIND.id.encode() not in second
