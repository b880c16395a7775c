"""Refusals: every way the sandbox says no, with the documented status, code and sentence."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from gateway.sandbox.values import Fields

_DOCS = "https://www.twilio.com/docs/errors/"
_WRONG_CREDENTIALS = "Your AccountSid or AuthToken was incorrect."


class Refusal(Exception):
    """An answer that is an error. `code` is the telephony error number, `headers` go out with the answer."""

    def __init__(
        self,
        status: HTTPStatus,
        code: int,
        message: str,
        *,
        detail: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(f"{status.value}/{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail
        self.headers = headers

    @property
    def fields(self) -> Fields:
        """The body, in the alphabetical order of the modern service; `detail` only where there is one."""
        detail = {} if self.detail is None else {"detail": self.detail}
        return {
            "code": self.code,
            **detail,
            "message": self.message,
            "more_info": f"{_DOCS}{self.code}",
            "status": self.status.value,
        }


def refuse(code: int, message: str) -> Refusal:
    """A 400 with one of the documented codes."""
    return Refusal(HTTPStatus.BAD_REQUEST, code, message)


def missing(parameter: str) -> Refusal:
    return refuse(20001, f"Missing required parameter {parameter} in the post body")


def invalid(parameter: str, value: str) -> Refusal:
    return refuse(20001, f"Invalid value for parameter {parameter}: {value}")


def not_found(path: str) -> Refusal:
    """`path` is the path as requested, suffix included."""
    return Refusal(HTTPStatus.NOT_FOUND, 20404, f"The requested resource {path} was not found")


def method_not_allowed(allowed: Iterable[str]) -> Refusal:
    allow = ", ".join(sorted(allowed))
    return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, 20004, "Method not allowed", headers=(("Allow", allow),))


def unauthenticated(message: str) -> Refusal:
    """The challenge is load-bearing: many clients send no credentials before they have seen it."""
    return Refusal(
        HTTPStatus.UNAUTHORIZED,
        20003,
        message,
        detail=_WRONG_CREDENTIALS,
        headers=(("WWW-Authenticate", 'Basic realm="Twilio API"'),),
    )


def inactive() -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, 20005, "Account not active")


def forbidden(message: str) -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, 20006, message)


def not_with_test_credentials() -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, 20008, "Resource not accessible with Test Account Credentials")
