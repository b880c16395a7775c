"""Canonical fields the JSON-envelope API lacks and that can be made again where a backend of it answers, besides URIs."""

from __future__ import annotations

from gateway.dialects.change import Scene
from gateway.model import Fields, Value

_VERSION = "2010-04-01"
_SEGMENT = 160  # characters of a text message that travel together
_MOST_SEGMENTS = 3  # "cut at 160 into at most 3 parts" (reference, SMS page)


def account_of(item: Fields, scene: Scene) -> Value:
    """The account the call is made for: the API key implies it."""
    del item
    return scene.asked.account


def api_version(item: Fields, scene: Scene) -> Value:
    """The canonical one. Dialects that show a version of their own put it in its place."""
    del item, scene
    return _VERSION


def no_media(item: Fields, scene: Scene) -> Value:
    """A message of this API is text."""
    del item, scene
    return "0"


def segments(item: Fields, scene: Scene) -> Value:
    """How many parts a message travels in."""
    del scene
    length = len(str(item.get("body") or ""))
    return str(min(max(1, -(-length // _SEGMENT)), _MOST_SEGMENTS))
