"""Answers that need no translation: the same dialect on both sides, nothing to rewrite. Their bytes pass unread.

Anything that speaks against it, a mapped account, another suffix, a switch, an error, a body of another type or one that
names the backend's own host, and the answer takes the long way. A large body is looked at in its beginning alone, and then
passed on as it arrives.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from gateway.dialects.answer_headers import carried_unread
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.target import read_suffix
from gateway.model import ApiRequest, ApiResponse, Media, Representation
from gateway.wire import BegunStream, WireRequest, WireResponse

_TYPES = {
    Representation.JSON: frozenset({"application/json", "text/json"}),
    Representation.XML: frozenset({"application/xml", "text/xml"}),
}
_SUCCESS = 2  # the class of the status
LOOKED_AT = 262_144
"""How many bytes of a body are looked at before they pass. A list that has not named its host by then does so nowhere."""


class Pair(Struct, frozen=True):
    """The two sides of a route: the dialect and the Face towards callers, and those towards the backend."""

    caller: Dialect
    front: Face
    backend: Dialect
    behind: Face


def may_pass(asked: ApiRequest, outgoing: WireRequest, pair: Pair) -> bool:
    """Whether an answer to this request could go to the caller as it is."""
    front, behind = pair.front, pair.behind
    return (
        pair.caller is pair.backend
        and front.base_path == behind.base_path
        and front.options == behind.options
        and asked.representation is behind.representation
        and asked.suffix == read_suffix(outgoing.path)
        and not pair.backend.recipes.get(asked.operation)
    )


def pass_unread(incoming: WireResponse, asked: ApiRequest, behind: Face) -> ApiResponse | None:
    """The answer with its bytes as they are, or None where it has to be read after all."""
    content_type = incoming.headers.get("Content-Type") or ""
    named = content_type.partition(";")[0].strip().lower()
    succeeded = incoming.status // 100 == _SUCCESS
    # What there is in the first place is asked for first: whether it is a protocol's takes long to find out.
    beginning = incoming.stream.begun if incoming.stream and isinstance(incoming.stream, BegunStream) else incoming.body
    if not succeeded or not beginning or named not in _TYPES.get(asked.representation, ()):
        return None
    if asked.reply_type and asked.reply_type != content_type.lower():
        return None
    if "Location" in incoming.headers:  # it has to be turned around
        return None
    if any(host in beginning for host in _hosts_of((behind.base_url, *behind.other_urls))):
        return None
    length = incoming.headers.get("Content-Length") if incoming.stream else None
    framing = (("Content-Length", length),) if length else ()
    return ApiResponse(
        incoming.status, Media(content_type, incoming.body, incoming.stream, framing), headers=carried_unread(incoming)
    )


@lru_cache(maxsize=64)
def _hosts_of(urls: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(host.encode() for url in urls if (host := urlsplit(url).netloc))


async def read_on(incoming: WireResponse) -> WireResponse:
    """The answer with its whole body, where that had only begun. Raises ProblemRaised where it breaks off or is too large."""
    if incoming.stream is None or not isinstance(incoming.stream, BegunStream):
        return incoming
    return replace(incoming, body=await incoming.stream.read(), stream=None)
