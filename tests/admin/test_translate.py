"""`POST /translate`: any text, by the routes of the running configuration; no backend asked, no secret told, nobody kept waiting."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import socket
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from gateway.admin.texts import Json
from gateway.admin.translation import Busy, Translator, Untranslatable, tell_call
from gateway.sandbox import MAIN
from gateway.settings import Settings
from tests.admin.asking import Gateway, connected, listening
from tests.admin.telling import settings_of
from tests.wire.listening import PATIENCE, RawResponse

FORM = "-d Called=4155550117 -d Caller=4155550100 -d Url=http://x.example"
CALL = f"curl https://calls.example/2008-08-01/Accounts/AC1/Calls {FORM}"
BACKENDS_OWN = "AC0123456789abcdef0123456789abcdef"


async def post(port: int, body: bytes, query: str = "") -> RawResponse:
    async with connected(port) as client:
        head = f"POST /translate{query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        await client.send(head.encode() + body)
        return await client.read_response()


async def translated(text: str, query: str = "", config: str | None = None) -> dict[str, Any]:
    gateway = Gateway()
    if config is not None:
        gateway.change(settings=settings_of(config))
    async with listening(gateway) as listener:
        answer = await post(listener.port, text.encode(), query)
    assert (answer.status, answer.get("Content-Type")) == (200, "application/json; charset=utf-8")
    for secret in (b"callers-own-secret", b"backends-own-secret", MAIN.token.encode(), b"pasted-secret"):
        assert secret not in answer.body
        assert base64.b64encode(b"AC1:" + secret) not in answer.body
    told: dict[str, Any] = json.loads(answer.body)
    return told


@pytest.mark.parametrize(
    "text",
    [
        CALL,
        CALL.replace("curl ", "curl -u AC1:pasted-secret "),
        CALL.replace("//calls", "//AC1:pasted-secret@calls"),
        f"POST /2008-08-01/Accounts/AC1/Calls {FORM}",
        f"  curl 'https://calls.example/2008-08-01/Accounts/AC1/Calls' \\\n  {FORM} \\\n  --compressed\n",
    ],
    ids=["no credentials", "-u", "in the URL", "METHOD URL", "over several lines"],
)
async def test_a_call_by_the_routes_in_use(text: str, caplog: pytest.LogCaptureFixture) -> None:
    told = await translated(text)
    assert caplog.text == ""
    assert (told["imagined"], told["route"], told["problem"]) == (False, "legacy", None)
    [exchange] = told["exchanges"]
    asked = exchange["backend_request"]
    assert (asked["method"], asked["target"]) == ("POST", f"/2010-04-01/Accounts/{BACKENDS_OWN}/Calls.json")
    assert "To=%2B14155550117&From=%2B14155550100" in asked["body"]
    assert ["Authorization", "***"] in asked["headers"]
    assert exchange["backend_response"]["status"] == 201
    assert json.loads(exchange["backend_response"]["body"])["account_sid"] == BACKENDS_OWN
    answer = told["caller_response"]
    assert "<AccountSid>AC1</AccountSid>" in answer["body"]
    assert dict(answer["headers"])["Location"].startswith("https://calls.example/2008-08-01/Accounts/AC1/Calls/CA")
    changes = {change["change"]: change["tells"] for step in told["steps"] for change in step["changes"]}
    assert changes["caller-and-called-became-from-and-to"].startswith("The number called is now")
    assert [loss["where"] for step in told["steps"] for loss in step["losses"]] == ["queue_time", "price_unit"]
    assert told["text"].startswith("== 1. The caller sends\nPOST ")
    assert "== 5. The caller gets" in told["text"]


async def test_another_account_than_those_configured_is_refused_as_it_would_be() -> None:
    told = await translated(CALL.replace("curl", "curl -u AC9:pasted-secret").replace("/AC1/", "/AC9/"))
    assert (told["caller_response"]["status"], told["exchanges"]) == (401, [])


async def test_where_credentials_are_passed_through_any_account_is_played() -> None:
    config = """
listen: [{bind: "127.0.0.1:0"}]
backends: {behind: {dialect: twilio-2010, endpoints: [http://127.0.0.1:1], base_path: /api}}
credentials: passthrough
routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: behind}]
"""
    for text in (CALL.replace("curl", "curl -u AC1:pasted-secret"), CALL):
        told = await translated(text, config=config)
        assert told["exchanges"][0]["backend_request"]["target"] == "/api/2010-04-01/Accounts/AC1/Calls.json"
        assert told["caller_response"]["status"] == 201


async def test_a_call_no_route_takes_is_told_by_the_dialect_of_its_path() -> None:
    path = "/restcomm/2012-04-24/Accounts/AC1/Calls.json"
    told = await translated(f"GET {path}")
    assert (told["imagined"], told["caller_dialect"]) == (True, "restcomm-2012")
    assert told["exchanges"][0]["backend_request"]["target"].startswith("/2010-04-01/Accounts/")
    told = await translated("GET /2008-08-01/Accounts/AC1/Calls", "?imagined")
    assert (told["imagined"], told["route"]) == (True, "explain")


async def test_a_backend_nobody_plays_is_said_to_be_missing() -> None:
    told = await translated("GET /2010-04-01/Accounts/AC1/Calls.json")
    [exchange] = told["exchanges"]
    assert (told["route"], exchange["backend_response"]) == ("office", None)
    assert exchange["backend_request"]["target"].startswith("/restcomm/2012-04-24/Accounts")
    assert told["caller_response"]["status"] == 502


async def test_nothing_is_contacted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(Gateway()) as listener:

        def refuse(*_: object) -> None:
            raise AssertionError("a translation opened a connection")

        answer = asyncio.ensure_future(post(listener.port, CALL.encode()))
        async with connected(listener.port):
            monkeypatch.setattr(socket.socket, "connect", refuse)
            monkeypatch.setattr(socket, "getaddrinfo", refuse)
            assert (await answer).status == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "expected METHOD URL"),
        (b"curl", "no URL"),
        (b"curl 'https://x", "no closing quotation"),
        (b"curl https://x/ --teleport", "unrecognized arguments"),
        (b"GET http://", "the URL is none"),
        (b"GET /x -H", "-H has nothing behind it"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"curl https://x/" + b" -s" * 20_000, "more than 1000 words"),
        (b"curl https://x/ --" + b"y" * 60_000, "unrecognized arguments"),
    ],
)
async def test_what_is_no_call_is_a_sentence(body: bytes, says: str) -> None:
    async with listening(Gateway()) as listener:
        answer = await post(listener.port, body)
    assert (answer.status, answer.get("Content-Type")) == (422, "text/plain; charset=utf-8")
    assert says in answer.body.decode()
    assert answer.body.count(b"\n") == 1
    assert len(answer.body) < 500


async def test_a_text_of_more_than_64_kib_is_not_read() -> None:
    async with listening(Gateway()) as listener:
        answer = await post(listener.port, b"x" * 65_537)
    assert (answer.status, answer.body) == (413, b"at most 65536 bytes are taken here\n")


_HOSTILE = (
    f"POST /2008-08-01/Accounts/AC1/Calls -d '{'&' * 65_000}'",
    f"POST /2008-08-01/Accounts/AC1/Calls -d '{'a=b&' * 16_000}'",
    f"POST /2008-08-01/Accounts/AC1/Calls -d '{'%41' * 21_000}'",
    f"POST /v1/sms -H 'Content-Type: application/json' -d '{'[' * 65_000}'",
    "POST /v1/sms -H 'Content-Type: application/json' -d '" + '{"a":' * 12_000 + "'",
    f"GET /2008-08-01{'/' * 65_000}",
    f"GET /2008-08-01/Accounts/AC1/Calls {'-H a:b ' * 9_000}",
    f"GET /2008-08-01/Accounts/AC1/Calls?{'PageSize=1&' * 5_000}",
    "curl " + "\\\n" * 32_000,
    "'" * 65_000,
)


@pytest.mark.parametrize("number", range(len(_HOSTILE)))
async def test_a_hostile_text_is_answered_in_time(number: int) -> None:
    collecting = gc.get_threshold()
    async with listening(Gateway()) as listener:
        answer = await post(listener.port, _HOSTILE[number].encode())
        assert gc.get_threshold() == collecting
        assert answer.status in {200, 422}
        assert b"takes too long" not in answer.body
        assert (await post(listener.port, CALL.encode())).status == 200


@effort(max_examples=60)
@given(
    st.text(max_size=200), st.sampled_from(["", "curl ", "GET ", "POST /2008-08-01/Accounts/AC1/Calls -d ", "curl -u AC1:x "])
)
def test_any_text_is_translated_or_refused_with_a_sentence(text: str, before: str) -> None:
    async def translate() -> tuple[str, str]:
        translator = Translator()
        try:
            told = await translator.translate(before + text, settings_of(), imagined=False)
        except Untranslatable as error:
            return "", str(error)
        finally:
            translator.close()
        return json.dumps(told), ""

    told, refusal = asyncio.run(translate())
    assert bool(told) is not bool(refusal)
    assert len(refusal) <= 400
    assert "\n" not in refusal


async def test_one_at_a_time_and_nobody_waits_for_what_takes_long() -> None:
    may_end = threading.Event()

    def tell(text: str, settings: Settings, imagined: bool) -> Mapping[str, Json]:
        assert may_end.wait(PATIENCE)
        return tell_call(text, settings, imagined)

    translator = Translator(tell, patience=0.0)
    with pytest.raises(TimeoutError):
        await translator.translate(CALL, settings_of(), imagined=False)
    with pytest.raises(Busy):
        await translator.translate(CALL, settings_of(), imagined=False)
    may_end.set()
    translator.close()


async def test_a_second_text_meanwhile_is_429() -> None:
    body = f"GET /2008-08-01/Accounts/AC1/Calls {'-H a:b ' * 9_000}".encode()
    async with listening(Gateway()) as listener, asyncio.timeout(60):
        refused: list[RawResponse] = []
        while not refused:
            answers = await asyncio.gather(*(post(listener.port, body) for _ in range(8)))
            assert {answer.status for answer in answers} <= {200, 429}
            refused = [answer for answer in answers if answer.status == 429]
    assert refused[0].get("Retry-After") == "1"
    assert refused[0].body == b"another call is being translated; try again in a moment\n"
