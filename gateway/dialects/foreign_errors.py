"""Error answers of backends, whatever they look like, as Problems.

Backends answer errors as their own dialect, as problem+json, HTML, plain text, `{"detail": …}` or nothing at all. Whatever can
be read of message and code is kept; the status always is. Markup and long texts are not shown to callers: they hold host names
and stack traces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, read_json
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml
from gateway.model import Problem, ProblemKind, Retry, Source
from gateway.wire import WireResponse

_KINDS = {
    400: ProblemKind.INVALID,
    401: ProblemKind.UNAUTHENTICATED,
    403: ProblemKind.FORBIDDEN,
    404: ProblemKind.NOT_FOUND,
    405: ProblemKind.METHOD_NOT_ALLOWED,
    406: ProblemKind.NOT_ACCEPTABLE,
    408: ProblemKind.TIMED_OUT,
    409: ProblemKind.CONFLICT,
    410: ProblemKind.GONE,
    413: ProblemKind.TOO_LARGE,
    415: ProblemKind.UNSUPPORTED_MEDIA,
    429: ProblemKind.THROTTLED,
    503: ProblemKind.OVERLOADED,
    504: ProblemKind.BACKEND_TIMED_OUT,
}
_OWN_WORDS = frozenset({ProblemKind.UNAUTHENTICATED, ProblemKind.METHOD_NOT_ALLOWED, ProblemKind.THROTTLED})
_STANDARD_404 = re.compile(r"The requested resource( /\S*)? was not found\.?", re.DOTALL)
_MESSAGE_KEYS = ("message", "Message", "error_message", "description", "detail", "title", "error")
_CODE_KEYS = ("code", "Code", "error_code")
_DOCUMENTATION = re.compile(r"https?://www\.twilio\.com/docs/\S+", re.ASCII)
"""The vendor's documentation. Any other address in an error may be the backend's own."""
_LONGEST_TEXT = 200
_NUMBER = re.compile(r"\d{1,9}")
_METHOD = re.compile(r"(?<![^\s,])[A-Z][A-Z-]{0,15}(?![^\s,])", re.ASCII)
_MARKUP = re.compile(r"[<>{}\x00-\x08\x0b\x0c\x0e-\x1f]")


class Told(Struct, frozen=True):
    """What an error body says."""

    message: str = ""
    code: int | None = None
    detail: str | None = None
    more_info: str | None = None


def read_foreign_error(wire: WireResponse) -> Problem:
    """The problem an answer of status 400 or more tells. Never raises."""
    told = _read(wire)
    kind = _KINDS.get(
        wire.status, ProblemKind.INVALID if wire.status < HTTPStatus.INTERNAL_SERVER_ERROR else ProblemKind.BACKEND_FAILED
    )
    message, code = told.message or _phrase(wire.status), told.code
    if kind is ProblemKind.NOT_FOUND and (_STANDARD_404.fullmatch(told.message) or not told.message):
        # the backend's own path stands in it; each dialect says this sentence with the path its caller wrote
        message, code = "", None
    if kind in _OWN_WORDS and not told.message:
        message = ""
    return Problem(
        kind=kind,
        source=Source.BACKEND,
        status=wire.status,
        message=message,
        code=code,
        detail=told.detail,
        more_info=told.more_info,
        retry=Retry.YES if kind is ProblemKind.THROTTLED else Retry.NO,
        retry_after=_retry_after(wire),
        allow=tuple(_METHOD.findall(wire.headers.get("Allow") or "")),
    )


def _read(wire: WireResponse) -> Told:
    content_type = (wire.headers.get("Content-Type") or "").lower()
    body = wire.body.strip()
    try:
        if body.startswith(b"{") or "json" in content_type:
            return _read_json(read_json(body))
        if "html" in content_type:
            return Told()
        if body.startswith(b"<"):
            return _read_xml(read_xml(body))
    except CodecError:
        return Told()
    text = body.decode(errors="replace")
    return Told(text) if text and len(text) <= _LONGEST_TEXT and not _MARKUP.search(text) else Told()


def _read_json(document: JsonValue) -> Told:
    if not isinstance(document, dict):
        return Told()
    for envelope in ("TwilioResponse", "RestException", "error"):
        if isinstance(inner := document.get(envelope), dict):
            document = inner
    return _told({key: value for key, value in document.items() if isinstance(value, str | int)})


def _read_xml(root: Element) -> Told:
    exception = root.child("RestException") or root
    return _told({child.name: child.text for child in exception.children if child.text is not None})


def _told(facts: Mapping[str, str | int]) -> Told:
    message = _message_in(facts)
    code = _code_in(facts)
    detail = facts.get("detail", facts.get("Detail"))
    more_info = str(facts.get("more_info", facts.get("MoreInfo", "")))
    return Told(
        message,
        code,
        detail if isinstance(detail, str) and detail not in ("", message) else None,
        more_info if _DOCUMENTATION.fullmatch(more_info) else None,
    )


def _message_in(facts: Mapping[str, str | int]) -> str:
    for key in _MESSAGE_KEYS:
        text = facts.get(key)
        if text and isinstance(text, str):
            return text
    return ""


def _code_in(facts: Mapping[str, str | int]) -> int | None:
    for key in _CODE_KEYS:
        if key in facts and _NUMBER.fullmatch(text := str(facts[key])):
            return int(text)
    return None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "The backend answered with an error"


def _retry_after(wire: WireResponse) -> int | None:
    """Seconds; a date is turned into seconds after the backend's own `Date` (RFC 9110 section 10.2.3)."""
    text = (wire.headers.get("Retry-After") or "").strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return int(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(wire.headers.get("Date") or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0, int(wait.total_seconds()))
