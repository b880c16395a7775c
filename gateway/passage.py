"""Answers that need no translation: the same dialect on both sides, nothing to rewrite. Their bytes pass unread.

Anything that speaks against it, a mapped account, another suffix, a switch, an error, a body of another type or one that
names the backend's own host, and the answer takes the long way. A large body is looked at in its beginning alone, and then
passed on as it arrives.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from msgspec.structs import replace

from gateway.dialects.answer_headers import carried_unread
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.target import read_suffix
from gateway.model import ApiRequest, ApiResponse, Media, Representation
from gateway.remembered import Remembered
from gateway.wire import BegunStream, WireRequest, WireResponse

_TYPES = {
    "application/json": Representation.JSON,
    "text/json": Representation.JSON,
    "application/xml": Representation.XML,
    "text/xml": Representation.XML,
}
_SUCCESS = 2  # the class of the status
LOOKED_AT = 262_144
"""How many bytes of a body are looked at before they pass. A list that has not named its host by then does so nowhere."""


def may_pass(asked: ApiRequest, outgoing: WireRequest, dialect: Dialect, front: Face, behind: Face) -> bool:
    """Whether an answer to this request could go as it is to a caller of the same dialect, spoken in these places."""
    return (
        asked.representation is behind.representation
        and asked.suffix == read_suffix(outgoing.path)
        and asked.operation not in dialect.recipes
        and front.base_path == behind.base_path
        and front.options == behind.options
    )


def pass_unread(incoming: WireResponse, asked: ApiRequest, behind: Face) -> ApiResponse | None:
    """The answer with its bytes as they are, or None where it has to be read after all."""
    headers, stream = incoming.headers, incoming.stream
    # What there is in the first place is asked for first: whether it is a protocol's takes long to find out.
    beginning = stream.begun if stream is not None and isinstance(stream, BegunStream) else incoming.body
    if incoming.status // 100 != _SUCCESS or not beginning or "location" in headers.names:  # which has to be turned around
        return None
    content_type = headers.get("Content-Type") or ""
    if _REPRESENTATIONS[content_type] is not asked.representation:
        return None
    if asked.reply_type and asked.reply_type != content_type.lower():
        return None
    for host in _hosts_of(behind.base_url, behind.other_urls):
        if host in beginning:
            return None
    length = headers.get("Content-Length") if stream else None
    framing = (("Content-Length", length),) if length else ()
    return ApiResponse(
        incoming.status, Media(content_type, incoming.body, incoming.stream, framing), headers=carried_unread(incoming)
    )


def _representation_of(content_type: str) -> Representation | None:
    return _TYPES.get(content_type.partition(";")[0].strip().lower())


_REPRESENTATIONS: Remembered[str, Representation | None] = Remembered(_representation_of, most=64)


@lru_cache(maxsize=64)
def _hosts_of(base_url: str, other_urls: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(host.encode() for url in (base_url, *other_urls) if (host := urlsplit(url).netloc))


async def read_on(incoming: WireResponse) -> WireResponse:
    """The answer with its whole body, where that had only begun. Raises ProblemRaised where it breaks off or is too large."""
    if incoming.stream is None or not isinstance(incoming.stream, BegunStream):
        return incoming
    return replace(incoming, body=await incoming.stream.read(), stream=None)
