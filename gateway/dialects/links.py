"""URIs of the API inside bodies: read free of host, base path, version and suffix, written for whoever asks.

Which fields hold such URIs is told by their names, in every resource alike (`uri`, `…_uri`, `subresource_uris`), and by the
tables for the few whole URLs. A URL of the customer's own (`voice_url`) is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gateway.dialects.face import Face
from gateway.dialects.target import below_version, write_path
from gateway.model import Link

_SUFFIX = re.compile(r"\.(?:json|xml|csv|html)$")
_ON_ANY_SEGMENT = re.compile(r"\.json(?=/|$)")
_USUAL_SUFFIX = ".json"
WHOLE_URLS = frozenset({"media_url", "recording_url", "redirect_to", "transcription_url"})
"""Fields that hold a whole URL of the API."""


def is_link_name(key: str) -> bool:
    """Whether a field of that name holds a URI of the API."""
    return key == "uri" or key.endswith("_uri") or key in WHOLE_URLS


def read_link(text: str, face: Face, version: str, *, whole: bool = False, suffix_anywhere: bool = False) -> Link | str:
    """The link a URI means, or the text itself where it leads elsewhere. `whole` is what a field holds, however it was written.

    A backend behind a proxy that takes the base path away writes its URIs without it: those are read too.
    """
    begin = f"{face.base_path}/{version}/"
    if text.startswith(begin) and begin.startswith("/"):  # nearly all: no host, and no other suffix
        path, _, query = text[len(begin) - 1 :].partition("?")
        rest = path.removesuffix(_USUAL_SUFFIX)
        if "." not in rest:
            return Link(rest, query, whole)
    own = face.without_host(text)
    path, _, query = (text if own is None else own).partition("?")
    below = below_version(path, face.base_path, version) or below_version(path, "", version)
    if below is None:
        return text
    return Link((_ON_ANY_SEGMENT if suffix_anywhere else _SUFFIX).sub("", below), query, whole)


def write_link(link: Link, face: Face, version: str, suffix: str) -> str:
    """The URI as a caller's dialect writes it; a body repeats the suffix that was asked."""
    query = f"?{link.query}" if link.query else ""
    if link.absolute:
        return f"{face.base_url}{face.base_path}/{version}{link.path}{query}"
    return f"{face.base_path}/{version}{link.path}{suffix}{query}"


def link_to(segments: Iterable[str], query: str = "") -> Link:
    """A link to the segments below the version."""
    return Link(write_path(segments), query)
