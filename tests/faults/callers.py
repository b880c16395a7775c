"""Callers of the four dialects: the bytes each sends for the same wish, and what each makes of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlencode

from gateway.codecs.basic import write_basic
from gateway.dialects.sids import uuid_of
from gateway.model import Credentials
from tests.faults.readings import UNREADABLE, Json, read_envelope, read_modern, read_xml
from tests.faults.wishes import MARKER, NotSpoken, Operation, Told, Wish

FROM, TO = "+14155550100", "+15555550100"
_Asked: TypeAlias = tuple[str, str, bytes]
"""Method, path and body."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One dialect as its callers speak it."""

    dialect: str
    body_type: str
    answer_type: str
    login: Callable[[Credentials], Credentials]
    ask: Callable[[Wish, str], _Asked]
    understand: Callable[[bytes], Told]

    def request(self, wish: Wish, who: Credentials, *fields: str) -> bytes:
        """The bytes of a request."""
        method, path, body = self.ask(wish, who.id)
        lines = [f"{method} {path} HTTP/1.1", "Host: gateway.example", f"Authorization: {write_basic(self.login(who))}"]
        lines += [f"{MARKER}: {wish.marker}", *fields]
        if body:
            lines += [f"Content-Type: {self.body_type}", f"Content-Length: {len(body)}"]
        return "\r\n".join((*lines, "", "")).encode() + body

    def read(self, status: int, content_type: str, body: bytes) -> Told:
        """What an answer says. Raises NotSpoken."""
        if content_type.partition(";")[0] != self.answer_type:
            raise NotSpoken(f"{content_type!r} is not {self.answer_type!r}")
        try:
            told = self.understand(body)
        except UNREADABLE as error:
            raise NotSpoken(f"{type(error).__name__}: {error}") from error
        if bool(told.error) is not (status >= 400):
            raise NotSpoken(f"a {status} that says {told.error or told.ids!r}")
        return Told(status, told.ids, told.accounts, told.error)


def _rest(root: str, suffix: str, called: str, caller: str) -> Callable[[Wish, str], _Asked]:
    def ask(wish: Wish, account: str) -> _Asked:
        base = f"{root}/Accounts/{account}"
        match wish.operation:
            case Operation.LIST:
                return "GET", f"{base}/Recordings{suffix}", b""
            case Operation.FETCH:
                return "GET", f"{base}/Calls/{wish.sid}{suffix}", b""
            case Operation.CALL:
                form = {called: wish.callee, caller: FROM, "Url": "http://instructions.example/"}
                return "POST", f"{base}/Calls{suffix}", urlencode(form).encode()
            case Operation.MESSAGE:
                form = {"To": TO, "From": FROM, "Body": wish.marker}
                return "POST", f"{base}/SMS/Messages{suffix}", urlencode(form).encode()

    return ask


def _envelope(wish: Wish, account: str) -> _Asked:
    del account  # it is the one of the credentials
    match wish.operation:
        case Operation.LIST:
            return "GET", "/v1/recordings", b""
        case Operation.FETCH:
            return "GET", f"/v1/calls/{uuid_of(wish.sid, 'CA')}", b""
        case Operation.CALL:
            commands: list[Json] = [{"dial": {"to": wish.callee, "from": FROM}}, {"say": {"text": "hello"}}]
            return "POST", "/v1/calls", json.dumps({"commands": commands}).encode()
        case Operation.MESSAGE:
            return "POST", "/v1/sms", json.dumps({"to": TO, "from": FROM, "message": wish.marker}).encode()


def _api_key(who: Credentials) -> Credentials:
    return Credentials(uuid_of(who.id, "AC"), who.secret)


def _same(who: Credentials) -> Credentials:
    return who


_FORM = "application/x-www-form-urlencoded"
OLD, MODERN, RESTCOMM, ENVELOPE = "twilio-2008", "twilio-2010", "restcomm-2012", "json-envelope"
CALLERS = (
    Caller(
        OLD,
        _FORM,
        "application/xml",
        _same,
        _rest("/2008-08-01", "", "Called", "Caller"),
        read_xml("TwilioResponse", "RestException"),
    ),
    Caller(MODERN, _FORM, "application/json", _same, _rest("/2010-04-01", ".json", "To", "From"), read_modern),
    Caller(
        RESTCOMM,
        _FORM,
        "application/xml",
        _same,
        _rest("/restcomm/2012-04-24", "", "To", "From"),
        read_xml("RestcommResponse", "Message"),
    ),
    Caller(ENVELOPE, "application/json", "text/json", _api_key, _envelope, read_envelope),
)
