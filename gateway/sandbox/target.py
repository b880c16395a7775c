"""Reads a request target: which API path it names and in which form the answer is wanted.

The suffix alone decides the form: none and `.xml` are XML, whatever `Accept` says. Segments are case-sensitive.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from gateway.sandbox.forms import Form, escape_raw, read_form
from gateway.sandbox.rendering import Representation
from gateway.sandbox.values import API_VERSION
from gateway.wire import WireRequest

_FORMS = {"": Representation.XML, ".xml": Representation.XML, ".json": Representation.JSON, ".csv": Representation.CSV}
_MEDIA = (".wav", ".mp3", ".txt")


@dataclass(frozen=True, slots=True)
class Target:
    """`segments` are the decoded segments behind the version without the suffix, empty for any path that is not the API's."""

    path: str
    segments: tuple[str, ...]
    suffix: str
    query: Form

    @property
    def form(self) -> Representation:
        """The form of the answer, also of an error: one about a media path is XML."""
        return _FORMS.get(self.suffix, Representation.XML)

    @property
    def is_media(self) -> bool:
        return self.suffix in _MEDIA


def read_target(request: WireRequest) -> Target:
    """Any target at all gives a value."""
    suffix = next((known for known in (*_FORMS, *_MEDIA) if known and request.path.endswith(known)), "")
    bare = request.path.removesuffix(suffix)
    query = read_form(_bytes(request.query))
    version, *parts = escape_raw(_bytes(bare)).removeprefix("/").split("/")
    segments = tuple(unquote(part) for part in parts) if bare.startswith("/") and version == API_VERSION else ()
    return Target(request.path, segments, suffix, query)


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
