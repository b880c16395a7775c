"""The errors of 2010: flat JSON or a RestException, in the modern order (alphabetical) or the early one."""

from __future__ import annotations

from msgspec import Struct

from gateway.codecs.json import JsonForm, write_json
from gateway.codecs.xml import XmlForm
from gateway.codecs.xml_leaves import write_leaves
from gateway.dialects.face import Face
from gateway.model import Problem, ProblemKind, Representation

_MODERN = ("code", "detail", "message", "more_info", "status")
_EARLY = ("status", "message", "code", "more_info")
_ELEMENTS = {"code": "Code", "detail": "Detail", "message": "Message", "more_info": "MoreInfo", "status": "Status"}


class Words(Struct, frozen=True):
    """What 2010 says where a Problem leaves the wording to the dialect."""

    code: int | None
    message: str
    detail: str | None = None


_NOT_FOUND = Words(20404, "The requested resource {path} was not found")
_WORDS = {
    # the message until 2020, the one clients were written against
    ProblemKind.UNAUTHENTICATED: Words(20003, "Authenticate", "Your AccountSid or AuthToken was incorrect."),
    ProblemKind.NOT_FOUND: _NOT_FOUND,
    ProblemKind.PAST_THE_END: _NOT_FOUND,
    ProblemKind.METHOD_NOT_ALLOWED: Words(20004, "Method not allowed"),
    ProblemKind.THROTTLED: Words(20429, "Too Many Requests"),
}


def write_error(problem: Problem, path: str, representation: Representation, face: Face) -> bytes:
    """The bytes of an error. `path` is the request's own, as the caller wrote it."""
    early = face.options.get("form") == "early"
    facts = _facts(problem, path, early=early)
    order = [key for key in (_EARLY if early else _MODERN) if key in facts]
    if representation is Representation.JSON:
        return write_json({key: facts[key] for key in order}, form=JsonForm.EARLY if early else JsonForm.MODERN)
    leaves = [(_ELEMENTS[key], str(facts[key])) for key in order]
    return write_leaves(("TwilioResponse", "RestException"), leaves, form=XmlForm.EARLY if early else XmlForm.MODERN)


def _facts(problem: Problem, path: str, *, early: bool) -> dict[str, str | int]:
    words = _WORDS.get(problem.kind, Words(None, "")) if not problem.message else Words(None, "")
    message = problem.message or words.message.format(path=path)
    code = problem.code if problem.code is not None else words.code
    detail = problem.detail or words.detail
    facts: dict[str, str | int] = {"status": problem.status, "message": message}
    if code is not None:
        facts["code"] = code
        facts["more_info"] = problem.more_info or f"{'http' if early else 'https'}://www.twilio.com/docs/errors/{code}"
    if detail:
        facts["detail"] = detail
    return facts
