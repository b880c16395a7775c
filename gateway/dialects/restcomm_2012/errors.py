"""The errors of 2012-04-24: read from whatever shape a server gives them, written as an object with one message.

A server sends nothing, a bare sentence labelled JSON or XML, an object whose quotes it does not escape, or its container's page
of HTML. With the option `errors` set to `server` the first two are what callers get too.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonForm, read_json, write_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, read_xml, write_xml
from gateway.dialects.foreign_errors import read_foreign_error
from gateway.dialects.restcomm_2012.names import ROOT
from gateway.model import ApiRequest, Problem, ProblemKind, Representation
from gateway.wire import Headers, WireResponse

_NOTHING_FOUND, _CALL_IS_OVER = 21452, 21220
_OWN_WORDS = {
    ProblemKind.UNAUTHENTICATED: "Authentication required",
    ProblemKind.METHOD_NOT_ALLOWED: "Method not allowed",
}
_WORDS = {
    ProblemKind.NOT_FOUND: "The requested resource was not found",
    ProblemKind.PAST_THE_END: "There is no such page",
    ProblemKind.THROTTLED: "Too Many Requests",
}
_TEXTS = {
    21201: "To can not be null.",
    21213: "From can not be null.",
    21602: "Body can not be null.",
    21603: "From can not be null.",
    21604: "To can not be null.",
    _CALL_IS_OVER: "Call is already completed.",
    _NOTHING_FOUND: str(_NOTHING_FOUND),
}
"""Code → the server's own sentence for the same thing."""
_URL_MISSING = re.compile(r"Url (parameter )?is (required|missing)", re.IGNORECASE)
_EMPTY = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    }
)
_MODIFIES_A_CALL = ("calls.update", "calls.legs.update")
_UNESCAPED = re.compile(rb'\{\s*"?message"?\s*:\s*"(?P<message>.*?)"\s*(?:,\s*"?error"?\s*:.*)?\}', re.DOTALL)
_LONGEST_SENTENCE = 2048  # bytes; the pattern needs quadratic time for what is none
_PAGE = re.compile(rb"<(!doctype|html)", re.IGNORECASE)


def status_of(problem: Problem) -> int:
    """The status a server gives: 406 for an unknown call to modify, 410 for one that is over, 400 behind the last page."""
    if problem.code == _CALL_IS_OVER and problem.status == HTTPStatus.BAD_REQUEST:
        return HTTPStatus.GONE
    if problem.status != HTTPStatus.NOT_FOUND:
        return problem.status
    if problem.kind is ProblemKind.PAST_THE_END:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.NOT_ACCEPTABLE if problem.operation in _MODIFIES_A_CALL else problem.status


def write_error(problem: Problem, representation: Representation, *, as_server: bool) -> bytes:
    """The bytes of an error; none where a server sends none."""
    if as_server:
        status = status_of(problem)
        refuses_change = status == HTTPStatus.BAD_REQUEST and problem.operation in _MODIFIES_A_CALL
        return b"" if status in _EMPTY or refuses_change else message_of(problem).encode()
    if representation is Representation.JSON:
        return write_json({"message": message_of(problem)}, form=JsonForm.INDENTED)
    return write_xml(Element(ROOT, children=(Element("Message", text=message_of(problem)),)), form=XmlForm.INDENTED)


def message_of(problem: Problem) -> str:
    """The server's sentence where it has one for the same thing, else the problem's own."""
    if problem.kind in _OWN_WORDS:
        return _OWN_WORDS[problem.kind]
    if problem.code in _TEXTS:
        return _TEXTS[problem.code]
    if _URL_MISSING.search(problem.message):
        return "Url can not be null."
    return problem.message or _WORDS.get(problem.kind) or _phrase(status_of(problem))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "The request failed"


_ABOUT_SORTING = "Error parsing the SortBy parameter"
"""The one thing beside a page behind the last that a server finds wrong with a further page of a list."""


def read_error(wire: WireResponse, asked: ApiRequest) -> Problem:
    """The problem an answer tells. Never raises."""
    text = _read_text(wire.body.strip())
    # handed on in the one shape that is read the same everywhere
    headers = Headers((*wire.headers.without("Content-Type"), ("Content-Type", "application/json")))
    problem = read_foreign_error(replace(wire, headers=headers, body=write_json({"message": text}) if text else b""))
    if text == str(_NOTHING_FOUND):
        return replace(problem, code=_NOTHING_FOUND, message="No phone numbers found")
    if asked.operation in _MODIFIES_A_CALL:
        return _read_modification(problem, wire.status)
    behind = asked.operation.endswith(".list") and asked.page is not None and bool(asked.page.number)
    if wire.status == HTTPStatus.BAD_REQUEST and behind and not text.startswith(_ABOUT_SORTING):
        return replace(problem, kind=ProblemKind.PAST_THE_END, status=HTTPStatus.NOT_FOUND, message="")
    return problem


def _read_modification(problem: Problem, status: int) -> Problem:
    """A call that is modified: 406 means that it is not there, 410 that it is over."""
    if status == HTTPStatus.NOT_ACCEPTABLE:
        return replace(problem, kind=ProblemKind.NOT_FOUND, status=HTTPStatus.NOT_FOUND, message="")
    if status == HTTPStatus.GONE:
        return replace(problem, kind=ProblemKind.INVALID, status=HTTPStatus.BAD_REQUEST, code=_CALL_IS_OVER)
    return problem


def _read_text(body: bytes) -> str:
    """The sentence in a body, whatever it is labelled; the empty text where there is none that a person wrote."""
    if body.startswith(b"{"):
        return _read_object(body)
    if body.startswith(b"<"):
        return "" if _PAGE.match(body) else _read_element(body)
    text = body.decode(errors="replace")
    return "" if "<" in text or len(text) > 200 else text  # noqa: PLR2004 -- longer than any sentence, so no sentence


def _read_object(body: bytes) -> str:
    try:
        document = read_json(body)
    except CodecError:
        match = _UNESCAPED.fullmatch(body) if len(body) <= _LONGEST_SENTENCE else None
        return match["message"].decode(errors="replace") if match else ""
    message = document.get("message") if isinstance(document, dict) else None
    return message if isinstance(message, str) else ""


def _read_element(body: bytes) -> str:
    try:
        root = read_xml(body)
    except CodecError:
        return ""
    message = root.child("Message")
    return (message.text or "") if message else (root.text or "").strip()
