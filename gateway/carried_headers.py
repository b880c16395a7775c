"""Which of a caller's header fields go on to the backend, once the hop-by-hop ones are gone. Pure.

A translated request is a new message: fields that describe the old body, the old credentials or a stored copy of another
representation are left behind. Everything else goes on as it came, and nothing is invented.
"""

from __future__ import annotations

from gateway.wire import Headers

_DESCRIBES_THE_MESSAGE = frozenset(
    {"host", "content-type", "content-length", "content-encoding", "content-md5", "digest", "content-digest", "expect"}
)
_NEGOTIATES = frozenset({"accept", "accept-encoding", "accept-charset"})
_AUTHENTICATES = frozenset({"authorization", "authentication", "cookie"})
_OF_A_STORED_COPY = frozenset({"range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})
_CLAIMS_ABOUT_THE_CALLER = frozenset({"forwarded", "x-real-ip", "true-client-ip", "x-client-ip", "x-cluster-client-ip"})
_FORWARDED = "x-forwarded-"
# Servers that know these fields carry out another request than the one that was admitted; `Proxy` becomes HTTP_PROXY in CGI.
_OVERRULES_THE_REQUEST = frozenset(
    {
        "x-http-method",
        "x-http-method-override",
        "x-method-override",
        "x-original-url",
        "x-original-uri",
        "x-original-host",
        "x-rewrite-url",
        "x-host",
        "proxy",
    }
)
_ALWAYS_LEFT = (
    _DESCRIBES_THE_MESSAGE
    | _NEGOTIATES
    | _AUTHENTICATES
    | _CLAIMS_ABOUT_THE_CALLER
    | _OVERRULES_THE_REQUEST
    | {"transfer-encoding"}
)


def carry_headers(headers: Headers, *, media: bool) -> tuple[tuple[str, str], ...]:
    """The fields a backend gets too. Ranges and conditions only for media, whose bytes are the backend's own."""
    left = _ALWAYS_LEFT if media else _ALWAYS_LEFT | _OF_A_STORED_COPY
    return tuple((name, value) for name, value in headers if not _is_left(name, left))


def _is_left(name: str, left: frozenset[str]) -> bool:
    # CGI and its heirs can't tell `_` from `-`: to them X_Forwarded_For is X-Forwarded-For.
    plain = name.lower().replace("_", "-")
    return plain in left or plain.startswith(_FORWARDED)
