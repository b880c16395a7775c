"""The errors of 2008: Status, Message and, where there is a code, Code and MoreInfo, in that order."""

from __future__ import annotations

import re

from msgspec.structs import replace

from gateway.codecs.json import write_json
from gateway.codecs.xml import XmlForm
from gateway.codecs.xml_leaves import write_leaves
from gateway.dialects.twilio_2008.envelopes import ROOT
from gateway.model import Problem, ProblemKind, Representation

_NOT_FOUND = "The requested resource was not found"  # 2008-08-01 docs, Response page
_WORDS = {
    ProblemKind.NOT_FOUND: _NOT_FOUND,
    ProblemKind.PAST_THE_END: _NOT_FOUND,
    ProblemKind.UNAUTHENTICATED: "Authenticate",
    ProblemKind.METHOD_NOT_ALLOWED: "Method not allowed",
    ProblemKind.THROTTLED: "Too Many Requests",
}
_BARE = frozenset({ProblemKind.UNAUTHENTICATED, ProblemKind.METHOD_NOT_ALLOWED})
"""Problems that have a Status and a Message only."""
_MESSAGES = {
    21201: ("No called number is specified", "No to number is specified"),  # 2008-08-01 docs, Response page; api-snippets
    21452: ("No phone numbers found", "No phone numbers found"),  # the client code of a product that met it
}
"""Code → (2008's text, 2010's text), where both are known."""

_ABOUT_NUMBERS = range(21202, 21220)
_TO_THEIRS = {"To": "Called", "From": "Caller"}
_TO_OURS = {theirs: ours for ours, theirs in _TO_THEIRS.items()}


def show_message(problem: Problem) -> str:
    """The message in 2008's words: its own text of a known code, else with the names of its parameters."""
    if problem.code in _MESSAGES:
        return _MESSAGES[problem.code][0]
    message = problem.message or _WORDS.get(problem.kind, "")
    return _swap(message, _TO_THEIRS) if _speaks_of_calls(problem) else message


def read_message(problem: Problem) -> Problem:
    """The problem of a 2008 backend in canonical words. Where it is documented is for the caller's dialect to say."""
    problem = replace(problem, more_info=None)
    if problem.code in _MESSAGES:
        return replace(problem, message=_MESSAGES[problem.code][1])
    if problem.code in _ABOUT_NUMBERS and problem.operation.startswith("calls."):
        return replace(problem, message=_swap(problem.message, _TO_OURS))
    return problem


def _speaks_of_calls(problem: Problem) -> bool:
    return problem.code in _ABOUT_NUMBERS and problem.operation.startswith("calls.")


def _swap(message: str, words: dict[str, str]) -> str:
    pattern = re.compile(rf"\b({'|'.join(words)})\b")
    return pattern.sub(lambda match: words[match[1]], message)


def write_error(problem: Problem, representation: Representation) -> bytes:
    """The bytes of an error; Status and Code are integers in JSON."""
    facts: dict[str, str | int] = {"Status": problem.status, "Message": show_message(problem)}
    if problem.code is not None and problem.kind not in _BARE:
        facts |= {"Code": problem.code, "MoreInfo": f"http://www.twilio.com/docs/errors/{problem.code}"}
    if representation is Representation.JSON:
        return write_json({ROOT: {"RestException": facts}})
    leaves = [(name, str(value)) for name, value in facts.items()]
    return write_leaves((ROOT, "RestException"), leaves, form=XmlForm.EARLY)
