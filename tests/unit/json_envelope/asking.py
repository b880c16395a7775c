"""Requests of a caller of the JSON-envelope API, and what becomes of them: the call that is meant, or the error that is told."""

from __future__ import annotations

import json
from base64 import b64encode

from gateway.model import ApiRequest, Problem, ProblemRaised
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.speakers import Speaker, speaker

ONE = speaker("json-envelope")
KEY = "01234567-89ab-cdef-0123-456789abcdef"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
UUID = "00000000-0000-0000-0000-000000000001"
HOST = ("Host", "v1.api.example.com")


def basic(text: str | bytes) -> str:
    """The value of the field that carries these credentials."""
    return "Basic " + b64encode(text.encode() if isinstance(text, str) else text).decode()


BASIC = ("Authorization", basic(f"{KEY}:secret"))


def request(method: str, target: str, *headers: tuple[str, str], body: bytes | str = b"") -> WireRequest:
    """A request with a good host and good credentials."""
    return WireRequest(method, target, Headers((HOST, BASIC, *headers)), body.encode() if isinstance(body, str) else body)


def read(wire: WireRequest, one: Speaker = ONE) -> ApiRequest:
    return one.dialect.read_request(wire, one.face)


def refusal(wire: WireRequest, one: Speaker = ONE) -> WireResponse | None:
    """The error a caller is answered; None where the request means something."""
    try:
        one.dialect.read_request(wire, one.face)
    except ProblemRaised as raised:
        return one.dialect.write_problem(raised.problem, wire, one.face)
    return None


def code(wire: WireRequest, one: Speaker = ONE) -> int | None:
    """The extended error code a caller is told; None where the request means something."""
    answer = refusal(wire, one)
    return None if answer is None else code_in(answer)


def told(problem: Problem, wire: WireRequest | None = None) -> tuple[int, int]:
    """The status and the code a caller is told of a problem met later."""
    answer = ONE.dialect.write_problem(problem, wire or request("GET", "/sms"), ONE.face)
    return answer.status, code_in(answer)


def code_in(answer: WireResponse) -> int:
    found: int = json.loads(answer.body)["response"]["error"]["code"]
    return found
