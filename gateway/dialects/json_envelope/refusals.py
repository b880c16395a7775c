"""The error numbers of the JSON-envelope API, and its refusals as exceptions ready to raise.

Numbers below 19000 are the vendor's (Basic API Requests page); those from 19101 on are this project's own block, which can't
collide with them.
"""

from __future__ import annotations

from enum import IntEnum
from http import HTTPStatus

from gateway.model import Problem, ProblemKind, ProblemRaised, Source


class Code(IntEnum):
    """Extended error codes."""

    METHOD = 10005
    VERSION = 10006
    FORMAT = 10008
    HOST = 19101
    NOT_AN_OBJECT = 19102
    CHARSET = 19103
    FORM = 19104
    NO_BODY = 19105
    DELETE_ALL = 19106
    CONTRADICTION = 19107
    NO_COUNTERPART = 19108
    INVALID = 19400
    UNAUTHENTICATED = 19401
    FORBIDDEN = 19403
    NOT_FOUND = 19404
    CONFLICT = 19409
    FAILED = 19500
    UNREACHABLE = 19502
    TIMED_OUT = 19504


def malformed(code: Code, message: str) -> ProblemRaised:
    """400: the request can't be read."""
    return ProblemRaised(Problem(ProblemKind.MALFORMED, Source.CALLER, HTTPStatus.BAD_REQUEST, message, code))


def invalid(message: str) -> ProblemRaised:
    """400: the request can be read and asks for something that makes no sense."""
    return ProblemRaised(Problem(ProblemKind.INVALID, Source.CALLER, HTTPStatus.BAD_REQUEST, message, Code.INVALID))


def wrong_method(allow: tuple[str, ...] = ()) -> ProblemRaised:
    """400/10005: "requests containing unsupported methods will return an HTTP 400 error, with Error Code: 10005"."""
    problem = Problem(
        ProblemKind.METHOD_NOT_ALLOWED, Source.CALLER, HTTPStatus.METHOD_NOT_ALLOWED, code=Code.METHOD, allow=allow
    )
    return ProblemRaised(problem)


def unauthenticated() -> ProblemRaised:
    """401: the credentials are missing or incorrectly formatted."""
    return ProblemRaised(Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, HTTPStatus.UNAUTHORIZED))
