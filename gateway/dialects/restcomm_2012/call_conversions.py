"""The conversions of calls: how their status is spelled, where they went, and several calls made at once."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.dialects.change import Converted, Lossy, Scene
from gateway.dialects.restcomm_2012.conversions import keeps_words
from gateway.dialects.restcomm_2012.words import CALL_WORDS, read_by, shown_by
from gateway.model import Fields, Value

_READ_STATUS = read_by(CALL_WORDS)
_SHOWN_STATUS = shown_by(CALL_WORDS)
_LOWER_ON_EVERY_LEG = frozenset({"in-progress", "completed"})
_DIRECTIONS = {"Client-To-Client": "outbound-dial", "outbound": "outbound-api"}


def read_sid(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """A call to a client that is registered several times becomes several calls: the first is shown."""
    del scene
    sid = item.get("Sid")
    if not isinstance(sid, tuple):
        return {"sid": sid}
    first = sid[0] if sid else None
    return {"sid": Lossy(first, "the backend made several calls of it; only the first is shown") if sid[1:] else first}


def show_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The documented word, or as servers spell it: an outgoing leg's in capitals, but for the two that never are."""
    told = item.get("status")
    word = _document(told)
    if not isinstance(told, str) or scene.face.text("status_spelling") != "server":
        return {"Status": word}
    if told not in _SHOWN_STATUS:  # a server's own spelling, which a backend of this dialect gave
        return {"Status": told}
    shown = _SHOWN_STATUS[told]
    capitals = item.get("direction") != "inbound" and shown not in _LOWER_ON_EVERY_LEG
    return {"Status": shown.upper().replace("-", "_") if capitals else shown}


def read_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    told = item.get("Status")
    return {"status": told if keeps_words(scene) else _document(told)}


def _document(status: Value) -> Value:
    """Any of a server's spellings as the documented word."""
    if not isinstance(status, str):
        return status
    word = status.lower().replace("_", "-")
    meant = _READ_STATUS.get(word, word)
    return _SHOWN_STATUS.get(meant, meant)


def read_direction(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """One of the three everybody has."""
    told = item.get("Direction")
    nearest = _DIRECTIONS.get(told) if isinstance(told, str) else None
    if nearest is None or keeps_words(scene):
        return {"direction": told}
    return {"direction": Lossy(nearest, "the nearest of three words stands for it")}
