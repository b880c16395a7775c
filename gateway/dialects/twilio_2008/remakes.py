"""Canonical fields 2008 lacks and that can be made again where a 2008 backend answers: the URIs of an item."""

from __future__ import annotations

from gateway.dialects.change import MakeField, Scene
from gateway.dialects.links import link_to
from gateway.model import Fields, Link, Value


def uri_of(*path: str) -> MakeField:
    """Makes `uri` from a path below the account; a segment in braces is filled from the item."""

    def make(item: Fields, scene: Scene) -> Value:
        return _link(path, item, scene)

    return make


def subresources_of(names: str, *path: str) -> MakeField:
    """Makes `subresource_uris`: each name is the path of the item with the name's own segment behind it."""
    pairs = tuple(word.partition("=")[::2] for word in names.split())

    def make(item: Fields, scene: Scene) -> Value:
        return {key: _link((*path, *segment.split("/")), item, scene) for key, segment in pairs}

    return make


def message_uri(item: Fields, scene: Scene) -> Value:
    """`uri` of a message: where the caller's own operation has it, the older path of the two or the newer."""
    older = scene.asked.operation.startswith("sms.")
    return _link((*(("SMS",) if older else ()), "Messages", "{sid}"), item, scene)


def recording_uri(item: Fields, scene: Scene) -> Value:
    """`uri` of a recording: below its call where it was asked for there."""
    below_call = scene.asked.operation.startswith("calls.")
    return _link((*(("Calls", "{call_sid}") if below_call else ()), "Recordings", "{sid}"), item, scene)


def account_uri(item: Fields, scene: Scene) -> Value:
    del scene
    return link_to(("Accounts", str(item.get("sid"))))


def account_subresources(names: str) -> MakeField:
    """`subresource_uris` of an account, by `key=Segment` words."""
    pairs = tuple(word.partition("=")[::2] for word in names.split())

    def make(item: Fields, scene: Scene) -> Value:
        del scene
        return {key: link_to(("Accounts", str(item.get("sid")), *segment.split("/"))) for key, segment in pairs}

    return make


def _link(path: tuple[str, ...], item: Fields, scene: Scene) -> Link | None:
    account = item.get("account_sid") or scene.asked.account
    segments = [str(item.get(part[1:-1]) or "") if part.startswith("{") else part for part in path]
    if not account or not all(segments):
        return None
    return link_to(("Accounts", str(account), *segments))
