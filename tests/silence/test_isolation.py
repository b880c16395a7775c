"""Callers of two accounts at once, in all four dialects, pipelined, slow, leaving, before a backend that breaks off now and then.

Each request carries a number of its own everywhere it can. No answer holds another's, and no request at the backend does; and
each is sent with the credentials of its own account alone, over connections all of them share.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.app import Running, start
from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.properties.effort import EFFORT
from tests.silence.backends import DIALECTS, ENVELOPE, MODERN, http
from tests.silence.private import KNOWN
from tests.silence.stage import ROOTS, Setting, config_text, parse
from tests.unit.upstream.raw_backend import read_request, serving
from tests.wire.listening import PATIENCE, RawClient, RawResponse, connected

SCHEDULES = settings(EFFORT, max_examples=EFFORT.max_examples * 3, suppress_health_check=list(HealthCheck))
_MARK = re.compile(r"feed[0-9a-f]{4}")
_CALLERS = (KNOWN.acme, KNOWN.globex)
_BEHIND = {KNOWN.acme.id: KNOWN.acme_behind, KNOWN.globex.id: KNOWN.globex_behind}


@dataclass(frozen=True)
class Asked:
    """One request of a schedule, and how the backend is to treat it."""

    manner: str
    makes: bool


@dataclass(frozen=True)
class Visit:
    """One caller's connection: what it sends in one go, time after time, and whether it leaves without its last answers."""

    who: int
    dialect: str
    batches: list[list[Asked]]
    leaves: bool


_ASKED = st.builds(Asked, st.sampled_from(["ok", "slow", "break", "part", "close"]), st.booleans())
_BATCHES = st.lists(st.lists(_ASKED, min_size=1, max_size=3), min_size=1, max_size=3)
_VISITS = st.lists(
    st.builds(Visit, st.integers(0, 1), st.sampled_from(DIALECTS), _BATCHES, st.booleans()), min_size=2, max_size=7
)


def marks(text: bytes | str) -> set[str]:
    shown = text.decode("latin-1") if isinstance(text, bytes) else text
    return set(_MARK.findall(shown.lower().replace("-", "").replace("_", "")))


def request(visit: Visit, asked: Asked, mark: str) -> bytes:
    """A message that is made or looked at, its mark in the path, the query, the fields and the body."""
    who, root = _CALLERS[visit.who], ROOTS[visit.dialect]
    key = "-".join((mark, mark[:4], mark[4:], mark[:4], mark[4:] + mark))  # the digits of a SID as an id of the envelope
    place = {ENVELOPE: f"{root}/sms", MODERN: f"{root}/Accounts/{who.id}/Messages"}
    where = place.get(visit.dialect, f"{root}/Accounts/{who.id}/SMS/Messages")
    suffix = ".json" if visit.dialect == MODERN else ""
    fields = [
        "Host: gateway.example",
        f"Authorization: {write_basic(who)}",
        f"X-Request-Id: {mark}",
        f"X-Mark: {mark}-{asked.manner}",
        f"Cookie: c={mark}",
    ]
    if not asked.makes:
        at = key if visit.dialect == ENVELOPE else f"SM{key.replace('-', '')}"
        return "\r\n".join((f"GET {where}/{at}{suffix} HTTP/1.1", *fields, "", "")).encode()
    if visit.dialect == ENVELOPE:
        body, form = json.dumps({"from": "1", "to": "2", "message": mark}), "application/json"
    else:
        body, form = f"From=1&To=2&Body={mark}", "application/x-www-form-urlencoded"
    fields += [f"Content-Type: {form}", f"Content-Length: {len(body)}"]
    return "\r\n".join((f"POST {where}{suffix} HTTP/1.1", *fields, "", body)).encode()


@dataclass
class Mirror:
    """A backend that answers with the mark of the request. `broken` are those it has broken off once."""

    received: list[bytes] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            try:
                asked = await read_request(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            self.received.append(asked)
            found = re.search(rb"(?i)x-mark: (feed[0-9a-f]{4})-([a-z]+)", asked)
            assert found is not None
            await self._answer(found[1].decode(), found[2].decode(), writer)

    async def _answer(self, mark: str, manner: str, writer: asyncio.StreamWriter) -> None:
        first = mark not in self.broken
        thing = {"sid": f"SM{mark * 4}", "body": mark, "to": "2", "from": "1", "status": "sent", "seen": mark}
        more = ("Connection: close",) if manner == "close" else ()
        said = http(200, json.dumps(thing).encode(), f'ETag: "{mark}"', f"Set-Cookie: c={mark}", f"X-Mark: {mark}", *more)
        if manner in {"break", "part"} and first:
            self.broken.add(mark)
            writer.write(said[:-20] if manner == "part" else b"")
            writer.close()
            return
        for _ in range(20 if manner == "slow" else 0):
            await asyncio.sleep(0)
        writer.write(said)
        if manner == "close":
            writer.close()


@asynccontextmanager
async def mirrored(credentials: str) -> AsyncIterator[tuple[Running, Mirror]]:
    mirror = Mirror()
    async with serving(mirror.serve) as port:
        setting = Setting(credentials=credentials, limits="failed_logins: {attempts: 1000}")
        running = await start(parse(config_text(KNOWN, f"http://localhost:{port}", setting)))
        try:
            yield running, mirror
        finally:
            await running.close()


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
def test_nothing_of_one_caller_reaches_another(credentials: str) -> None:
    @SCHEDULES
    @given(_VISITS)
    def interleave(visits: list[Visit]) -> None:
        asyncio.run(play(visits))

    async def play(visits: list[Visit]) -> None:
        numbers = iter(range(0x1000, 0xFFFF))
        sent: dict[str, Credentials] = {}

        def take(visit: Visit) -> str:
            mark = f"feed{next(numbers):04x}"
            sent[mark] = _CALLERS[visit.who]
            return mark

        async with mirrored(credentials) as (running, mirror):
            planned = [[[(asked, take(visit)) for asked in batch] for batch in visit.batches] for visit in visits]
            await asyncio.gather(*(call(running, visit, plan) for visit, plan in zip(visits, planned, strict=True)))
        for one in mirror.received:
            check_at_backend(one, sent, mapped=credentials == "mapped")

    interleave()


async def call(running: Running, visit: Visit, plan: list[list[tuple[Asked, str]]]) -> None:
    async with connected(running.listeners[0]) as client:
        for index, batch in enumerate(plan):
            await client.send(b"".join(request(visit, asked, mark) for asked, mark in batch))
            if visit.leaves and index == len(plan) - 1:
                return
            for asked, mark in batch:
                check_answer(await read(client), asked, mark)


async def read(client: RawClient) -> RawResponse:
    async with asyncio.timeout(PATIENCE):
        return await client.read_response()


def check_answer(answer: RawResponse, asked: Asked, mark: str) -> None:
    assert marks(answer.head + answer.body) == {mark}, (answer, mark)
    assert answer.get("X-Request-Id") == mark
    assert answer.get("Set-Cookie") is None
    if asked.manner in {"ok", "slow", "close"} or not asked.makes:  # what is only looked at is asked for again
        assert answer.status in (200, 201), answer
        assert mark in marks(answer.body)
    else:
        assert answer.status >= 500
        assert marks(answer.body) == set()


def check_at_backend(received: bytes, sent: dict[str, Credentials], *, mapped: bool) -> None:
    (mark,) = marks(received)
    who = _BEHIND[sent[mark].id] if mapped else sent[mark]
    head = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    fields = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in head[1:])]
    assert [value for name, value in fields if name == "authorization"] == [write_basic(who)]
    assert [name for name, _ in fields if name == "cookie"] == []
    assert head[0].split("/")[3] == who.id
