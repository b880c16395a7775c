"""What a row of the table of raw requests is: the bytes, where they come from, and the verdict written before they were sent.

A verdict is the list of answers owed on the connection, each with the one call the backend must have been asked for it, or
none where the request is refused, and whether the gateway then closes. `PATH` in a row stands for the path of a call in one of
the four dialects; which of them follows from the row's name, so that refusals are seen in all of them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from gateway.codecs.basic import write_basic
from gateway.model import Credentials

ACME = Credentials("AC" + "a" * 32, "secret-of-acme-callers")
BEHIND = Credentials("AC" + "b" * 32, "secret-of-acme-behind")
SID = "CA00000000000000000000000000000001"
SPY = "sPy4711"  # stands in every request and in no answer

OLD = f"/2008-08-01/Accounts/{ACME.id}/Calls/{SID}"
NEW = f"/2010-04-01/Accounts/{ACME.id}/Calls/{SID}.json"
ACCOUNT = f"/2010-04-01/Accounts/{ACME.id}"
RESTCOMM = f"/restcomm/2012-04-24/Accounts/{ACME.id}/Calls/{SID}.json"
ENVELOPE = "/calls/00000000-0000-0000-0000-000000000001"
VOICES = {"twilio-2008": OLD, "twilio-2010": NEW, "restcomm-2012": RESTCOMM, "json-envelope": ENVELOPE}
"""The path of one call in each dialect."""
ANY = "any"
"""The voice of an answer to what shows no path, or one that is nobody's."""

PATH = "<path>"
AUTHORIZED = f"Authorization: {write_basic(ACME)}\r\n"
HOST = "Host: v1.gateway.example\r\n"
HEAD = f"{HOST}{AUTHORIZED}X-Spy: {SPY}\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
JSON = "Content-Type: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Call:
    """What the backend is asked: the one meaning of a request. `parameters` are those of the form in its body, decoded."""

    method: str
    target: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer owed. `call` is what the backend was asked for it; None: the request is refused and the backend hears nothing.

    `voice` is the dialect of a refusal, ANY where the request does not show it. `has_body` is False for answers to HEAD.
    """

    statuses: frozenset[int]
    call: Call | None = None
    voice: str = ""
    has_body: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One raw request, or several behind each other. `text` is a character for each byte (latin-1).

    `closes`: the gateway closes after the answers. `ends`: the caller closes its side after the last byte, and nothing is owed
    to it. `silent`: the caller stops in the middle of a request and waits. `dropped` are header names the backend must not see.
    """

    name: str
    source: str
    text: str
    answers: tuple[Answer, ...]
    closes: bool = False
    ends: bool = False
    silent: bool = False
    dropped: tuple[str, ...] = ()

    @property
    def voice(self) -> str:
        """The dialect whose path stands for PATH."""
        return tuple(VOICES)[zlib.crc32(self.name.encode()) % len(VOICES)]

    @property
    def raw(self) -> bytes:
        return self.text.replace(PATH, VOICES[self.voice]).encode("latin-1")

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(answer.call for answer in self.answers if answer.call)


CALL = f"/2010-04-01/Accounts/{BEHIND.id}/Calls/{SID}.json"
FETCHED = Call("GET", CALL)
UPDATED = Call("POST", CALL, (("Url", "x"),))


def get(*fields: str, path: str = PATH, version: str = "HTTP/1.1", head: str = HEAD) -> str:
    """A GET of a call; `fields` stand as they are, each with its line end."""
    return f"GET {path} {version}\r\n{head}{''.join(fields)}\r\n"


def post(*fields: str, body: str = "Url=x", path: str = NEW, version: str = "HTTP/1.1", head: str = HEAD + FORM) -> str:
    """An update of a call, `Url=x` in its form; how it is framed is for `fields` to say."""
    return f"POST {path} {version}\r\n{head}{''.join(fields)}\r\n{body}"


def ok(call: Call = FETCHED, status: int = 200, *, has_body: bool = True) -> Answer:
    """A request that was carried out."""
    return Answer(frozenset({status}), call, has_body=has_body)


def no(*statuses: int, voice: str = "") -> Answer:
    """A refusal; the voice is that of the row where none is given."""
    return Answer(frozenset(statuses), voice=voice)


def passes(
    name: str, source: str, text: str, call: Call = FETCHED, *, closes: bool = False, dropped: tuple[str, ...] = ()
) -> Row:
    """A request that means one thing."""
    return Row(name, source, text, (ok(call),), closes=closes, dropped=dropped)


def refused(name: str, source: str, text: str, *statuses: int, voice: str = "") -> Row:
    """A request that is no good HTTP: answered once, and the connection is closed."""
    return Row(name, source, text, (no(*statuses or (400,), voice=voice),), closes=True)


def answered(name: str, source: str, text: str, *statuses: int, voice: str = "") -> Row:
    """A request that is good HTTP and asks for something that cannot be had: the connection stays open."""
    return Row(name, source, text, (no(*statuses, voice=voice),))
