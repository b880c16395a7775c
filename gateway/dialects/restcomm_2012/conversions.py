"""The conversions of items that take more than one field or look at more than the value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.dialects.change import Converted, ConvertFields, Lossy, Scene
from gateway.dialects.remakes import link_below_account
from gateway.dialects.restcomm_2012.names import NAME
from gateway.dialects.restcomm_2012.words import CONFERENCE_WORDS, read_by, shown_by
from gateway.model import Fields, Value

_CAPABILITIES = ("voice", "sms", "mms", "fax")
_OFFERED = ("voice", "SMS", "MMS", "fax")
_KINDS = {"voice": "voice_url", "sms": "sms_url"}
_ACCOUNT_STATUSES = {"inactive": "suspended", "uninitialized": "suspended", "open": "active"}
_READ_CONFERENCE_STATUS = read_by(CONFERENCE_WORDS)
_SHOWN_CONFERENCE_STATUS = shown_by(CONFERENCE_WORDS)


def keeps_words(scene: Scene) -> bool:
    """Whether the caller speaks this dialect too: then what only its servers say is understood as it is."""
    return scene.asked.spoken == NAME


def unchanged(theirs: str, ours: str) -> ConvertFields:
    """Shows a canonical field as it is, for a conversion that only reading needs."""

    def show(item: Fields, scene: Scene) -> Mapping[str, Value]:
        del scene
        return {theirs: item.get(ours)}

    return show


def read_account_status(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """One of the three words everybody has."""
    word = item.get("Status")
    nearest = _ACCOUNT_STATUSES.get(word) if isinstance(word, str) else None
    if nearest is None or keeps_words(scene):
        return {"status": word}
    return {"status": Lossy(nearest, "the nearest of three words stands for it")}


def show_conference_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    word = item.get("status")
    return {"Status": _SHOWN_CONFERENCE_STATUS.get(word, word) if isinstance(word, str) else word}


def read_conference_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """One of the three words everybody has: whether a moderator is there is nobody else's."""
    word = item.get("Status")
    return {"status": _READ_CONFERENCE_STATUS.get(word, word) if isinstance(word, str) and not keeps_words(scene) else word}


def show_seconds(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """Seconds as the text of a double."""
    del scene
    seconds = item.get("duration")
    whole = isinstance(seconds, str) and re.fullmatch(r"-?\d+", seconds, re.ASCII)
    return {"Duration": f"{seconds}.0" if whole else seconds}


def read_seconds(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """Whole seconds; what is left of them is cut off."""
    seconds = item.get("Duration")
    if keeps_words(scene):
        return {"duration": seconds}
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
    told = {name: item.get(f"{name.capitalize()}Capable") for name in (*_OFFERED, "ussd")}
    always = () if keeps_words(scene) else _OFFERED
    return {"capabilities": {name: _is_true(can) for name, can in told.items() if can is not None or name in always}}


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
    if url and isinstance(kind, str) and kind in _KINDS:
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
