"""What clients of the JSON-envelope API put on the wire and need back, byte for byte: rows W11 to W22 of the observed behaviour."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.commands import Curl, run
from tests.clients.places import BACKENDS, CALLER_SID, CALLER_TOKEN, ENVELOPE, Place, place_on
from tests.clients.raw_http import Answer, ask, basic, exchange
from tests.clients.scripted_backend import Reply, ScriptedBackend
from tests.clients.sessions import need_program
from tests.clients.tap import Tap
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
JSON_TYPE = "Content-Type: text/json; charset=utf-8"
TEXT = json.dumps({"to": "+14155550142", "from": "+14155550100", "message": "Café"}, ensure_ascii=False)
NOBODY = "00000000-0000-0000-0000-000000000bad"


def login(place: Place) -> str:
    return f"Authorization: {basic(place.user, place.token)}"


def send(place: Place, target: str, *headers: str, method: str = "GET", body: bytes = b"", version: str = "1.1") -> Answer:
    return ask(place.base, target, login(place), *headers, method=method, body=body, version=version)


def inside(answer: Answer) -> dict[str, Any]:
    """What `response` holds, which is all there may be (W21)."""
    assert list(answer.json()) == ["response"]
    assert (answer.header("Content-Length"), answer.header("Transfer-Encoding")) == (str(len(answer.body)), None)
    response: dict[str, Any] = answer.json()["response"]
    return response


@pytest.mark.parametrize("tail", ["", "/", "?", "/?", "?limit=2&"])
def test_w11_a_collection_with_and_without_slash(envelope: Place, tail: str) -> None:
    answer = send(envelope, f"/sms{tail}")
    assert answer.status == 200
    assert inside(answer)["data"]


@pytest.mark.parametrize("name", ["/sms.json", "/sms.xml", f"/sms.json/{NOBODY}", "/SMS", f"/sms/{NOBODY}/parts"])
def test_w11_what_is_no_resource_is_a_404(envelope: Place, name: str) -> None:
    answer = send(envelope, name)
    assert (answer.status, inside(answer)["error"]["code"]) == (404, 19404)


@pytest.mark.parametrize("backend", BACKENDS)
def test_w12_an_offset_past_the_end_is_an_empty_list(gateway: str, backend: str) -> None:
    answer = send(place_on(gateway, ENVELOPE, backend), "/calls?limit=50&offset=45000")
    assert (answer.status, inside(answer)["data"]) == (200, [])


@pytest.mark.parametrize("status", [200, 201])
def test_w13_a_create_is_200_whatever_the_backend_says(
    scripted_gateway: str, session_backend: ScriptedBackend, status: int
) -> None:
    place = Place(scripted_gateway, CALLER_SID, CALLER_TOKEN, ENVELOPE)
    sid = uuid.UUID(int=1).hex
    session_backend.reply = Reply(status, "application/json", json.dumps({"sid": f"SM{sid}", "status": "queued"}).encode())
    answer = send(place, "/sms", JSON_TYPE, method="POST", body=TEXT.encode())
    assert (answer.status, answer.header("Location")) == (200, None)
    assert inside(answer) == {"data": [{"resource_id": str(uuid.UUID(int=1))}]}


def test_w18_json_types(envelope: Place) -> None:
    listing = inside(send(envelope, "/sms?limit=3&offset=3"))
    assert (listing["limit"], listing["offset"]) == (3, 3)
    for text in listing["data"]:
        assert isinstance(text["created_epoch"], int)
        assert text["created_date"][10] == "T"
        assert str(uuid.UUID(text["resource_id"])) == text["resource_id"]
    for call in inside(send(envelope, "/calls?limit=50"))["data"]:
        assert isinstance(call["duration"], int | None)
    error = inside(send(envelope, f"/sms/{NOBODY}"))["error"]
    assert (type(error["code"]), type(error["message"])) == (int, str)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ((), "text/json; charset=utf-8"),
        (("Accept: */*",), "text/json; charset=utf-8"),
        (("Accept: text/*",), "text/json; charset=utf-8"),
        (("Accept: application/json",), "application/json; charset=utf-8"),
        (("Accept: text/json;q=0.2, application/json",), "application/json; charset=utf-8"),
        (("Accept: text/html, text/json",), "text/json; charset=utf-8"),
        (("Content-Type: text/json; charset=iso-8859-1",), "text/json; charset=iso-8859-1"),
    ],
)
def test_w19_the_content_type_is_told_exactly(envelope: Place, headers: tuple[str, ...], kind: str) -> None:
    answer = send(envelope, "/sms?limit=1", *headers)
    assert answer.status == 200
    assert ("Content-Type", kind) in answer.headers
    inside(answer)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/*", "application/json;q=0"])
def test_w19_a_reply_that_cannot_be_accepted_is_a_10008_in_json(envelope: Place, accept: str) -> None:
    answer = send(envelope, "/sms", f"Accept: {accept}")
    assert (answer.status, inside(answer)["error"]["code"]) == (400, 10008)


@pytest.mark.parametrize(
    ("status", "code", "act"),
    [
        (401, 19401, lambda place: ask(place.base, "/sms")),
        (401, 19401, lambda place: ask(place.base, "/sms", "Authorization: Basic nonsense")),
        (404, 19404, lambda place: send(place, f"/calls/{NOBODY}")),
        (404, 19404, lambda place: send(place, "/")),
        (400, 10005, lambda place: send(place, "/sms", method="PATCH")),
        (400, 10005, lambda place: send(place, "/sms", method="OPTIONS")),
        (400, 10005, lambda place: send(place, "/call_logs", JSON_TYPE, method="POST", body=b"{}")),
        (400, 19106, lambda place: send(place, "/sms/?method=DELETE")),
        (400, 19107, lambda place: send(place, "/sms?method=GET&method=DELETE")),
        (400, 10008, lambda place: send(place, "/sms", "Content-Type: text/xml", method="POST", body=b"<x/>")),
        (400, 19103, lambda place: send(place, "/sms", "Content-Type: text/json; charset=utf-16", method="POST", body=b"{}")),
        (
            400,
            19104,
            lambda place: send(place, "/sms", "Content-Type: application/x-www-form-urlencoded", method="POST", body=b"a=b"),
        ),
    ],
)
def test_w20_every_error_has_a_whole_body(envelope: Place, status: int, code: int, act: Callable[[Place], Answer]) -> None:
    answer = act(envelope)
    error = inside(answer)["error"]
    assert (answer.status, error["code"]) == (status, code)
    assert error["message"]
    assert answer.header("WWW-Authenticate") == ('Basic realm="API"' if status == 401 else None)


UNREADABLE = {
    "problem json": ("application/problem+json", b'{"type": "about:blank", "title": "No such thing", "status": 404}'),
    "html": ("text/html", b"<html><body><h1>It is broken</h1></body></html>"),
    "empty": (None, b""),
    "no utf-8": ("application/json", b'{"message": "\xff\xfe"}'),
}


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
@pytest.mark.parametrize("form", UNREADABLE)
def test_w17_w21_an_error_in_any_form_comes_in_the_envelope(
    scripted_gateway: str, session_backend: ScriptedBackend, form: str, status: int
) -> None:
    place = Place(scripted_gateway, CALLER_SID, CALLER_TOKEN, ENVELOPE)
    session_backend.reply = Reply(status, *UNREADABLE[form])
    answer = send(place, "/sms")
    assert answer.status == {429: 409, 503: 500}.get(status, status)
    assert inside(answer)["error"]["message"]
    assert b"<h1>" not in answer.body


@pytest.mark.parametrize(
    "options",
    [
        ("--header", "Expect: 100-continue"),
        ("--header", "Transfer-Encoding: chunked"),
        ("--http1.0",),
        ("--header", "Connection: close"),
    ],
    ids=["expect", "chunked", "http 1.0", "close"],
)
def test_w22_json_sent_in_an_unusual_frame(envelope: Place, truth: Truth, tap: Tap, options: tuple[str, ...]) -> None:
    answer = Curl((*options, "--header", JSON_TYPE, "--data", TEXT))(envelope, "POST", "/sms")
    assert answer.status == 200, answer.body
    (item,) = inside(answer)["data"]
    assert truth.message("SM" + uuid.UUID(item["resource_id"]).hex)["body"] == "Café"
    assert {(sent.header("Transfer-Encoding"), sent.header("Expect")) for sent in tap.sent()} == {(None, None)}


def test_w22_head_is_a_method_this_api_does_not_have(envelope: Place) -> None:
    answer = send(envelope, "/sms", method="HEAD")
    assert (answer.status, answer.body) == (400, b"")


def test_w22_http_1_0_is_answered_whole_and_closed(envelope: Place) -> None:
    answer = send(envelope, "/sms", version="1.0")
    assert answer.status == 200
    inside(answer)


@pytest.mark.parametrize("hosts", [[], ["Host:"], ["Host: v1.api.example.com", "Host: v1.api.example.com"]], ids=len)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_w22_a_host_that_is_not_named_once_is_a_19101(envelope: Place, hosts: list[str], version: str) -> None:
    lines = [f"GET /sms HTTP/{version}", login(envelope), *hosts, "", ""]
    answer = exchange(envelope.base, "\r\n".join(lines).encode())
    assert (answer.status, inside(answer)["error"]["code"]) == (400, 19101)


def test_w22_credentials_in_the_url(envelope: Place) -> None:
    url = envelope.base.replace("://", f"://{envelope.user}:{envelope.token}@") + "/accounts"
    code, output, errors = run(need_program("curl"), "--silent", "--fail", url)
    assert code == 0, errors
    assert envelope.user in output.decode()
