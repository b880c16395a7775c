"""What an answer says of itself: how long it may be kept, by what it was chosen, when it was made, when to come again, by whom."""

from __future__ import annotations

import pytest

from tests.wire.gateway_running import call_data, json_reply, reply
from tests.wire.http_running import (
    CALL,
    CALLER,
    DIALECTS,
    ENVELOPE,
    MODERN,
    OLD,
    RESTCOMM,
    ask,
    assert_refused,
    before_script,
    change,
    sound,
    thing,
)
from tests.wire.listening import RawResponse

THEN = "Sun, 06 Nov 1994 08:49:37 GMT"
DATA = call_data(account_sid=CALLER.id)
WAYS = {"unread": thing(MODERN, ".json"), **{dialect: thing(dialect) for dialect in (OLD, RESTCOMM, ENVELOPE)}}
EVERY_WAY = pytest.mark.parametrize("way", WAYS)


def all_of(answer: RawResponse, name: str) -> list[str]:
    """The members of a list field, over all its lines."""
    lines = (value for key, value in answer.fields if key.lower() == name.lower())
    return [member.strip() for line in lines for member in line.split(",")]


@pytest.mark.parametrize(
    "lines",
    [
        ("Cache-Control: no-store",),
        ("Cache-Control: private, max-age=60",),
        ("Cache-Control: no-transform, max-age=60",),
        ("Cache-Control: no-cache", "Cache-Control: no-store"),
        ("cache-control: max-age=60", "CACHE-CONTROL: private", 'Cache-Control: no-cache="a"'),
    ],
)
@EVERY_WAY
async def test_how_long_an_answer_may_be_kept_is_the_backends_word(way: str, lines: tuple[str, ...]) -> None:
    async with before_script(json_reply(DATA, 200, *lines)) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    assert answer.status == 200
    assert all_of(answer, "Cache-Control") == [part.strip() for line in lines for part in line.partition(":")[2].split(",")]


@EVERY_WAY
async def test_when_an_answer_expires_is_kept(way: str) -> None:
    async with before_script(json_reply(DATA, 200, f"Expires: {THEN}")) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    assert answer.get("Expires") == THEN


@EVERY_WAY
async def test_an_answer_that_must_not_be_transformed_is_translated_all_the_same(way: str) -> None:
    """A route between two dialects is an order to translate (docs/http.md); the word itself is passed on."""
    async with before_script(json_reply(DATA, 200, "Cache-Control: no-transform")) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    async with before_script(CALL) as (front, _):
        plain = await front.ask(ask("GET", WAYS[way]))
    assert answer.body == plain.body


@EVERY_WAY
async def test_a_callers_word_about_caches_reaches_the_backend(way: str) -> None:
    async with before_script(CALL) as (front, backend):
        await front.ask(ask("GET", WAYS[way], "Cache-Control: no-cache", "Pragma: no-cache"))
    assert {"Cache-Control: no-cache", "Pragma: no-cache"} <= set(backend.fields())


BY_ACCEPT = {OLD: thing(OLD), RESTCOMM: thing(RESTCOMM), ENVELOPE: thing(ENVELOPE)}
BY_SUFFIX = {
    **{f"{dialect}{suffix}": thing(dialect, suffix) for dialect in (OLD, RESTCOMM, MODERN) for suffix in (".json", ".xml")},
    "twilio-2010": thing(MODERN),
    "sound": sound(MODERN),
}


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "*/*", None])
@pytest.mark.parametrize("dialect", BY_ACCEPT)
async def test_an_answer_whose_form_accept_chose_says_so(dialect: str, accept: str | None) -> None:
    async with before_script(CALL) as (front, _):
        answer = await front.ask(ask("GET", BY_ACCEPT[dialect], *([f"Accept: {accept}"] if accept else [])))
    assert all_of(answer, "Vary") == ["Accept"]


@pytest.mark.parametrize("dialect", BY_ACCEPT)
async def test_an_error_whose_form_accept_chose_says_so(dialect: str) -> None:
    missing = json_reply({"code": 20404, "message": "not found", "status": 404}, 404)
    async with before_script(missing) as (front, _):
        answers = [
            await front.ask(ask("GET", BY_ACCEPT[dialect])),
            await front.ask(f"GET {BY_ACCEPT[dialect]} HTTP/1.1\r\nHost: h\r\n\r\n".encode()),
            await front.ask(ask("BREW", BY_ACCEPT[dialect])),
        ]
    assert [all_of(answer, "Vary") for answer in answers] == [["Accept"]] * 3
    assert all(answer.status >= 400 for answer in answers)


@pytest.mark.parametrize("path", BY_SUFFIX.values(), ids=BY_SUFFIX)
async def test_an_answer_whose_form_its_path_chose_does_not(path: str) -> None:
    said = reply(200, b"sound", content_type="audio/x-wav") if path.endswith(".wav") else CALL
    async with before_script(said) as (front, _):
        first = await front.ask(ask("GET", path, "Accept: application/json"))
        second = await front.ask(ask("GET", path, "Accept: application/xml"))
    assert all_of(first, "Vary") == all_of(second, "Vary") == []
    assert first.body == second.body


@EVERY_WAY
async def test_the_origins_date_is_kept(way: str) -> None:
    async with before_script(json_reply(DATA, 200, f"Date: {THEN}")) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    assert all_of(answer, "Date") == ["Sun", THEN.partition(", ")[2]]


@EVERY_WAY
async def test_an_answer_without_a_date_gets_one(way: str) -> None:
    async with before_script(CALL) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    assert len([name for name, _ in answer.fields if name == "Date"]) == 1


TELLING = (
    "Server: spy/1.0",
    "X-Powered-By: spy/1.0",
    "X-AspNet-Version: spy",
    "X-Runtime: spy",
    "Via: 1.1 spy",
    "X-Debug: spy",
)


@pytest.mark.parametrize("field", TELLING)
@pytest.mark.parametrize("path", [*WAYS.values(), sound(MODERN)], ids=[*WAYS, "sound"])
async def test_no_answer_tells_what_software_made_it(path: str, field: str) -> None:
    said = reply(200, b"sound", field, content_type="audio/x-wav") if path.endswith(".wav") else json_reply(DATA, 200, field)
    async with before_script(said) as (front, _):
        answer = await front.ask(ask("GET", path))
    assert answer.status == 200
    assert b"spy" not in answer.head
    assert answer.get("Server") is None


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (["Retry-After: 7"], "7"),
        (["Retry-After: Sun, 06 Nov 1994 08:50:37 GMT", f"Date: {THEN}"], "60"),
        (["Retry-After: Sunday, 06-Nov-94 08:50:37 GMT", f"Date: {THEN}"], "60"),
        (["Retry-After: Sun, 06 Nov 1994 08:00:00 GMT", f"Date: {THEN}"], "0"),
        (["Retry-After: soon"], None),
        (["Retry-After: -1"], None),
        (["Retry-After: 1.5"], None),
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_when_to_come_again_is_told_in_seconds(dialect: str, said: list[str], seconds: str | None, status: int) -> None:
    busy = json_reply({"code": 20429, "message": "Too many requests", "status": status}, status, *said)
    async with before_script(busy) as (front, _):
        answer = await front.ask(change(dialect))
    assert_refused(dialect, answer, status, 409, 500)
    assert answer.get("Retry-After") == seconds


@EVERY_WAY
async def test_when_to_come_again_after_a_success_is_kept(way: str) -> None:
    async with before_script(json_reply(DATA, 200, "Retry-After: 3")) as (front, _):
        answer = await front.ask(ask("GET", WAYS[way]))
    assert answer.get("Retry-After") == "3"


COOKIES = ("Set-Cookie: a=spy, still a", "Set-Cookie: b=spy")


@pytest.mark.parametrize("path", [*WAYS.values(), sound(MODERN)], ids=[*WAYS, "sound"])
async def test_cookies_go_neither_way(path: str) -> None:
    said = (
        reply(200, b"sound", *COOKIES, content_type="audio/x-wav") if path.endswith(".wav") else json_reply(DATA, 200, *COOKIES)
    )
    async with before_script(said) as (front, backend), front.connected() as client:
        for _ in range(2):
            await client.send(ask("GET", path, "Cookie: c=spy"))
            answer = await client.read_response()
            assert answer.status == 200
            assert b"spy" not in answer.head
    assert not [request for request in backend.received if b"spy" in request]
