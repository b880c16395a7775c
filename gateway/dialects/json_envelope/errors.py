"""The errors of the JSON-envelope API, both ways: an extended code and a sentence in the usual envelope.

A backend's own number stands in `details.backend_code`, never in `code`: it may be one of the vendor's that nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, JsonWritable
from gateway.dialects.foreign_errors import read_foreign_error
from gateway.dialects.json_envelope.envelope import read_envelope, read_number
from gateway.dialects.json_envelope.own_properties import speaks_it_too
from gateway.dialects.json_envelope.refusals import Code
from gateway.model import ApiRequest, Problem, ProblemKind, Source
from gateway.wire import WireResponse

_OWN_CODES = frozenset(Code)
_BAD, _GONE, _CONFLICT, _FAILED = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)

_BY_KIND: Mapping[ProblemKind, tuple[HTTPStatus, Code]] = {
    ProblemKind.MALFORMED: (_BAD, Code.INVALID),
    ProblemKind.UNAUTHENTICATED: (HTTPStatus.UNAUTHORIZED, Code.UNAUTHENTICATED),
    ProblemKind.FORBIDDEN: (HTTPStatus.FORBIDDEN, Code.FORBIDDEN),
    ProblemKind.NOT_FOUND: (_GONE, Code.NOT_FOUND),
    ProblemKind.GONE: (_GONE, Code.NOT_FOUND),
    ProblemKind.METHOD_NOT_ALLOWED: (_BAD, Code.METHOD),
    ProblemKind.NOT_ACCEPTABLE: (_BAD, Code.FORMAT),
    ProblemKind.INVALID: (_BAD, Code.INVALID),
    ProblemKind.CONFLICT: (_CONFLICT, Code.CONFLICT),
    ProblemKind.TOO_LARGE: (_BAD, Code.INVALID),
    ProblemKind.UNSUPPORTED_MEDIA: (_BAD, Code.FORMAT),
    ProblemKind.THROTTLED: (_CONFLICT, Code.CONFLICT),
    ProblemKind.NO_HOST: (_BAD, Code.HOST),
    ProblemKind.TIMED_OUT: (_BAD, Code.INVALID),
    ProblemKind.UNSUPPORTED: (_BAD, Code.NO_COUNTERPART),
    ProblemKind.BACKEND_FAILED: (_FAILED, Code.FAILED),
    ProblemKind.BACKEND_UNREACHABLE: (_FAILED, Code.UNREACHABLE),
    ProblemKind.BACKEND_UNREADABLE: (_FAILED, Code.UNREACHABLE),
    ProblemKind.BACKEND_TIMED_OUT: (HTTPStatus.GATEWAY_TIMEOUT, Code.TIMED_OUT),
    ProblemKind.OVERLOADED: (_FAILED, Code.FAILED),
    ProblemKind.LOOP: (_FAILED, Code.FAILED),
    ProblemKind.INTERNAL: (_FAILED, Code.FAILED),
}
_BY_STATUS: Mapping[int, tuple[HTTPStatus, Code]] = {
    HTTPStatus.PAYMENT_REQUIRED: (_CONFLICT, Code.CONFLICT),
    HTTPStatus.LOCKED: (_CONFLICT, Code.CONFLICT),
    HTTPStatus.NOT_IMPLEMENTED: (_BAD, Code.METHOD),
}
"""Statuses of a backend that its kind of problem does not tell."""

_WORDS: Mapping[Code, str] = {
    Code.METHOD: "Method not supported for this resource",
    Code.FORMAT: "The format can't be determined",
    Code.UNAUTHENTICATED: "Authentication required",
    Code.FORBIDDEN: "Permission to access this resource is denied",
    Code.NOT_FOUND: "The requested resource was not found",
    Code.CONFLICT: "The request can't be carried out now. Try again later.",
    Code.TIMED_OUT: "The request was not answered in time",
}
_OTHERWISE = "The request failed"
_DOCUMENTATION = "https://www.twilio.com/docs/"
"""Where the numbers of the other dialects are explained. Any other address in an error may be the backend's own."""


def place(problem: Problem, *, foreign_resource: bool) -> tuple[HTTPStatus, Code]:
    """The status and the code of a problem. `foreign_resource`: the path names what no other dialect has."""
    ours = problem.source is not Source.BACKEND
    if problem.kind is ProblemKind.UNSUPPORTED and foreign_resource:
        return _GONE, Code.NOT_FOUND
    if problem.kind is ProblemKind.INVALID and problem.source is Source.GATEWAY:
        return _BAD, Code.NO_COUNTERPART  # the route refuses what would be lost
    if not ours and problem.status in _BY_STATUS:
        return _BY_STATUS[problem.status]
    status, code = _BY_KIND.get(problem.kind, (_FAILED, Code.FAILED))
    return status, Code(problem.code) if ours and problem.code in _OWN_CODES else code


def error_body(problem: Problem, code: Code) -> Mapping[str, JsonWritable]:
    """The envelope of an error."""
    details: dict[str, JsonWritable] = {}
    if problem.code is not None and (problem.source is Source.BACKEND or problem.code not in _OWN_CODES):
        details["backend_code"] = problem.code
        if problem.more_info:
            details["more_info"] = problem.more_info
    error: dict[str, JsonWritable] = {"code": int(code), "message": problem.message or _WORDS.get(code, _OTHERWISE)}
    return {"response": {"error": {**error, "details": details} if details else error}}


_MEANS: Mapping[int, tuple[ProblemKind, int]] = {
    Code.METHOD: (ProblemKind.METHOD_NOT_ALLOWED, HTTPStatus.METHOD_NOT_ALLOWED),
    Code.VERSION: (ProblemKind.NOT_FOUND, HTTPStatus.NOT_FOUND),
}
"""The vendor's codes that mean another status in the dialects that go by the status."""

_SAID_BY_ALL = frozenset({ProblemKind.UNAUTHENTICATED, ProblemKind.NOT_FOUND, ProblemKind.METHOD_NOT_ALLOWED})
_STANDARD = frozenset({Code.METHOD, Code.VERSION, Code.UNAUTHENTICATED, Code.NOT_FOUND})


def read_error(wire: WireResponse, asked: ApiRequest) -> Problem:
    """The problem an answer of status 400 or more tells, readable or not. Never raises."""
    problem = replace(read_foreign_error(wire), operation=asked.operation)
    try:
        error = read_envelope(wire.body).get("error")
    except CodecError:
        return problem
    told: Mapping[str, JsonValue] = error if isinstance(error, dict) else {"code": error}
    code = read_number(told.get("code"))
    kind, status = problem.kind, problem.status
    if status == HTTPStatus.BAD_REQUEST and code is not None:
        kind, status = _MEANS.get(code, (kind, status))
    message = next((text for name in ("message", "description") if isinstance(text := told.get(name), str) and text), "")
    if kind in _SAID_BY_ALL and (code in _STANDARD or not message):
        message = ""  # each dialect says this in its own words
    elif not message:
        message = problem.message
    details = told.get("details")
    further: Mapping[str, JsonValue] = details if isinstance(details, dict) else {}
    more_info = further.get("more_info")
    documented = isinstance(more_info, str) and more_info.startswith(_DOCUMENTATION)
    return replace(
        problem,
        kind=kind,
        status=status,
        message=message,
        code=_shown_code(further.get("backend_code"), code, asked),
        more_info=str(more_info) if documented else None,
    )


def _shown_code(first: JsonValue, own: int | None, asked: ApiRequest) -> int | None:
    """The number of the backend that refused first, else this one's: it means something else in the other dialects."""
    if (told := read_number(first)) is not None:
        return told
    return own if speaks_it_too(asked) and own not in _OWN_CODES else None
