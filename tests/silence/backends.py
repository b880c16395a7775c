"""A backend that tells all it hears: in answers, in errors, in header fields, in garbage. `manner` is how it answers next."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.sax.saxutils import escape

from gateway.codecs.basic import read_basic
from tests.unit.upstream.raw_backend import read_request, serving

Manner: TypeAlias = Callable[["Heard"], bytes | None]
"""What to answer; None is nothing at all, and b"" hanging up."""
ENVELOPE, RESTCOMM, MODERN, OLD = "json-envelope", "restcomm-2012", "twilio-2010", "twilio-2008"
DIALECTS = (OLD, MODERN, RESTCOMM, ENVELOPE)
_AUTHORIZATION = re.compile(rb"(?i)^authorization: *(.*?)\r?$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True)
class Heard:
    """One request as it came, and the dialect the backend speaks."""

    raw: bytes
    dialect: str

    @property
    def authorization(self) -> str:
        found = _AUTHORIZATION.search(self.raw)
        return found[1].decode("latin-1") if found else ""

    @property
    def secret(self) -> str:
        credentials = read_basic(self.authorization)
        return credentials.secret if credentials else ""

    @property
    def told(self) -> str:
        """All of it, credentials also in clear, as a careless server puts it into its messages."""
        return f"{self.raw.decode('utf-8', 'replace')} {self.secret}"

    @property
    def on_a_line(self) -> str:
        return _CONTROL.sub(" ", self.told)


def http(status: int, body: bytes, *fields: str, content_type: str = "application/json") -> bytes:
    lines = (f"HTTP/1.1 {status} Said", f"Content-Type: {content_type}", *fields, f"Content-Length: {len(body)}", "", "")
    return "\r\n".join(lines).encode() + body


def thing(heard: Heard, text: str, *fields: str) -> bytes:
    """A message in the words of that dialect, with a field that nobody knows and that holds this text.

    Not its own text: what people wrote is passed on letter for letter, whatever it is.
    """
    named = {"sid": "SM" + "0" * 31 + "1", "to": "+15555550100", "from": "+15555550101", "body": "x", "seen": text}
    if heard.dialect == ENVELOPE:
        key = "00000000-0000-0000-0000-000000000001"
        shown = {"response": {"data": [{"resource_id": key, "message": "x", "to": "1", "seen": text}]}}
        return http(200, json.dumps(shown).encode(), *fields)
    if heard.dialect == OLD:
        inner = "".join(f"<{name.title()}>{escape(_CONTROL.sub(' ', value))}</{name.title()}>" for name, value in named.items())
        body = f"<TwilioResponse><SMSMessage>{inner}</SMSMessage></TwilioResponse>".encode()
        return http(200, body, *fields, content_type="application/xml")
    return http(200, json.dumps(named).encode(), *fields)


def error(heard: Heard, status: int, text: str) -> bytes:
    if heard.dialect == ENVELOPE:
        shown: object = {"response": {"error": {"code": 19999, "message": text, "details": {"more_info": text}}}}
    else:
        shown = {"code": 21211, "message": text, "status": status, "more_info": text, "detail": text}
    if heard.dialect == OLD:
        inner = f"<Status>{status}</Status><Message>{escape(_CONTROL.sub(' ', text))}</Message><Code>21211</Code>"
        document = f"<TwilioResponse><RestException>{inner}</RestException></TwilioResponse>"
        return http(status, document.encode(), content_type="application/xml")
    return http(status, json.dumps(shown).encode())


def say_nothing(heard: Heard) -> bytes:
    del heard
    return b""


def keep_silent(heard: Heard) -> None:
    del heard


MANNERS: dict[str, Manner] = {
    "says it in an answer": lambda heard: thing(heard, heard.told),
    "says it in fields": lambda heard: thing(
        heard,
        "x",
        f"X-Debug: {heard.on_a_line}",
        f"X-Seen-Authorization: {heard.authorization}",
        f"Set-Cookie: c={heard.secret}",
    ),
    "sets a cookie that is none": lambda heard: thing(heard, "x", f"Set-Cookie: {heard.on_a_line[:300]}=1"),
    "refuses it": lambda heard: error(heard, 400, heard.told),
    "does not know it": lambda heard: error(heard, 401, heard.told),
    "does not find it": lambda heard: error(heard, 404, heard.told),
    "fails": lambda heard: error(heard, 500, heard.told),
    "can not do it": lambda heard: error(heard, 503, heard.told),
    "refuses it in HTML": lambda heard: http(500, f"<html>{heard.told}</html>".encode(), content_type="text/html"),
    "refuses it in text": lambda heard: http(500, heard.told.encode(), content_type="text/plain"),
    "leads elsewhere": lambda heard: http(302, b"", f"Location: http://elsewhere.example/?x={heard.secret}"),
    "answers nonsense": lambda heard: http(200, heard.told.encode()),
    "answers half a document": lambda heard: http(200, json.dumps({"body": heard.told})[:-2].encode()),
    "answers with a bad field": lambda heard: (
        b"HTTP/1.1 200 OK\r\nX Y: " + heard.told.encode() + b"\r\nContent-Length: 0\r\n\r\n"
    ),
    "answers what is not HTTP": lambda heard: heard.told.encode() + b"\r\n\r\n",
    "answers a part": lambda heard: b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + heard.told.encode(),
    "codes it": lambda heard: http(200, gzip.compress(heard.told.encode())[:-9], "Content-Encoding: gzip"),
    "hangs up": say_nothing,
    "is silent": keep_silent,
}
_LAST = frozenset({"answers with a bad field", "answers what is not HTTP", "answers a part", "hangs up", "is silent"})


@dataclass
class Parrot:
    """`held`, where it is set, keeps the answer back until it is set free; `asked` tells that a request is there."""

    dialect: str
    port: int = 0
    manner: str = "says it in an answer"
    received: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    @property
    def endpoint(self) -> str:
        return f"http://localhost:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            try:
                request = await read_request(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            self.received.append(request)
            self.asked.set()
            if self.held is not None:
                await self.held.wait()
            await self._answer(Heard(request, self.dialect), writer, reader)

    async def _answer(self, heard: Heard, writer: asyncio.StreamWriter, reader: asyncio.StreamReader) -> None:
        manner = self.manner
        said = MANNERS[manner](heard)
        if said is None:
            await reader.read()
        else:
            writer.write(said)
        if manner in _LAST:
            writer.close()


Serve: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def parrot(dialect: str) -> AsyncIterator[Parrot]:
    backend = Parrot(dialect)
    async with serving(backend.serve) as port:
        backend.port = port
        yield backend
