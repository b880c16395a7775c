"""A WireRequest in the terms of the HTTP client, byte for byte. Pure."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from yarl import URL

from gateway.hop_by_hop import keep_end_to_end
from gateway.upstream import failures
from gateway.wire import Headers, WireRequest

_ORIGIN_FORM = re.compile(r"/[\x21-\x7e]*")
# Ours to say, and not the caller's: the host is the endpoint's, the length is the body's, and whoever expected a
# 100 (Continue) has had it.
_OURS = ("Host", "Content-Length", "Expect")
_WRITTEN_AT_ONCE = 1_048_576  # bytes; a larger body is written piece by piece, lest it hold up other calls


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is sent to whichever endpoint is chosen, as often as that takes. `repeatable` tells that it changes nothing."""

    method: str
    target: str = field(repr=False)
    fields: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(repr=False)
    repeatable: bool

    @classmethod
    def of(cls, request: WireRequest, *, repeatable: bool) -> Outgoing:
        """Raises ProblemRaised (MALFORMED) for header bytes that cannot be sent, ValueError for a target that cannot."""
        if _ORIGIN_FORM.fullmatch(request.target) is None:
            raise ValueError("a request-target begins with a slash and holds visible ASCII characters only")
        return cls(request.method, request.target, _outgoing_fields(request.headers), request.body, repeatable)

    def data(self) -> bytes | io.BytesIO | None:
        """The body as the client takes it, for one attempt."""
        if not self.body:
            return None
        return self.body if len(self.body) <= _WRITTEN_AT_ONCE else io.BytesIO(self.body)


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


def address(endpoint: URL, target: str) -> URL:
    """Where a target leads at an endpoint."""
    # All of the target goes in as the path, already encoded: as path and query a trailing `?` would get lost, and as text
    # `%41` would become `A` and `..` be resolved.
    return URL.build(scheme=endpoint.scheme, authority=endpoint.raw_authority, path=target, encoded=True)


def _outgoing_fields(headers: Headers) -> list[tuple[str, str]]:
    passed = keep_end_to_end(headers).without(*_OURS)
    if "Accept-Encoding" not in passed:
        # Said and not left open: "If no Accept-Encoding header field is in the request, any content coding is considered
        # acceptable by the user agent" (RFC 9110 section 12.5.3).
        passed = passed.plus(("Accept-Encoding", "identity"))
    # aiohttp takes a repeated field that is spelled in another case for a new value of the first and drops that.
    spelling: dict[str, str] = {}
    return [(spelling.setdefault(name.lower(), name), _as_written(value)) for name, value in passed]


def _as_written(value: str) -> str:
    """The text whose UTF-8 form, which aiohttp sends, is the bytes that this latin-1 text stands for."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise failures.unsendable() from error
