"""The conversions of items that take more than one field or look at more than the value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.dialects.change import Converted, Lossy, Scene
from gateway.dialects.remakes import link_below_account
from gateway.model import Fields, Value

_READ_STATUS = {"not-found": "failed", "wait-for-answer": "ringing"}
_SHOWN_STATUS = {"initiated": "queued"}
_LOWER_ON_EVERY_LEG = frozenset({"in-progress", "completed"})
_CAPABILITIES = ("voice", "sms", "mms", "fax")
_KINDS = {"voice": "voice_url", "sms": "sms_url"}


def show_sid(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    return {"Sid": item.get("sid")}


def read_sid(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """A call to a client that is registered several times becomes several calls: the first is shown."""
    del scene
    sid = item.get("Sid")
    if not isinstance(sid, tuple):
        return {"sid": sid}
    first = sid[0] if sid else None
    return {"sid": Lossy(first, "the backend made several calls of it; only the first is shown") if sid[1:] else first}


def show_call_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The documented word, or as servers spell it: an outgoing leg's in capitals, but for the two that never are."""
    word = item.get("status")
    if not isinstance(word, str):
        return {"Status": word}
    word = _SHOWN_STATUS.get(word, word)
    outgoing = item.get("direction") != "inbound"
    if scene.face.text("status_spelling") == "server" and outgoing and word not in _LOWER_ON_EVERY_LEG:
        return {"Status": word.upper().replace("-", "_")}
    return {"Status": word}


def read_call_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    return {"status": _normalise_status(item.get("Status"))}


def _normalise_status(status: Value) -> Value:
    """Any of a server's spellings as the documented word."""
    if not isinstance(status, str):
        return status
    word = status.lower().replace("_", "-")
    return _READ_STATUS.get(word, word)


def show_seconds(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """Seconds as the text of a double."""
    del scene
    seconds = item.get("duration")
    whole = isinstance(seconds, str) and re.fullmatch(r"-?\d+", seconds, re.ASCII)
    return {"Duration": f"{seconds}.0" if whole else seconds}


def read_seconds(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """Whole seconds; what is left of them is cut off."""
    del scene
    seconds = item.get("Duration")
    match = re.fullmatch(r"(-?\d+)\.(\d+)", seconds, re.ASCII) if isinstance(seconds, str) else None
    if match is None:
        return {"duration": seconds}
    return {"duration": Lossy(match[1], "the fraction of the second is cut off") if match[2].strip("0") else match[1]}


def show_file(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """Where the audio lies: at the recording's own path, as WAV."""
    sid = item.get("sid")
    return {"FileUri": link_below_account(("Recordings", f"{sid}.wav"), item, scene, whole=True) if sid else None}


def read_file(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The whole URL of the audio, wherever the backend has it; the recordings of a call have none."""
    if not scene.asked.operation.startswith("recordings."):
        return {}
    told = {"sid": item.get("Sid"), "account_sid": item.get("AccountSid")}
    found = item.get("FileUri")
    return {"media_url": link_below_account(("Recordings", "{sid}"), told, scene, whole=True) if found else None}


def show_conference_sid(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    return {"ConferenceSid": item.get("conference_sid")}


def read_conference_sid(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """That of the path: in JSON a server writes the parent call's sid there."""
    return {"conference_sid": scene.asked.id("conference_sid") or item.get("ConferenceSid")}


def show_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """All four, and none where the other side tells nothing."""
    del scene
    told = _lower(item.get("capabilities"))
    return {"Capabilities": {name: bool(told.get(name)) for name in _CAPABILITIES}}


def read_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    told = item.get("Capabilities")
    if not isinstance(told, Mapping):
        return {"capabilities": None}
    return {"capabilities": {name.removesuffix("_capable"): _is_true(value) for name, value in told.items()}}


def show_offered_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """One field each; what the other side does not tell is left out."""
    del scene
    told = _lower(item.get("capabilities"))
    return {f"{name.capitalize()}Capable": told.get(name) for name in (*_CAPABILITIES, "ussd")}


def read_offered_capabilities(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """Together, spelled as everybody spells them for numbers to buy; what is not there is false."""
    del scene
    told: dict[str, Value] = {
        "voice": _is_true(item.get("VoiceCapable")),
        "SMS": _is_true(item.get("SmsCapable")),
        "MMS": _is_true(item.get("MmsCapable")),
        "fax": _is_true(item.get("FaxCapable")),
    }
    if item.get("UssdCapable") is not None:
        told["ussd"] = _is_true(item.get("UssdCapable"))
    return {"capabilities": told}


def _lower(capabilities: Value) -> Fields:
    return {name.lower(): value for name, value in capabilities.items()} if isinstance(capabilities, Mapping) else {}


def _is_true(value: Value) -> bool:
    return value in (True, "true")


def show_application(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """One URL and what it is for. What only this dialect can say stands as it is."""
    del scene
    if item.get("rcml_url") or item.get("kind"):
        return {"RcmlUrl": item.get("rcml_url"), "Kind": item.get("kind")}
    told = [(kind, item[field]) for kind, field in _KINDS.items() if item.get(field)]
    if not told:
        return {"RcmlUrl": None, "Kind": None}
    kind, url = told[0]
    if told[1:]:
        return {"RcmlUrl": Lossy(url, "an application has one URL here; the one for text messages is left out"), "Kind": kind}
    return {"RcmlUrl": url, "Kind": kind}


def read_application(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The URL as that of calls or of text messages; of another kind it is nobody else's."""
    del scene
    url, kind = item.get("RcmlUrl"), item.get("Kind")
    if url and kind in _KINDS:
        return {_KINDS[kind]: url}
    return {name: value for name, value in (("rcml_url", url), ("kind", kind)) if value is not None}


def show_caller_id(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """A validation request has none of these yet."""
    del item, scene
    return {"Sid": None, "DateCreated": None, "DateUpdated": None}


def read_caller_id(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """A caller id is there at once: there is no code to say into the phone."""
    del item, scene
    return {"validation_code": Lossy(None, "the backend takes a caller id without a call that validates it")}
