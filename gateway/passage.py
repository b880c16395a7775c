"""Answers that need no translation: the same dialect on both sides, nothing to rewrite. Their bytes pass unread.

Anything that speaks against it, a mapped account, another suffix, a switch, an error, a body of another type or one that
names the backend's own host, and the answer takes the long way.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.target import read_suffix
from gateway.model import ApiRequest, ApiResponse, Media, Representation
from gateway.wire import WireRequest, WireResponse

_TYPES = {
    Representation.JSON: frozenset({"application/json", "text/json"}),
    Representation.XML: frozenset({"application/xml", "text/xml"}),
}
_CARRIED = ("Date", "Cache-Control", "Expires", "ETag", "Last-Modified", "Retry-After")


@dataclass(frozen=True, slots=True)
class Pair:
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
    succeeded = HTTPStatus.OK <= incoming.status < HTTPStatus.MULTIPLE_CHOICES
    if not succeeded or not incoming.body or named not in _TYPES.get(asked.representation, ()):
        return None
    if asked.reply_type and asked.reply_type != content_type.lower():
        return None
    if "Location" in incoming.headers:  # it has to be turned around
        return None
    hosts = (urlsplit(url).netloc.encode() for url in (behind.base_url, *behind.other_urls))
    if any(host and host in incoming.body for host in hosts):
        return None
    carried = tuple((name, value) for name in _CARRIED if (value := incoming.headers.get(name)))
    return ApiResponse(incoming.status, Media(content_type, incoming.body), headers=carried)
