"""The refusals more than one dialect makes, as exceptions ready to raise."""

from __future__ import annotations

from http import HTTPStatus

from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source


def not_found() -> ProblemRaised:
    """No such path or thing; each dialect says it in its own words."""
    return ProblemRaised(Problem(ProblemKind.NOT_FOUND, Source.CALLER, HTTPStatus.NOT_FOUND))


def method_not_allowed(allow: tuple[str, ...]) -> ProblemRaised:
    """The path is known and the method is not; `allow` lists those that are."""
    return ProblemRaised(Problem(ProblemKind.METHOD_NOT_ALLOWED, Source.CALLER, HTTPStatus.METHOD_NOT_ALLOWED, allow=allow))


def malformed(message: str) -> ProblemRaised:
    """The request can't be read."""
    return ProblemRaised(Problem(ProblemKind.MALFORMED, Source.CALLER, HTTPStatus.BAD_REQUEST, message))


def invalid(message: str, code: int | None = None) -> ProblemRaised:
    """The request can be read and asks for something that makes no sense."""
    return ProblemRaised(Problem(ProblemKind.INVALID, Source.CALLER, HTTPStatus.BAD_REQUEST, message, code))


def unsupported_media(message: str) -> ProblemRaised:
    """The body is of a type the dialect does not take."""
    return ProblemRaised(Problem(ProblemKind.UNSUPPORTED_MEDIA, Source.CALLER, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message))


def unsupported(message: str) -> ProblemRaised:
    """The backend's dialect has nothing that corresponds."""
    return ProblemRaised(Problem(ProblemKind.UNSUPPORTED, Source.GATEWAY, HTTPStatus.NOT_IMPLEMENTED, message))


def unreadable(message: str) -> ProblemRaised:
    """The backend answered with something that can't be read."""
    return ProblemRaised(
        Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, HTTPStatus.BAD_GATEWAY, message, retry=Retry.NO)
    )
