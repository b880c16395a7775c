"""From the HTTP parser's message to a WireRequest without its body; whatever cannot be one is a Problem."""

from __future__ import annotations

import re
from collections.abc import Callable

from aiohttp import web
from msgspec.structs import replace

from gateway.hop_by_hop import keep_end_to_end
from gateway.model import ProblemRaised
from gateway.server import problems
from gateway.server.forwarding import Arrival, Forwarding
from gateway.server.target import guess_target, is_authority, split_target
from gateway.wire import Headers, WireRequest

# The parser also lets HTTP/0.9 and HTTP/2.0, RTSP and ICE, and two spaces in a row pass.
_REQUEST_LINE = re.compile(rb"[^ ]+ [^ ]+ HTTP/1\.[01]")
_REFUSED_METHODS = frozenset({"CONNECT", "TRACE"})
_LONGEST_LENGTH = 20  # digits, as many as 64 bits need
_HOPS = re.compile(r"[0-9]{1,9}")
_SANE_ID = re.compile(r"[\x21-\x7e]{1,128}")

# What describes how the body came to us and not what it is. The body is read whole: its length is `len(body)`, and
# the expectation was met when it was read (RFC 9110 section 10.1.1).
_FRAMING = ("Content-Length", "Expect")


def read_head(request: web.BaseRequest, line: bytes, *, new_request_id: Callable[[], str]) -> WireRequest:
    """The request without its body. Raises ProblemRaised for what the parser lets pass and we do not.

    `X-Request-Id` is the caller's where that is 1 to 128 visible ASCII characters, else a new one.
    """
    if _REQUEST_LINE.fullmatch(line) is None:
        raise ProblemRaised(problems.from_parser(None, line, 0))
    if request.method in _REFUSED_METHODS:
        raise ProblemRaised(problems.refused_method())
    received = _received(request)
    _check_framing(request, received)
    target, authority = split_target(request.method, request.raw_path)
    # "If the authority component is missing or undefined for the target URI, then a client MUST send a Host header field with
    # an empty field value" (RFC 9112 section 3.2).
    if not is_authority(received.get("Host") or "-"):
        raise ProblemRaised(problems.no_host())
    headers = _count_hop(request.method, keep_end_to_end(received).without(*_FRAMING, "X-Request-Id"))
    if authority is not None:
        # "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore
        # the received Host header field (if any)" (RFC 9112 section 3.2.2).
        headers = Headers((("Host", authority), *headers.without("Host")))
    request_id = _choose_id(received, new_request_id)
    return WireRequest(request.method, target, headers.plus(("X-Request-Id", request_id)), remote=request.remote or "")


def trace_head(request: web.BaseRequest, head: WireRequest, forwarding: Forwarding) -> WireRequest:
    """The request with its client and what a backend is told of its way. Raises ProblemRaised where it was here before."""
    host = head.headers.get("Host") or ""
    # As they were received: what a Connection field names is not to be passed on, and none of it is, but it is to be read.
    trace = forwarding.trace(_received(request), Arrival(head.remote, request.scheme, host, request.version < (1, 1)))
    return replace(head, client=trace.client, forwarded=trace.fields)


def guess_request(line: bytes, request_id: str) -> WireRequest:
    """As much of a request as a request line shows that was refused, broken or not: enough to know the caller's dialect."""
    method, _, rest = line.decode("latin-1").partition(" ")
    target = rest.lstrip(" ").partition(" ")[0]
    return WireRequest(method, guess_target(target), Headers([("X-Request-Id", request_id)]))


def _received(request: web.BaseRequest) -> Headers:
    # Bytes in, same bytes out: latin-1 maps each byte to the character of that number and back.
    return Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers)


def _count_hop(method: str, headers: Headers) -> Headers:
    """RFC 9110 section 7.6.2: OPTIONS with Max-Forwards 0 is not forwarded, with another number it goes on with one less."""
    told = headers.get("Max-Forwards")
    if method != "OPTIONS" or told is None or _HOPS.fullmatch(told) is None:
        return headers
    if not int(told):
        raise ProblemRaised(problems.last_hop())
    return headers.without("Max-Forwards").plus(("Max-Forwards", str(int(told) - 1)))


def _choose_id(received: Headers, new_request_id: Callable[[], str]) -> str:
    given = received.get_all("X-Request-Id")
    return given[0] if len(given) == 1 and _SANE_ID.fullmatch(given[0]) else new_request_id()


def _check_framing(request: web.BaseRequest, received: Headers) -> None:
    if len(received.get("Content-Length") or "") > _LONGEST_LENGTH:
        # "A recipient MUST anticipate potentially large decimal numerals" (RFC 9110 section 8.6): whoever stands in front of us
        # may read fewer digits of it.
        raise ProblemRaised(problems.unreadable_body())
    coding = received.get("Transfer-Encoding")
    if coding is None:
        return
    if request.version < (1, 1):
        # "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat the
        # message as if the framing is faulty" (RFC 9112 section 6.1).
        raise ProblemRaised(problems.unreadable_body())
    if coding.lower() != "chunked":
        # "A server that receives a request message with a transfer coding it does not understand SHOULD respond with 501"
        raise ProblemRaised(problems.unknown_transfer_coding())
