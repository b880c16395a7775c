"""What can be wrong with a request before anybody looks at what it wants, as Problems.

No sentence repeats a byte of the request: what was sent may be an attack on whoever reads the answer or the log.
"""

from __future__ import annotations

import re

from aiohttp.http_exceptions import BadHttpMessage, BadHttpMethod, LineTooLong

from gateway.model import Problem, ProblemKind, Retry, Source

# RFC 9110 section 15.5.6: a 405 names the methods there are. These are the ones that can mean something to an API.
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_LINE_WITH_METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [^ ]+ HTTP/1\.[01]")
_ABOUT_THE_HOST = re.compile("'host' header", re.IGNORECASE)
"""The parser's two sentences about it: that it is missing, and that it stands twice."""
_OTHER_VERSION = re.compile(rb".* HTTP/(?!1\.[01]$)[0-9]\.[0-9]")

_OVERLOAD_SECONDS = 2


def _caller_problem(kind: ProblemKind, status: int, message: str, *, allow: tuple[str, ...] = ()) -> Problem:
    return Problem(kind=kind, source=Source.CALLER, status=status, message=message, allow=allow)


def malformed(message: str = "") -> Problem:
    said = message or "The request is not well-formed HTTP/1.1. It was not carried out; correct its syntax and send it again."
    return _caller_problem(ProblemKind.MALFORMED, 400, said)


def no_host() -> Problem:
    """RFC 9112 section 3.2: a request without a Host field, with two, or with one that is no host, is answered 400."""
    said = "The request must have one Host field that holds a host name. It was not carried out."
    return _caller_problem(ProblemKind.NO_HOST, 400, said)


def unreadable_body() -> Problem:
    return malformed("The request's body is not framed as its headers say. The request was not carried out.")


def wrong_version() -> Problem:
    return _caller_problem(ProblemKind.MALFORMED, 505, "The request's HTTP version is not supported. Use HTTP/1.1 or HTTP/1.0.")


def unknown_transfer_coding() -> Problem:
    return _caller_problem(ProblemKind.MALFORMED, 501, "The only transfer coding a request may have is `chunked`, once.")


def unknown_expectation() -> Problem:
    return _caller_problem(ProblemKind.MALFORMED, 417, "The only expectation that can be met is `100-continue`.")


def unknown_method() -> Problem:
    return _caller_problem(
        ProblemKind.METHOD_NOT_ALLOWED,
        501,
        "The request's method is not known. Methods are written in capitals.",
        allow=_METHODS,
    )


def refused_method() -> Problem:
    return _caller_problem(
        ProblemKind.METHOD_NOT_ALLOWED, 405, "CONNECT and TRACE are not available on any resource.", allow=_METHODS
    )


def last_hop() -> Problem:
    """RFC 9110 section 7.6.2: where Max-Forwards has run out, whoever counted it down is the one to answer."""
    said = "Max-Forwards is 0, so the request was not passed on, and the gateway itself has no OPTIONS."
    return _caller_problem(ProblemKind.METHOD_NOT_ALLOWED, 405, said, allow=_METHODS[:-1])


def loop() -> Problem:
    said = (
        "The request came back to this gateway: its Via field names it already. It was not carried out. Check where the"
        " backend of this route, or a proxy in front of it, sends its requests."
    )
    return Problem(kind=ProblemKind.LOOP, source=Source.GATEWAY, status=508, message=said)


def line_too_long(limit: int) -> Problem:
    return _caller_problem(
        ProblemKind.TOO_LARGE, 414, f"The request line is longer than {limit} bytes. Send parameters in the body."
    )


def header_too_long(limit: int) -> Problem:
    return _caller_problem(ProblemKind.TOO_LARGE, 431, f"A header field of the request is longer than {limit} bytes.")


def headers_too_long(limit: int) -> Problem:
    return _caller_problem(ProblemKind.TOO_LARGE, 431, f"The request's header fields are longer than {limit} bytes together.")


def too_many_headers(limit: int) -> Problem:
    return _caller_problem(ProblemKind.TOO_LARGE, 431, f"The request has more than {limit} header fields.")


def body_too_large(limit: int) -> Problem:
    return _caller_problem(ProblemKind.TOO_LARGE, 413, f"The request's body is larger than {limit} bytes.")


def encoded_body() -> Problem:
    return _caller_problem(
        ProblemKind.UNSUPPORTED_MEDIA,
        415,
        "The request's body has a content coding. Send it as it is, without Content-Encoding.",
    )


def slow_head(seconds: float) -> Problem:
    return _caller_problem(ProblemKind.TIMED_OUT, 408, f"The request's headers did not arrive within {seconds:g} seconds.")


def slow_body(seconds: float) -> Problem:
    return _caller_problem(ProblemKind.TIMED_OUT, 408, f"The request's body did not arrive within {seconds:g} seconds.")


def overloaded() -> Problem:
    """RFC 9110 section 15.6.4: 503 with a Retry-After. Nothing of the request went to a backend."""
    return Problem(
        kind=ProblemKind.OVERLOADED,
        source=Source.GATEWAY,
        status=503,
        message="The gateway has no room for this request at the moment. It was not carried out; send it again a little later.",
        retry=Retry.YES,
        retry_after=_OVERLOAD_SECONDS,
    )


def internal() -> Problem:
    return Problem(
        kind=ProblemKind.INTERNAL,
        source=Source.GATEWAY,
        status=500,
        message="The gateway failed to carry out the request. Whether the backend did is not known.",
    )


def from_parser(error: BaseException | None, line: bytes, header_limit: int) -> Problem:
    """What the HTTP parser's refusal means. `line` is the request line as far as it arrived."""
    if isinstance(error, LineTooLong):
        return header_too_long(header_limit)
    if isinstance(error, BadHttpMessage) and _ABOUT_THE_HOST.search(error.message):
        return no_host()
    if isinstance(error, BadHttpMethod) and _LINE_WITH_METHOD.fullmatch(line):
        return unknown_method()
    if _OTHER_VERSION.fullmatch(line):
        return wrong_version()
    return malformed()
