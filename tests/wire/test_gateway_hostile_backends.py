"""A backend that gives itself away, or says what can't be passed on: no host in any answer, and no call lost for a field."""

from __future__ import annotations

import json

import pytest

from tests.unit.upstream.raw_backend import Backend, backend_with
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    ACME_SUB_BEHIND,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_script,
    call,
    call_data,
    gateway_to,
    json_reply,
    reply,
)
from tests.wire.listening import RawResponse

BOTH = pytest.mark.parametrize("version", [OLD, NEW])
RECORDING = "RE00000000000000000000000000000001"
WAV = reply(200, b"sound", content_type="audio/x-wav")
CREATE = b"Called=5555550100&Caller=5555550101&To=5555550100&From=5555550101&Url=http://example.com/"


async def answers(request: bytes, *replies: bytes, setting: Setting | None = None) -> tuple[RawResponse, Backend]:
    """The answer to a request where `{behind}` in the backend's replies is its own address. Nothing of it may come back."""
    async with backend_with(b"") as backend:
        own = backend.endpoint.encode()
        backend.replies[:] = [fill(one, own) for one in replies]
        async with gateway_to(backend.endpoint, setting or Setting()) as front:
            return await front.ask(request), backend


def fill(reply: bytes, own: bytes) -> bytes:
    head, _, body = reply.partition(b"\r\n\r\n")
    body = body.replace(b"{behind}", own)
    fields = [field for field in head.split(b"\r\n") if not field.startswith(b"Content-Length")]
    head = b"\r\n".join((*fields, b"Content-Length: %d" % len(body)))
    host = own.partition(b"//")[2]
    return head.replace(b"{behind}", own).replace(b"{HOST}", host.upper()).replace(b"{host}", host) + b"\r\n\r\n" + body


HIDDEN_PLACES = [
    "{behind}/login",
    "{behind}?x=1",
    "{behind}/",
    "{behind}",
    "//{host}/login",
    "HTTP://{HOST}/login",
    "http://user@{host}/login",
    "/login",
    "../../../../login",
    "{behind}/a b",
    "{behind}/\xe9",
]


@pytest.mark.parametrize("place", HIDDEN_PLACES)
@BOTH
async def test_a_redirect_to_a_hidden_place_is_a_bad_gateway(version: str, place: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls/{SID}.json"
    answer, backend = await answers(call("GET", path), reply(302, b"", f"Location: {place}"))
    assert_error(answer, 502, path=path)
    assert answer.get("Location") is None
    assert len(backend.received) == 1


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("{behind}/files/a.wav?key=1", b"/files/a.wav?key=1"),
        ("/files/a.wav", b"/files/a.wav"),
        ("//{host}/files/a.wav", b"/files/a.wav"),
        ("HTTP://{HOST}/files/a.wav#t=1", b"/files/a.wav"),
        ("../../../../files/a.wav", b"/files/a.wav"),
        ("{behind}?file=1", b"/?file=1"),
        ("{behind}/files/my file.wav", b"/files/my%20file.wav"),
        ("{behind}/files/\xc3\xa9.wav", b"/files/%C3%A9.wav"),
        ("{behind}/files/%2e%2F.wav", b"/files/%2e%2F.wav"),
    ],
)
@BOTH
async def test_a_file_on_the_backends_host_is_fetched_however_the_redirect_is_written(
    version: str, place: str, asked: bytes
) -> None:
    request = call("GET", f"{version}/Accounts/{ACME.id}/Recordings/{RECORDING}.wav")
    answer, backend = await answers(request, reply(302, b"", f"Location: {place}"), WAV)
    assert (answer.status, answer.body) == (200, b"sound")
    assert backend.received[1].split(b" ")[:2] == [b"GET", asked]
    assert b"authorization" not in backend.received[1].lower()


@BOTH
async def test_a_redirect_behind_a_redirect_gives_nothing_away(version: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Recordings/{RECORDING}.wav"
    first, second = (reply(302, b"", f"Location: {{behind}}/files/{name}") for name in "ab")
    answer, backend = await answers(call("GET", path), first, second)
    assert_error(answer, 502, path=path.removesuffix(".wav"))
    assert len(backend.received) == 2


@BOTH
async def test_a_redirect_to_another_host_is_the_callers_to_follow(version: str) -> None:
    request = call("GET", f"{version}/Accounts/{ACME.id}/Recordings/{RECORDING}.wav")
    answer, _ = await answers(request, reply(302, b"", "Location: //cdn.example/a.wav"))
    assert (answer.status, answer.get("Location")) == (302, "//cdn.example/a.wav")


@pytest.mark.parametrize("place", ["http://[", "http://[::1", "//["])
@BOTH
async def test_a_redirect_to_no_url_is_a_bad_gateway(version: str, place: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls/{SID}"
    answer, _ = await answers(call("GET", path), reply(302, b"", f"Location: {place}"))
    assert_error(answer, 502, path=path)


ERRORS = {
    "json": json_reply({"message": "see {behind}/x and {behind}", "detail": "at {behind}", "code": 1}, 400),
    "text": reply(500, b"upstream {behind} failed", content_type="text/plain"),
    "markup": reply(500, b"<html>{behind}</html>", content_type="text/html"),
    "methods": reply(405, b"{}", "Allow: GET, {behind}"),
    "secret": json_reply({"message": f"user {ACME_BEHIND.id} with {ACME_BEHIND.secret}", "code": 1}, 400),
}


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("suffix", ["", ".json"])
@BOTH
async def test_an_error_gives_neither_host_nor_secret_away(version: str, suffix: str, error: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls{suffix}"
    answer, backend = await answers(call("GET", path), ERRORS[error])
    assert_error(answer, answer.status, path=path)
    assert backend.endpoint.partition("//")[2].encode() not in answer.body  # `ask` has looked for it in the head too


STRANGE_FIELDS = [
    "Date: Tue,\x01 31 Aug 2010 20:36:28 GMT",
    "Cache-Control: no\x7fcache",
    "Retry-After: \x01",
    "Expires: \x1b[2J",
    "Server: \x02",
    "Content-Type: application/json\x01",
]


@pytest.mark.parametrize("field", STRANGE_FIELDS, ids=lambda field: field.partition(":")[0])
@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
@BOTH
async def test_a_call_that_was_placed_is_told_whatever_stands_in_a_field(version: str, credentials: str, field: str) -> None:
    """A 500 would tell nothing of the call that now rings, and invite another."""
    request = call("POST", f"{version}/Accounts/{ACME.id}/Calls.json", body=CREATE)
    placed = json_reply(call_data(), 201, field)
    if field.startswith("Content-Type"):
        placed = placed.replace(b"Content-Type: application/json\r\n", b"")
    async with before_script(placed, setting=Setting(credentials=credentials)) as (front, backend):
        answer = await front.ask(request)
    assert answer.status == 201
    assert SID.encode() in answer.body
    assert not any(byte < 0x20 or byte == 0x7F for line in answer.head.split(b"\r\n") for byte in line)
    assert len(backend.received) == 1


@pytest.mark.parametrize("date", ["Mon, 01 Jan 2024 00:00:00 +99999999999999999", "x", "\x01"])
@BOTH
async def test_a_throttling_backend_is_understood_without_a_date(version: str, date: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/Calls.json"
    answer, _ = await answers(call("GET", path), reply(429, b"{}", f"Retry-After: {date}", f"Date: {date}"))
    assert_error(answer, 429, path=path)
    assert answer.get("Retry-After") is None


@pytest.mark.parametrize("content_type", ["text/html; as=application/json", "text/json-seq", "application/xhtml+xml", ""])
async def test_only_the_type_that_was_asked_for_passes_unread(content_type: str) -> None:
    page = reply(200, b"<html>no call</html>", content_type=content_type)
    path = f"{NEW}/Accounts/{ACME.id}/Calls/{SID}.json"
    answer, _ = await answers(call("GET", path), page, setting=Setting(credentials="passthrough"))
    assert_error(answer, 502, path=path)


async def test_no_token_is_shown_by_another_name_or_further_down() -> None:
    token = ACME_BEHIND.secret
    account = {"sid": ACME_BEHIND.id, "secondary_auth_token": token, "below": {"sid": ACME_SUB_BEHIND, "auth_token": token}}
    async with before_script(json_reply({**account, "list": [{"auth_token": token}]})) as (front, _):
        answer = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}.json"))
    shown = json.loads(answer.body)
    assert shown["secondary_auth_token"] is None
    assert shown["below"]["auth_token"] is None
    assert shown["list"] == [{"auth_token": None}]


@pytest.mark.parametrize("sid", [{}, [], 1, None, {"sid": ACME_BEHIND.id}])
@BOTH
async def test_an_account_whose_sid_is_no_text_is_nobodys(version: str, sid: object) -> None:
    accounts = {"accounts": [{"sid": sid, "owner_account_sid": sid, "friendly_name": "stray"}], "page": 0}
    async with before_script(json_reply(accounts)) as (front, _):
        answer = await front.ask(call("GET", f"{version}/Accounts.json"))
    assert answer.status == 200
    assert b"stray" not in answer.body


@pytest.mark.parametrize("status", [600, 999])
@pytest.mark.parametrize("path", ["Calls/{sid}.json", "Recordings/{recording}.wav"])
@BOTH
async def test_a_status_no_specification_has_is_a_bad_gateway(version: str, path: str, status: int) -> None:
    """Also where the answer would be passed on as it arrives."""
    path = f"{version}/Accounts/{ACME.id}/{path.format(sid=SID, recording=RECORDING)}"
    answer, _ = await answers(call("GET", path), reply(status, b"{}"))
    assert_error(answer, 502, path=path.removesuffix(".wav"))
