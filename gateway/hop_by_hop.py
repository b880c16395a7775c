"""Which header fields belong to one connection only and must not be passed on. Pure; both sides of the gateway use it.

"Intermediaries MUST parse a received Connection header field before a message is forwarded and, for each connection-option in
this field, remove any header or trailer field(s) from the message with the same name as the connection-option, and then
remove the Connection header field itself" (RFC 9110 section 7.6.1). The same section names the fields that are to be removed
even where Connection does not name them: Proxy-Connection, Keep-Alive, TE, Transfer-Encoding, Upgrade.
"""

from __future__ import annotations

from gateway.remembered import LONG_NAMES, Remembered
from gateway.wire import Headers

# Trailer announces fields that come behind a chunked body (RFC 9110 section 6.6.2). Trailers are not passed on, so neither is
# the announcement, and neither is `TE: trailers`, which asks for them.
_ALWAYS = frozenset({"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})

# Proxy-Authorization and its kin speak to the first proxy that wants them (RFC 9110 section 11.7), Proxy-Connection is a
# relic of HTTP/1.0: none of them is the backend's, or the caller's, business.
_PROXY_PREFIX = "proxy-"

# "A sender MUST NOT send a connection option corresponding to a field that is intended for all recipients of the content. For
# example, Cache-Control is never appropriate as a connection option" (the same section). Who names one of these all the same
# would have us lose whose message it is, what it means, or how it is to be kept.
_NEVER = frozenset(
    {
        "accept",
        "age",
        "allow",
        "authentication",
        "authorization",
        "cache-control",
        "date",
        "etag",
        "expires",
        "host",
        "last-modified",
        "location",
        "retry-after",
        "vary",
        "www-authenticate",
    }
)
_CONTENT_PREFIX = "content-"

NAMES_NO_FIELD = frozenset({"close", "keep-alive"})
"""The values of a Connection field by which no other field becomes one of the connection."""


def is_hop_by_hop(name: str) -> bool:
    """Whether a field of that name, in lower case, belongs to one connection whatever Connection says."""
    return name in _ALWAYS or name.startswith(_PROXY_PREFIX)


def keep_end_to_end(headers: Headers, besides: frozenset[str] = frozenset()) -> Headers:
    """The fields that are meant for the other end, in order, repeats kept, without those `besides` (in lower case)."""
    return headers.drop(_DROPPED[headers.get_all("Connection")] | besides, _PROXY_PREFIX)


def _dropped(connection: tuple[str, ...]) -> frozenset[str]:
    options = (option.strip().lower() for value in connection for option in value.split(","))
    named = {option for option in options if option not in _NEVER and not option.startswith(_CONTENT_PREFIX)}
    return _ALWAYS | named


_DROPPED = Remembered(_dropped, most=32, longest=LONG_NAMES)  # there are few, and it is asked for each message
