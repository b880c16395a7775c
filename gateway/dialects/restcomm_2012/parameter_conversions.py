"""The conversions of parameters: days, spellings of a status, categories of usage, what an application runs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.dialects.change import ConvertParameter, Lossy, Scene
from gateway.dialects.restcomm_2012.conversions import keeps_words
from gateway.dialects.restcomm_2012.words import read_by, shown_by

AS_SPELLED = "StatusAsSpelled"
"""The status a caller filters by in a server's own spelling; it travels beside the word everybody has for it."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_URLS = {"voice": "VoiceUrl", "sms": "SmsUrl"}

Converted = Mapping[str, "str | Lossy"]


def status_filter(words: tuple[tuple[str, str], ...], loss: str) -> ConvertParameter:
    """A filter by a status that is told in more than one way: (a server's, everybody's), the first of each leads back.

    A server finds one spelling alone. `loss` says what is missed by that, where the caller means all of them.
    """
    read, shown = read_by(words), shown_by(words)
    several = {ours for ours in shown if list(read.values()).count(ours) > 1}

    def to_theirs(given: Mapping[str, str], scene: Scene) -> Converted:
        word = given["Status"]
        found = shown.get(word, word)
        return {"Status": Lossy(found, loss) if word in several and not keeps_words(scene) else found}

    def to_ours(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
        del scene
        word = given["Status"]
        meant = read.get(word) or read.get(word.lower().replace("_", "-"), word)
        return {"Status": meant} if shown.get(meant, meant) == word else {"Status": meant, AS_SPELLED: word}

    return ConvertParameter(("Status",), ("Status",), to_theirs, to_ours)


def days(name: str) -> ConvertParameter:
    """`StartTime` and `EndTime`, the first and the last day, for a filter that has three signs: on, from and up to a moment."""

    def to_theirs(given: Mapping[str, str], scene: Scene) -> Converted:
        del scene
        start, end = (given.get(name) or given.get(f"{name}{sign}") for sign in "><")
        return {which: _cut(bound) for which, bound in (("StartTime", start), ("EndTime", end)) if bound is not None}

    def to_ours(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
        del scene
        signs = {"StartTime": ">", "EndTime": "<"}
        return {f"{name}{signs[which]}": _day(bound) for which, bound in given.items()}

    return ConvertParameter(("StartTime", "EndTime"), (name, f"{name}>", f"{name}<"), to_theirs, to_ours)


def from_day(name: str) -> ConvertParameter:
    """A filter that means from that day on, for one that has a sign for it."""
    return _one_bound(name, ">", "the backend filters by the first day alone; later items are in the list too")


def to_day(name: str) -> ConvertParameter:
    """A filter that means up to that day, for one that has a sign for it."""
    return _one_bound(name, "<", "the backend filters by the last day alone; earlier items are in the list too")


def _one_bound(name: str, sign: str, loss: str) -> ConvertParameter:
    def to_theirs(given: Mapping[str, str], scene: Scene) -> Converted:
        del scene
        bound = given.get(f"{name}{sign}")
        return {name: Lossy(_day(given[name]), loss) if bound is None else _cut(bound)}

    def to_ours(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
        del scene
        return {f"{name}{sign}": _day(given[name])}

    return ConvertParameter((name,), (name, f"{name}{sign}"), to_theirs, to_ours)


def _day(moment: str) -> str:
    """What a server reads of a moment: it takes the day and leaves the rest."""
    match = _DAY.match(moment)
    return match[0] if match else moment


def _cut(moment: str) -> str | Lossy:
    day = _day(moment)
    return day if day == moment else Lossy(day, "the backend filters by days; what else happened that day is in the list too")


def show_category(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    """In capitals: a server answers any other spelling with 500."""
    del scene
    return {"Category": given["Category"].upper().replace("-", "_")}


def read_category(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    del scene
    return {"Category": given["Category"].lower().replace("_", "-")}


def show_application(given: Mapping[str, str], scene: Scene) -> Converted:
    """One URL and what it is for. What a caller of this dialect said stands as it is."""
    del scene
    if "RcmlUrl" in given or "Kind" in given:
        return {name: given[name] for name in ("RcmlUrl", "Kind") if name in given}
    if "VoiceUrl" not in given:
        return {"RcmlUrl": given["SmsUrl"], "Kind": "sms"}
    if given.get("SmsUrl"):
        left_out = Lossy(None, "an application has one URL here, and that for calls was given too")
        return {"RcmlUrl": given["VoiceUrl"], "Kind": "voice", "SmsUrl": left_out}
    return {"RcmlUrl": given["VoiceUrl"], "Kind": "voice"}


def read_application(given: Mapping[str, str], scene: Scene) -> Mapping[str, str]:
    """The URL as that of calls or of text messages. Without a kind an application that is changed keeps the one it has."""
    url, kind = given.get("RcmlUrl"), given.get("Kind")
    if url is not None and kind in _URLS:
        return {_URLS[kind]: url}
    if url is not None and kind is None:
        makes = scene.asked.operation.endswith(".create")
        return {"VoiceUrl": url} if makes else {"VoiceUrl": url, "RcmlUrl": url}
    return dict(given)
