"""A WireRequest as the bytes that are sent, in its own spelling and order. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from operator import itemgetter

from msgspec import Struct
from yarl import URL

from gateway.hop_by_hop import is_hop_by_hop, keep_end_to_end
from gateway.remembered import LONG_NAMES, Remembered
from gateway.upstream import failures
from gateway.wire import WireRequest

# Ours to say, and not the caller's: the host is the endpoint's, the length is the body's, and whoever expected a
# 100 (Continue) has had it.
_OURS = frozenset({"host", "content-length", "expect"})
# Without a body these say nothing of its length; "a user agent SHOULD send Content-Length in a request when the method defines
# a meaning for enclosed content" (RFC 9110 section 8.6).
_WITHOUT_CONTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_name_of = itemgetter(0)


class Outgoing(Struct, frozen=True):
    """What is sent to whichever endpoint is chosen, as often as that takes. `repeatable` tells that it changes nothing.

    `before_host` and `behind_host` are the head without what the Host field says, which is the endpoint's.
    """

    method: str
    before_host: bytes
    behind_host: bytes
    body: bytes
    repeatable: bool

    def __repr__(self) -> str:
        return f"Outgoing({self.method}, {len(self.body)} bytes)"

    @classmethod
    def of(cls, request: WireRequest, *, repeatable: bool) -> Outgoing:
        """Raises ProblemRaised (MALFORMED) for header bytes that cannot be sent, ValueError for a target or a field that no
        request can hold."""
        fields = list(request.headers.fields)
        sent, told = _SENT[tuple(map(_name_of, fields))]
        if "connection" in told:  # it may name others
            kept = keep_end_to_end(request.headers, _OURS)
            fields, told = list(kept.fields), frozenset(kept.names)
        elif False in sent:
            fields = list(compress(fields, sent))
        if "accept-encoding" not in told:
            # Said and not left open: "If no Accept-Encoding header field is in the request, any content coding is considered
            # acceptable by the user agent" (RFC 9110 section 12.5.3).
            fields.append(("Accept-Encoding", "identity"))
        if request.body or request.method not in _WITHOUT_CONTENT:
            fields.append(("Content-Length", str(len(request.body))))
        return cls.with_fields(request.method, request.target, fields, request.body, repeatable=repeatable)

    @classmethod
    def with_fields(
        cls, method: str, target: str, fields: Iterable[tuple[str, str]], body: bytes = b"", *, repeatable: bool = True
    ) -> Outgoing:
        """With these fields behind Host and no others. Raises as `of` does."""
        if not (target[:1] == "/" and target.isascii() and target.isprintable() and " " not in target):
            raise ValueError("a request-target begins with a slash and holds visible ASCII characters only")
        lines = ["", *map(": ".join, fields)]
        said = "".join(lines)
        if "\r" in said or "\n" in said or "\0" in said:
            raise ValueError("a field of a request holds no line break and no NUL")
        before, behind = f"{method} {target} HTTP/1.1\r\nHost: ", "\r\n".join(lines)
        return cls(method, before.encode("ascii"), _encoded(behind), body, repeatable)

    def head(self, host: bytes) -> bytes:
        """The head as it goes to that host."""
        return b"%b%b%b\r\n\r\n" % (self.before_host, host, self.behind_host)


def parse_endpoint(endpoint: str) -> URL:
    """Scheme, host and port, nothing else. Raises ValueError."""
    url = URL(endpoint)
    if url.scheme not in {"http", "https"} or not url.raw_host or url != url.origin() or "@" in endpoint:
        raise ValueError("an endpoint is http:// or https://, a host and perhaps a port, and nothing behind it")
    try:
        url.raw_host.encode("idna")  # as the system will, to look it up
    except UnicodeError as error:
        raise ValueError("an endpoint's host has a part that is empty or longer than 63 characters") from error
    return url


def _what_is_sent(names: tuple[str, ...]) -> tuple[tuple[bool, ...], frozenset[str]]:
    """Whether each of these fields is sent on, where none of them is Connection; the names in lower case."""
    keys = [name.lower() for name in names]
    return tuple([key not in _OURS and not is_hop_by_hop(key) for key in keys]), frozenset(keys)


_SENT = Remembered(_what_is_sent, most=256, longest=LONG_NAMES)  # callers have few ways to ask


def _encoded(text: str) -> bytes:
    """The bytes that this latin-1 text stands for, which must be UTF-8."""
    try:
        written = text.encode("latin-1")
        if not text.isascii():
            written.decode("utf-8")
    except UnicodeError as error:
        raise failures.unsendable() from error
    return written
