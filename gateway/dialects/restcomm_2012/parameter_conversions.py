"""The conversions of parameters: days, spellings of a status, categories of usage, what an application runs."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.dialects.change import ConvertParameter, Lossy, Rename, Rule, Scene

_STATUSES = ("queued", "ringing", "in-progress", "completed", "busy", "failed", "canceled", "no-answer")
STATUS_SPELLINGS = (
    *((word, word) for word in _STATUSES),
    *((word.upper().replace("-", "_"), word) for word in _STATUSES),
    *(("ringing", "initiated"), ("WAIT_FOR_ANSWER", "ringing"), ("wait-for-answer", "ringing")),
    *(("NOT_FOUND", "failed"), ("not-found", "failed")),
)
"""A server's words for the status of a call and the documented one of each: the way back is the documented one."""
_URLS = {"voice": "VoiceUrl", "sms": "SmsUrl"}

Converted = Mapping[str, "str | Lossy"]


def days(name: str) -> tuple[Rule, ...]:
    """`StartTime` and `EndTime`, the first and the last day, for a filter that has three signs: on, from and up to a day."""

    def to_theirs(given: Mapping[str, str], scene: Scene) -> Converted:
        del scene
        return {"StartTime": given[name], "EndTime": given[name]}

    return (
        Rename("StartTime", f"{name}>"),
        Rename("EndTime", f"{name}<"),
        ConvertParameter((), (name,), to_theirs, _say_nothing),
    )


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
        return {name: Lossy(given[name], loss) if bound is None else bound}

    def to_ours(given: Mapping[str, str], scene: Scene) -> Converted:
        del scene
        return {f"{name}{sign}": given[name]}

    return ConvertParameter((name,), (name, f"{name}{sign}"), to_theirs, to_ours)


def _say_nothing(given: Mapping[str, str], scene: Scene) -> Converted:
    """No caller of this dialect asks for one day."""
    del given, scene
    return {}


def show_category(given: Mapping[str, str], scene: Scene) -> Converted:
    """In capitals: a server answers any other spelling with 500."""
    del scene
    return {"Category": given["Category"].upper().replace("-", "_")}


def read_category(given: Mapping[str, str], scene: Scene) -> Converted:
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


def read_application(given: Mapping[str, str], scene: Scene) -> Converted:
    """The URL as that of calls or of text messages. Without a kind an application that is changed keeps the one it has."""
    url, kind = given.get("RcmlUrl"), given.get("Kind")
    if url is not None and kind in _URLS:
        return {_URLS[kind]: url}
    if url is not None and kind is None:
        makes = scene.asked.operation.endswith(".create")
        return {"VoiceUrl": url} if makes else {"VoiceUrl": url, "RcmlUrl": url}
    return dict(given)
