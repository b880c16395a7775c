"""The conversions of 2008 that take more than one field: segments, flags, statuses, machine detection, redirects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.dialects.change import Lossy, Scene
from gateway.model import Fields, Value

SEGMENT = frozenset({"sid", "parent_call_sid"})
STATUS = frozenset({"status", "direction"})
FLAGS = frozenset({"direction", "parent_call_sid"})
"""What the conversions to 2008 look at in an item."""
_INBOUND, _BY_API, _BY_DIAL = 1, 2, 4
_REPLY = 2
_DIALLED = "outbound-dial"
_CALL_STATUS = {
    "queued": "0",
    "initiated": "0",
    "in-progress": "1",
    "completed": "2",
    "busy": "3",
    "failed": "4",
    "no-answer": "5",
    "canceled": "5",
}
_CALL_STATUS_BACK = {"0": "queued", "1": "in-progress", "2": "completed", "3": "busy", "4": "failed", "5": "no-answer"}
_MESSAGE_FLAGS = {"inbound": "1", "outbound-reply": "2", "outbound-api": "4", "outbound-call": "4"}


def show_segment(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """All legs of a call share its Sid; a leg made by `<Dial>` has a CallSegmentSid of its own."""
    del scene
    parent = item.get("parent_call_sid")
    return {"Sid": parent or item.get("sid"), "CallSegmentSid": item.get("sid") if parent else ""}


def show_segments(items: Mapping[str, Sequence[Value]]) -> Mapping[str, Sequence[Value]] | None:
    """Many calls at once, of which none is a leg of another."""
    sids, parents = items.get("sid"), items.get("parent_call_sid")
    if not sids or (parents and any(parents)):
        return None
    return {"Sid": sids, "CallSegmentSid": [""] * len(sids)}


def read_segment(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """A leg is a call of its own in 2010, with the sid of the first leg as its parent's."""
    del scene
    segment = item.get("CallSegmentSid") or None
    return {"sid": segment or item.get("Sid"), "parent_call_sid": item.get("Sid") if segment else None}


def show_call_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """2008 had no ringing; an inbound call is in progress from its first webhook on, an outbound one not yet dialled."""
    del scene
    status = item.get("status")
    if status is None:
        return {"Status": None}
    if status == "ringing":
        inbound = bool(call_flags(item) & _INBOUND)
        return {"Status": "1" if inbound else "0"}
    known = _CALL_STATUS.get(str(status))
    return {"Status": known if known is not None else status}


def read_call_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    status = item.get("Status")
    return {"status": _CALL_STATUS_BACK.get(str(status), status)}


def call_flags(item: Fields, parent: Fields | None = None) -> int:
    """1 inbound, 2 by the API, 4 made by `<Dial>`, which keeps the bit of its parent where that is known."""
    direction = str(item.get("direction") or "")
    if direction == _DIALLED:
        return _BY_DIAL | (call_flags(parent) if parent else 0)
    if direction == "outbound-api":
        return _BY_API
    return _INBOUND if "inbound" in direction or "originating" in direction else _BY_API


def show_call_flags(item: Fields, scene: Scene) -> Mapping[str, Value]:
    direction = item.get("direction")
    if not direction:
        return {"Flags": None}
    # Nothing else depends on the parent, and to look for one is dear: the whole page is brought into that order.
    parent = scene.siblings.get(str(item.get("parent_call_sid"))) if direction == _DIALLED else None
    return {"Flags": str(call_flags(item, parent))}


def read_call_flags(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The undocumented bit 8 of live answers is ignored."""
    del scene
    told = item.get("Flags")
    if isinstance(told, str) and told in _USUAL_FLAGS:  # some values of odd answers can't be looked up
        return {"direction": _USUAL_FLAGS[told]}
    return {"direction": _call_direction(_bits(told))}


def _call_direction(flags: int | None) -> str | None:
    if flags is None:
        return None
    if flags & _BY_DIAL:
        return _DIALLED
    return "inbound" if flags & _INBOUND else "outbound-api"


_USUAL_FLAGS: Mapping[str, str | None] = {str(flags): _call_direction(flags) for flags in range(16)}


def show_message_flags(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """1 inbound, 2 a reply, 4 sent by the API."""
    del scene
    direction = item.get("direction")
    return {"Flags": _MESSAGE_FLAGS.get(str(direction)) if direction else None}


def read_message_flags(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    flags = _bits(item.get("Flags"))
    if flags is None:
        return {"direction": None}
    if flags & _INBOUND:
        return {"direction": "inbound"}
    return {"direction": "outbound-reply" if flags & _REPLY else "outbound-api"}


def _bits(value: Value) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("4294967295") else None


def read_if_machine(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """IfMachine → MachineDetection. Sources write its values in both cases."""
    del scene
    word = given["IfMachine"].lower()
    if word == "continue":
        return {"MachineDetection": "DetectMessageEnd"}
    if word == "hangup":
        return {"MachineDetection": Lossy("Enable", "the backend tells that a machine answered and does not hang up by itself")}
    return {"MachineDetection": given["IfMachine"]}


def show_if_machine(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """MachineDetection → IfMachine. Never Hangup: nobody asked to hang up."""
    del scene
    if given["MachineDetection"] == "DetectMessageEnd":
        return {"IfMachine": "Continue"}
    return {"IfMachine": Lossy("Continue", "the backend goes on after the beep instead of telling at once")}


def clamp_timeout(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """2008 allows 999 seconds, modern 2010 600."""
    text, most = given["Timeout"], scene.face.count("max_timeout")
    if text.isascii() and text.isdigit() and int(text[:9]) > most:
        return {"Timeout": Lossy(str(most), f"the backend waits {most} seconds at most")}
    return {"Timeout": text}


def keep_timeout(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    del scene
    return {"Timeout": given["Timeout"]}


def read_redirect(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    """CurrentUrl, CurrentMethod → Url, Method. Clients write Method for CurrentMethod too."""
    del scene
    pairs = (("Url", given.get("CurrentUrl")), ("Method", given.get("CurrentMethod", given.get("Method"))))
    return {name: value for name, value in pairs if value is not None}


def show_redirect(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    del scene
    names = {"Url": "CurrentUrl", "Method": "CurrentMethod"}
    return {names[name]: value for name, value in given.items()}


def read_muted(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    """`true` and `1` mute; anything else counts as false."""
    del scene
    return {"Muted": "true" if given["Muted"].lower() in ("true", "1") else "false"}


def show_muted(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    """In lower case: 2008 takes `True`, which clients of 2010 write, for not muted."""
    del scene
    return {"Muted": given["Muted"].lower()}


def show_status_text(item: Fields, scene: Scene) -> Value:
    """The word beside an account's status number."""
    del scene
    return {"active": "Active", "suspended": "Suspended", "closed": "Inactive"}.get(str(item.get("status")))


def show_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """Children `SMS` and `Voice`, whichever way the backend spells its keys."""
    del scene
    capabilities = item.get("capabilities")
    if not isinstance(capabilities, Mapping):
        return {"Capabilities": None}
    lower = {key.lower(): value for key, value in capabilities.items()}
    return {"Capabilities": {name: lower.get(name.lower()) for name in ("SMS", "Voice")}}


def read_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    shown = item.get("Capabilities")
    if not isinstance(shown, Mapping):
        return {"capabilities": None}
    return {"capabilities": {key.lower(): value in (True, "true") for key, value in shown.items()}}
