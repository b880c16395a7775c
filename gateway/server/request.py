"""From the HTTP parser's message to a WireRequest without its body; whatever cannot be one is a Problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from gateway.hop_by_hop import keep_end_to_end
from gateway.model import ProblemRaised
from gateway.server import problems
from gateway.server.field_names import RECEIVED_NAMES
from gateway.server.incoming import Incoming
from gateway.server.target import guess_target, is_authority, split_target
from gateway.wire import Headers, WireRequest

# The parser also lets HTTP/0.9 and HTTP/2.0, RTSP and ICE, and two spaces in a row pass.
_REQUEST_LINE = re.compile(rb"[^ ]+ [^ ]+ HTTP/1\.[01]")
_REFUSED_METHODS = frozenset({"CONNECT", "TRACE"})
_LONGEST_LENGTH = 20  # digits, as many as 64 bits need
_HOPS = re.compile(r"[0-9]{1,9}")
_SANE_ID = re.compile(r"[\x21-\x7e]{1,128}")

# What describes how the body came to us and not what it is. The body is read whole: its length is `len(body)`, and
# the expectation was met when it was read (RFC 9110 section 10.1.1). The id is ours to choose.
_NOT_PASSED_ON = frozenset({"content-length", "expect", "x-request-id"})
_ABOUT_THE_WAY = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"})
# The options of a Connection field that name no other field.
_OF_THE_CONNECTION_ALONE = frozenset({"close", "keep-alive"})


class Head(Struct, frozen=True):
    """A request without its body. `request_id` is the id we know it by, `host` the one it names, empty where it names none.

    `expected` are its Expect fields. `tells_of_way` is whether there is anything in it for `Forwarding.trace` to read.
    """

    request: WireRequest
    request_id: str
    host: str
    expected: Sequence[str]
    tells_of_way: bool


def read_head(incoming: Incoming, *, new_request_id: Callable[[], str]) -> Head:
    """The request without its body. Raises ProblemRaised for what the parser lets pass and we do not.

    `X-Request-Id` is the caller's where that is 1 to 128 visible ASCII characters, else a new one.
    """
    message = incoming.message
    if _REQUEST_LINE.fullmatch(incoming.line) is None:
        raise ProblemRaised(problems.from_parser(None, incoming.line, 0))
    if message.method in _REFUSED_METHODS:
        raise ProblemRaised(problems.refused_method())
    names: list[str] | None
    noted, kept, names, tells_of_way = _sort(message.raw_headers)
    _check_framing(incoming, noted)
    target, authority = split_target(message.method, message.path)
    host = noted["host"][0] if "host" in noted else ""
    # "If the authority component is missing or undefined for the target URI, then a client MUST send a Host header field with
    # an empty field value" (RFC 9112 section 3.2).
    if host and not is_authority(host):
        raise ProblemRaised(problems.no_host())
    if "connection" in noted and not _OF_THE_CONNECTION_ALONE.issuperset(map(str.lower, noted["connection"])):
        kept, names = list(keep_end_to_end(received(incoming)).without(*_NOT_PASSED_ON)), None
    if "max-forwards" in noted and message.method == "OPTIONS":
        kept, names = list(_count_hop(Headers(kept))), None
    if authority is not None:
        # "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore
        # the received Host header field (if any)" (RFC 9112 section 3.2.2).
        host = authority
        kept, names = [("Host", authority), *Headers(kept).without("Host")], None
    request_id = _choose_id(noted["x-request-id"], new_request_id) if "x-request-id" in noted else new_request_id()
    kept.append(("X-Request-Id", request_id))
    if names is not None:  # those of other fields are found out where they are asked for
        names.append("x-request-id")
    request = WireRequest(message.method, target, Headers(kept, names), remote=incoming.caller.remote)
    return Head(request, request_id, host, noted.get("expect", ()), tells_of_way)


def received(incoming: Incoming) -> Headers:
    """All fields as they came."""
    # Bytes in, same bytes out: latin-1 maps each byte to the character of that number and back.
    return Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in incoming.message.raw_headers)


def guess_request(line: bytes, request_id: str) -> WireRequest:
    """As much of a request as a request line shows that was refused, broken or not: enough to know the caller's dialect."""
    method, _, rest = line.decode("latin-1").partition(" ")
    target = rest.lstrip(" ").partition(" ")[0]
    return WireRequest(method, guess_target(target), Headers([("X-Request-Id", request_id)]))


def _sort(
    raw_headers: Iterable[tuple[bytes, bytes]],
) -> tuple[dict[str, list[str]], list[tuple[str, str]], list[str], bool]:
    """The values of fields there is something to say of, by name; the fields that go on, and their names in small letters;
    whether one tells of the way here."""
    noted: dict[str, list[str]] = {}
    kept: list[tuple[str, str]] = []
    names: list[str] = []
    tells_of_way = False
    for raw_name, raw_value in raw_headers:
        name = RECEIVED_NAMES[raw_name]
        value = raw_value.decode("latin-1")
        key = name.key
        if not name.is_plain:
            noted.setdefault(key, []).append(value)
            tells_of_way = tells_of_way or key in _ABOUT_THE_WAY
            if key in _NOT_PASSED_ON or not name.end_to_end:
                continue
        kept.append((name.text, value))
        names.append(key)
    return noted, kept, names, tells_of_way


def _count_hop(headers: Headers) -> Headers:
    """RFC 9110 section 7.6.2: OPTIONS with Max-Forwards 0 is not forwarded, with another number it goes on with one less."""
    told = headers.get("Max-Forwards")
    if told is None or _HOPS.fullmatch(told) is None:
        return headers
    if not int(told):
        raise ProblemRaised(problems.last_hop())
    return headers.without("Max-Forwards").plus(("Max-Forwards", str(int(told) - 1)))


def _choose_id(given: Sequence[str], new_request_id: Callable[[], str]) -> str:
    return given[0] if len(given) == 1 and _SANE_ID.fullmatch(given[0]) else new_request_id()


def _check_framing(incoming: Incoming, noted: Mapping[str, Sequence[str]]) -> None:
    if "content-length" in noted and len(noted["content-length"][0]) > _LONGEST_LENGTH:
        # "A recipient MUST anticipate potentially large decimal numerals" (RFC 9110 section 8.6): whoever stands in front of us
        # may read fewer digits of it.
        raise ProblemRaised(problems.unreadable_body())
    if "transfer-encoding" not in noted:
        return
    if incoming.is_http_1_0:
        # "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat the
        # message as if the framing is faulty" (RFC 9112 section 6.1).
        raise ProblemRaised(problems.unreadable_body())
    if noted["transfer-encoding"][0].lower() != "chunked":
        # "A server that receives a request message with a transfer coding it does not understand SHOULD respond with 501"
        raise ProblemRaised(problems.unknown_transfer_coding())
