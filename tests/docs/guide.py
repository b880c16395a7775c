"""The pairs of the migration guide: what a client of 2008 sends and gets, what a 2010 backend is sent and answers.

A block begins with a request line. Then, each behind an empty line and each only where it matters: the parameters, one a line
and not encoded; the answer, which may begin with its status line and header fields. `AC…` is a whole sid. A mark above a block,
`<!-- switched on: NAME -->`, turns on switches of the route.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote

from gateway.delivery import Backend
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import Representation
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse
from tests.docs.markdown import find_blocks, without_space

PUBLIC_URL = "http://gateway.example"
OLD, NEW = "twilio-2008", "twilio-2010"
VERSIONS = {"/2008-08-01": OLD, "/2010-04-01": NEW}

_SHORT = re.compile(r"\b([A-Z]{2})…")
_STATUS = re.compile(r"HTTP/1\.1 (?P<status>\d{3})\b.*")
_BASIC = ("Authorization", "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpkZW1vLXRva2Vu")
_FORM = ("Content-Type", "application/x-www-form-urlencoded")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """One block: the request, and what is shown of its answer (status 0 and empty where nothing is)."""

    method: str
    target: str
    form: Pairs
    status: int = 0
    fields: Pairs = field(default_factory=list)
    body: str = ""
    switches: tuple[str, ...] = ()

    @property
    def dialect(self) -> str:
        return next(name for prefix, name in VERSIONS.items() if self.target.startswith(prefix))

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> Pairs:
        query = self.target.partition("?")[2]
        return [_pair(piece, "=") for piece in query.split("&")] if query else []

    @property
    def wire(self) -> WireRequest:
        body, query = _encoded(self.form), _encoded(self.query)
        headers = [("Host", "gateway.example"), _BASIC, *([_FORM] if body else [])]
        return WireRequest(self.method, f"{self.path}?{query}" if query else self.path, Headers(headers), body.encode())

    @property
    def answer(self) -> WireResponse:
        body = self.body or '{"sid": "XX00000000000000000000000000000000"}'
        status = self.status or (201 if self.method == "POST" else 200)
        sent = b"" if status == 204 else body.encode()
        return WireResponse(status, Headers((("Content-Type", "application/json"), *self.fields)), sent)


@dataclass(frozen=True)
class Pair:
    """A client's call and, in their order, the backend's halves of it."""

    asked: Message
    behind: tuple[Message, ...]


@dataclass(frozen=True)
class Outcome:
    """What the gateway did with it: the requests sent, the answer, and each named change that fired or lost something."""

    sent: list[WireRequest]
    answer: WireResponse
    changes: frozenset[str]


def pairs_in(text: str) -> list[Pair]:
    """A client's block is the one of 2008, those of 2010 behind it are the backend's."""
    found: list[list[Message]] = []
    for block in find_blocks(text, "guide"):
        if block.language == "http":
            switches = tuple(block.mark.removeprefix("switched on: ").split()) if block.mark else ()
            message = replace(read_message(block.text), switches=switches)
            if message.dialect == OLD:
                found.append([message])
            else:
                found[-1].append(message)
    return [Pair(asked, tuple(behind)) for asked, *behind in found]


def read_message(text: str) -> Message:
    """The message of a block. ValueError where a part of it is none of those a block may have."""
    head, *parts = _whole_sids(text).strip().split("\n\n")
    method, _, target = head.partition(" ")
    form: Pairs = []
    status, fields, body = 0, [], ""
    for part in parts:
        if match := _STATUS.match(part):
            status = int(match["status"])
            fields = [_pair(line, ": ") for line in part.splitlines()[1:]]
        elif part.lstrip().startswith(("<", "{", "[")) or status or body:
            body += part
        else:
            form = [_pair(line, "=") for line in part.splitlines()]
    return Message(method, target, form, status, fields, body)


def _encoded(pairs: Pairs) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def _pair(line: str, between: str) -> tuple[str, str]:
    name, found, value = line.partition(between)
    if not found:
        raise ValueError(f"{line!r} is no {between!r} pair")
    return name, value


def _whole_sids(text: str) -> str:
    """`CA…` as a whole sid, and `CA…2` as another one."""
    another = re.sub(r"\b([A-Z]{2})…(\d)", lambda match: match[1] + match[2] * 32, text)
    return _SHORT.sub(lambda match: match[1] + "0123456789abcdef" * 2, another)


async def carry(pair: Pair) -> Outcome:
    """The pair's call through the pipeline, the backend played from its blocks. AssertionError where it is asked once more."""
    sent: list[WireRequest] = []

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        sent.append(request)
        assert len(sent) <= len(pair.behind), (
            f"the backend is asked once more: {request.method} {request.target} {request.body!r}"
        )
        return pair.behind[len(sent) - 1].answer

    dialects = discover()
    caller, spoken = dialects[OLD], dialects[NEW]
    face = Face(
        base_url=PUBLIC_URL,
        base_path=caller.root,
        options=complete_options(caller.options, dict.fromkeys(pair.asked.switches, True)),
    )
    options = complete_options(spoken.options, {})
    behind = Face(base_url="https://api.backend.example", representation=Representation.JSON, options=options)
    gateway = Gateway(
        routes=(Route("guide", Condition(), caller, face, "backend"),),
        backends={"backend": Backend(spoken, behind, send)},
        dialects=dialects,
        admit=pass_through,
        public_url=PUBLIC_URL,
    )
    trail = Trail()
    answer = await handle(pair.asked.wire, gateway, trail)
    changes = {note.change for step in trail.steps for note in step.notes} | {loss.change for loss in trail.losses}
    return Outcome(sent, answer, frozenset(changes))


def differences(pair: Pair, outcome: Outcome) -> Iterator[str]:
    """How what the guide shows differs from what was done; nothing where it is true."""
    if len(outcome.sent) != len(pair.behind):
        yield f"{len(pair.behind)} requests are shown, {len(outcome.sent)} were sent"
    for shown, sent in zip(pair.behind, outcome.sent, strict=False):
        if (shown.method, shown.path) != (sent.method, sent.path):
            yield f"shown {shown.method} {shown.path}, sent {sent.method} {sent.path}"
        query = parse_qsl(sent.query, keep_blank_values=True)
        if sorted(shown.query) != sorted(query):
            yield f"shown the query {shown.query}, sent {query}"
        form = parse_qsl(sent.body.decode(), keep_blank_values=True)
        if sorted(shown.form) != sorted(form):
            yield f"shown the parameters {shown.form}, sent {form}"
    asked, answer = pair.asked, outcome.answer
    if asked.status and asked.status != answer.status:
        yield f"shown the status {asked.status}, answered {answer.status}: {answer.body!r}"
    for name, value in asked.fields:
        if answer.headers.get(name) != value:
            yield f"shown {name}: {value}, answered {answer.headers.get(name)}"
    yield from _missing(asked.body, answer.body.decode())


def _missing(shown: str, actual: str) -> Iterator[str]:
    """Each line of what is shown, and each piece between `…`, stands in the actual body, in this order."""
    rest = without_space(actual)
    for piece in filter(str.strip, re.split(r"…|\n", shown)):
        _, found, after = rest.partition(without_space(piece))
        if not found:
            yield f"{piece.strip()} does not stand (here) in the answer {actual}"
        rest = after if found else rest
