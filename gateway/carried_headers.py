"""Which of a caller's header fields go on to the backend, once the hop-by-hop ones are gone. Pure.

A translated request is a new message: fields that describe the old body, the old credentials or a stored copy of another
representation are left behind. Everything else goes on as it came, and nothing is invented.
"""

from __future__ import annotations

from gateway.remembered import Remembered
from gateway.wire import Headers

_DESCRIBES_THE_MESSAGE = frozenset({"host", "digest", "expect", "transfer-encoding"})
_CONTENT = "content-"
_NEGOTIATES = frozenset({"accept", "accept-encoding", "accept-charset"})
_AUTHENTICATES = frozenset({"authorization", "authentication", "cookie"})
# A range is a part of one representation, and If-Range belongs to it. A translated body has other bytes.
_RANGES = frozenset({"range", "if-range"})
_CONDITIONS = frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})
# What a backend may take for the word of the server in front of it. `WireRequest.forwarded` says what there is to say.
_CLAIMS_ABOUT_THE_CALLER = frozenset(
    {
        "cf-connecting-ip",
        "client-cert",  # "MUST sanitize the incoming request" (RFC 9440 section 4)
        "client-cert-chain",
        "fastly-client-ip",
        "forwarded",
        "front-end-https",
        "remote-user",
        "true-client-ip",
        "via",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-forwarded",
        "x-original-forwarded-for",
        "x-originating-ip",
        "x-real-ip",
        "x-remote-addr",
        "x-remote-ip",
        "x-remote-user",
        "x-scheme",
    }
)
_CLAIMS_PREFIXES = ("x-forwarded-", "x-ssl-client-", "ssl-client-")
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
_LEFT = _DESCRIBES_THE_MESSAGE | _NEGOTIATES | _AUTHENTICATES | _CLAIMS_ABOUT_THE_CALLER | _OVERRULES_THE_REQUEST
"""What is left of any request."""
_PREFIXES_LEFT = (_CONTENT, *_CLAIMS_PREFIXES)
_NOTHING, _MEDIA, _CONDITION, _ALL_ELSE = range(4)
"""What a field goes with: no request, one for media, those too whose conditions are the backend's to judge, or every one."""


def carry_headers(headers: Headers, *, media: bool, conditions: bool = False) -> tuple[tuple[str, str], ...]:
    """The fields a backend gets too.

    Ranges go only with a request for `media`, whose bytes are the backend's own. Conditions go with it too, and where
    `conditions` says so: for a request that changes something, which must not be done where the caller said "only if", and
    for one whose answer passes unread.
    """
    least = _MEDIA if media else _CONDITION if conditions else _ALL_ELSE
    return tuple([field for field in headers.fields if _GOES_WITH[field[0]] >= least])


def _goes_with(name: str) -> int:
    """The most demanding of the three kinds of request that a field of this name goes with."""
    # CGI and its heirs can't tell `_` from `-`: to them X_Forwarded_For is X-Forwarded-For.
    plain = name.lower().replace("_", "-")
    if plain in _LEFT or plain.startswith(_PREFIXES_LEFT):
        return _NOTHING
    if plain in _RANGES:
        return _MEDIA
    return _CONDITION if plain in _CONDITIONS else _ALL_ELSE


_GOES_WITH: Remembered[str, int] = Remembered(_goes_with, most=512)
