"""Who sends too much or too slowly is told so in its dialect, and the backend hears nothing of it."""

from __future__ import annotations

import pytest

from tests.wire.http_running import CALL, DIALECTS, ENVELOPE, Setting, ask, assert_refused, before_script, change, thing
from tests.wire.listening import RawResponse

SMALL = Setting(limits="{body: 100B, request_line: 300B, header: 600B}")
HASTY = Setting(limits="{head_time: 200ms, body_time: 200ms}")
EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
SPY = "sPy4711"


def padded(dialect: str) -> bytes:
    """A change whose body is larger than the limit, and would be good otherwise."""
    head, _, body = change(dialect).partition(b"\r\n\r\n")
    more = b" " * 101 if dialect == ENVELOPE else b"&X=" + b"x" * 101
    length = b"Content-Length: %d" % len(body)
    return head.replace(length, b"Content-Length: %d" % len(body + more)) + b"\r\n\r\n" + body + more


def too_large(dialect: str) -> dict[str, tuple[bytes, int]]:
    """Requests over a limit, and the status HTTP has for each."""
    path = thing(dialect)
    head, _, body = padded(dialect).partition(b"\r\n\r\n")
    chunked = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length"))
    return {
        "line": (ask("GET", f"{path}?{SPY * 50}"), 414),
        "field": (ask("GET", path, f"X: {SPY * 90}"), 431),
        "fields together": (ask("GET", path, *(f"X-{number}: {SPY * 5}" for number in range(30))), 431),
        "number of fields": (ask("GET", path, *("X: y" for _ in range(110))), 431),
        "body": (padded(dialect), 413),
        "body announced": (head + b"\r\nExpect: 100-continue\r\n\r\n", 413),
        "body in chunks": (chunked + b"\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), 413),
    }


@pytest.mark.parametrize("form", list(too_large(ENVELOPE)))
@EVERY_DIALECT
async def test_too_much_is_refused_in_the_dialect(dialect: str, form: str) -> None:
    raw, status = too_large(dialect)[form]
    async with before_script(CALL, setting=SMALL) as (front, backend):
        answer = await front.ask(raw)
    assert_refused(dialect, answer, status, 400)
    assert answer.get("Connection") == "close"
    assert SPY.encode() not in answer.head + answer.body
    assert backend.received == []


SLOW = {
    "line": lambda dialect: b"GET " + thing(dialect).encode() + b"?x=" + SPY.encode(),
    "fields": lambda dialect: ask("GET", thing(dialect), f"X: {SPY}").removesuffix(b"\r\n"),
    "body": lambda dialect: change(dialect)[:-1],
}


@pytest.mark.parametrize("form", SLOW)
@EVERY_DIALECT
async def test_too_slow_is_refused_in_the_dialect(dialect: str, form: str) -> None:
    async with before_script(CALL, setting=HASTY) as (front, backend):
        answer = await front.ask(SLOW[form](dialect))
    assert_refused(dialect, answer, 408, 400)
    assert answer.get("Connection") == "close"
    assert SPY.encode() not in answer.head + answer.body
    assert backend.received == []


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("Expect: wonders", 417),
        ("Content-Encoding: gzip", 415),
        ("Content-Encoding: br", 415),
        ("Content-Encoding: identity, gzip", 415),
        ("Content-Encoding: identity\r\nContent-Encoding: gzip", 415),
        ("Transfer-Encoding: gzip, chunked", 501),
    ],
)
@EVERY_DIALECT
async def test_what_cannot_be_met_is_refused_in_the_dialect(dialect: str, field: str, status: int) -> None:
    async with before_script(CALL) as (front, backend):
        answer = await front.ask(change(dialect, field))
    assert_refused(dialect, answer, status, 400)
    assert backend.received == []


@EVERY_DIALECT
async def test_a_stranger_is_not_told_to_send_its_body(dialect: str) -> None:
    """100 (Continue) comes after route, credentials and size were looked at; a refusal comes in its place."""
    known = change(dialect, "Expect: 100-continue")
    head = known.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    nobody = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"Authorization"))
    async with before_script(CALL) as (front, backend), front.connected() as client:
        await client.send(nobody)
        answer = await client.read_response()
        assert await client.read_to_end() == b""
        nowhere = await front.ask(head.replace(thing(dialect).encode(), b"/nowhere"))
    _assert_no_continue(answer)
    assert_refused(dialect, answer, 401, 400)
    assert nowhere.status == 404
    assert backend.received == []


def _assert_no_continue(answer: RawResponse) -> None:
    assert not answer.head.startswith(b"HTTP/1.1 100")
    assert answer.get("Connection") == "close"
