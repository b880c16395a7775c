"""Plays a row against a running gateway: sends it whole, byte by byte or in two pieces, and looks at all that comes back."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from gateway.app import Running, known_dialects, start
from gateway.settings import parse_settings
from tests.wire.listening import PATIENCE, RawClient, RawResponse, connected
from tests.wire.raw_requests.rows import ACCOUNT, ACME, ANY, BEHIND, HEAD, SPY, VOICES, Answer, Call, Row
from tests.wire.strict_backend import StrictBackend, strict_backend

WAYS = ("whole", "bytewise", "split")
_SINGLY = 500  # so many bytes at either end of a long request go one by one, what is between them in one piece
_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://v1.gateway.example"}}]
allow_inline_secrets: true
backends:
  behind: {{dialect: twilio-2010, endpoints: ["{endpoint}"], timeouts: {{connect: 5s, first_byte: 5s, total: 10s}}}}
accounts: [{{name: acme, caller: {{id: {caller.id}, secret: {caller.secret}}}, backend: {{id: {behind.id}, secret: {behind.secret}}}}}]
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{caller: json-envelope, backend: behind}}
limits: {{body: 16KiB, request_line: 4KiB, header: 4KiB{limits}}}
"""
_PROBE = f"GET {ACCOUNT}/Calls/CA{'9' * 32}.json HTTP/1.1\r\n{HEAD}\r\n".encode()
_PROBED = Call("GET", f"/2010-04-01/Accounts/{BEHIND.id}/Calls/CA{'9' * 32}.json")
_STATUS_LINE = re.compile(rb"HTTP/1\.1 [2-5]\d\d [ A-Za-z'-]*")
_FIELD = re.compile(rb"[A-Za-z0-9-]+: [\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_TOLD_BY_KIND = (401, 403, 404)
"""The envelope says 400 for everything else that is a caller's fault (Basic API Requests page)."""


@dataclass(frozen=True)
class Table:
    """A gateway with a route for each dialect in front of one strict backend."""

    running: Running
    backend: StrictBackend

    async def play(self, row: Row, way: str) -> None:
        """Sends the row and fails where anything but its verdict comes of it."""
        self.backend.take()
        probes = [_PROBED]
        async with connected(self.running.listeners[0]) as client:
            sending = asyncio.create_task(_send(client, row, way))
            try:
                for answer in row.answers:
                    check_answer(await _read_answer(client, has_body=answer.has_body), answer, row)
                async with asyncio.timeout(PATIENCE):
                    await sending
                if row.closes:
                    assert await _read_rest(client) == b""
                else:
                    await self._probe(client)
                    probes.append(_PROBED)
            finally:
                sending.cancel()
        async with connected(self.running.listeners[0]) as another:
            await self._probe(another)
        asked = self.backend.take()
        assert [Call(one.method, one.target, one.parameters) for one in asked] == [*row.calls, *probes]
        names = {name for one in asked for name, _ in one.fields}
        assert [name for name in row.dropped if name.lower() in names] == []

    async def _probe(self, client: RawClient) -> None:
        await client.send(_PROBE)
        assert (await _read_answer(client, has_body=True)).status == 200


@asynccontextmanager
async def table(limits: str = "") -> AsyncIterator[Table]:
    """`limits` are further ones, each behind a comma."""
    async with strict_backend() as backend:
        text = _CONFIG.format(endpoint=backend.endpoint, caller=ACME, behind=BEHIND, limits=limits)
        running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        try:
            yield Table(running, backend)
        finally:
            await running.close()


def cut(raw: bytes, name: str, way: str) -> list[bytes]:
    """The pieces in which a row is sent."""
    if way == "bytewise":
        ends = max(len(raw) - _SINGLY, _SINGLY)
        middle = [raw[_SINGLY:ends]] if ends > _SINGLY else []
        return [*_bytes(raw[:_SINGLY]), *middle, *_bytes(raw[ends:])]
    if way == "split" and len(raw) > 1:
        at = 1 + zlib.crc32(name.encode()) % (len(raw) - 1)
        return [raw[:at], raw[at:]]
    return [raw] if raw else []


def _bytes(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


async def _send(client: RawClient, row: Row, way: str) -> None:
    try:
        for piece in cut(row.raw, row.name, way):
            await client.send(piece)
            await asyncio.sleep(0)  # the gateway, on the same loop, takes it
        if row.ends:
            client.writer.write_eof()
    except ConnectionError:
        assert row.closes  # who was refused may find the connection closed before it said everything


async def _read_answer(client: RawClient, *, has_body: bool) -> RawResponse:
    while True:
        head = await client.read_head()
        if not head.startswith(b"HTTP/1.1 100 "):
            break
    length = RawResponse(head, b"").get("Content-Length") or "0"
    async with asyncio.timeout(PATIENCE):
        return RawResponse(head, await client.reader.readexactly(int(length)) if has_body else b"")


async def _read_rest(client: RawClient) -> bytes:
    try:
        return await client.read_to_end()
    except ConnectionResetError:
        return b""  # closed all the same


def check_answer(response: RawResponse, answer: Answer, row: Row) -> None:
    """The answer is whole, its status is one of those due, and a refusal is in its dialect and repeats nothing."""
    line, *fields = response.head.split(b"\r\n")
    assert _STATUS_LINE.fullmatch(line), response.head
    assert [one for one in fields if not _FIELD.fullmatch(one)] == []
    assert "Transfer-Encoding" not in dict(response.fields)
    assert SPY.lower().encode() not in (response.head + response.body).lower()
    voice = answer.voice or row.voice
    assert response.status in _due(answer, voice), response
    if answer.call is None and answer.has_body:
        assert response.get("Content-Length") == str(len(response.body))
        voices = voices_of(response)
        assert voices
        assert voice == ANY or voice in voices, response
    assert (response.get("Connection") == "close") is (row.closes and answer is row.answers[-1]), response.head


def _due(answer: Answer, voice: str) -> set[int]:
    if answer.call is not None or (voice in VOICES and voice != "json-envelope"):
        return set(answer.statuses)
    told = {status if status in _TOLD_BY_KIND else 400 for status in answer.statuses}
    return told if voice == "json-envelope" else told | answer.statuses


def voices_of(response: RawResponse) -> set[str]:
    """The dialects in which this is an error; 2008 and 2010 share one shape in XML."""
    if (response.get("Content-Type") or "").startswith("application/xml"):
        root = ET.fromstring(response.body.decode())  # noqa: S314 - our own answer
        (first,) = root
        if (root.tag, first.tag) == ("TwilioResponse", "RestException"):
            names = {field.tag for field in first}
            assert {"Status", "Message"} <= names <= {"Code", "Detail", "Message", "MoreInfo", "Status"}
            return {"twilio-2008", "twilio-2010"}
        return {"restcomm-2012"} if (root.tag, first.tag) == ("RestcommResponse", "Message") else set()
    data = json.loads(response.body)
    match data:
        case {"response": {"error": {"code": int(), "message": str()}}}:
            return {"json-envelope"}
        case {"TwilioResponse": {"RestException": {"Status": int(), "Message": str()}}}:
            return {"twilio-2008"}
        case {"status": int(), "message": str()}:
            return {"twilio-2010"}
        case {"message": str()}:
            return {"restcomm-2012"}
        case _:
            return set()
