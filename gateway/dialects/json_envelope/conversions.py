"""The values the JSON-envelope API writes another way: ids, moments, statuses, directions, durations, yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from gateway.dialects.change import Convert, Converted, Lossy, Scene
from gateway.dialects.convert import format_moment, read_moment, read_whole
from gateway.dialects.json_envelope.clock import show_moment
from gateway.dialects.json_envelope.envelope import read_number
from gateway.dialects.json_envelope.own_properties import speaks_it_too
from gateway.dialects.refusal import invalid
from gateway.dialects.sids import sid_of, uuid_of
from gateway.dialects.twilio_2010 import BASE
from gateway.model import Fields, Value

MESSAGE, MESSAGE_STATUS = frozenset({"body", "num_media"}), frozenset({"status"})
CALL_STATUS, DURATION = frozenset({"status", "hangup_cause"}), frozenset({"duration"})
DIRECTION, CREATION = frozenset({"direction"}), frozenset({"date_created"})
"""What the conversions to this API look at in an item."""
LONGEST_MESSAGE = 480
"""Characters: "cut at 160 into at most 3 parts", and the backend says nothing of the rest (reference, SMS page)."""
_TOO_LONG = 21617  # the number 2010 has for it
_LATEST = 253_402_214_400  # seconds: the last day of the calendar, which other zones must not leave
_NEAREST = "the value has no counterpart in the caller's dialect; the nearest one stands for it"

PREFIXES = {
    "message": "SM",
    "sms_message": "SM",
    "call": "CA",
    "queue": "QU",
    "recording": "RE",
    "incoming_phone_number": "PN",
    "outgoing_caller_id": "PN",
    "account": "AC",
}
"""What the sids of a canonical kind begin with; the collection tells it in this API."""


def reference(theirs: str, ours: str, prefix: str) -> Convert:
    """An id: a SID with that prefix on the canonical side, its UUID on this one. Ids of another form pass."""
    key = BASE.key_name(ours)

    def show(item: Fields, scene: Scene) -> Mapping[str, Value]:
        del scene
        value = item.get(key)
        return {theirs: uuid_of(value, prefix) if isinstance(value, str) else value}

    def read(item: Fields, scene: Scene) -> Mapping[str, Value]:
        del scene
        value = item.get(theirs)
        return {key: sid_of(value, prefix) if isinstance(value, str) else value}

    return Convert((theirs,), (ours,), show, read, frozenset({key}))


def moment(name: str) -> Convert:
    """A moment: RFC 2822 on the canonical side, `2013-10-24T23:03:04` in UTC on this one."""
    theirs = BASE.key_name(name)

    def show(item: Fields, scene: Scene) -> Mapping[str, Value]:
        del scene
        value = item.get(theirs)
        shown = show_moment(value) if isinstance(value, str) else None
        return {theirs: value if shown is None else shown[0]}

    def read(item: Fields, scene: Scene) -> Mapping[str, Value]:
        del scene
        value = item.get(theirs)
        found = read_moment(value) if isinstance(value, str) else None
        return {theirs: value if found is None else format_moment(found.astimezone(UTC))}

    return Convert((theirs,), (name,), show, read, frozenset({theirs}))


def show_creation(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """A message tells when it was made twice: as a clock time and as seconds since 1970."""
    del scene
    value = item.get("date_created")
    shown = show_moment(value) if isinstance(value, str) else None
    if shown is None:
        return {"created_date": value, "created_epoch": None}
    return {"created_date": shown[0], "created_epoch": shown[1]}


def read_creation(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The seconds decide: the documentation's own sample has another day in its clock time."""
    seconds, written = read_number(item.get("created_epoch")), item.get("created_date")
    found = read_moment(written) if isinstance(written, str) else None
    if seconds is not None and seconds < _LATEST:
        found = datetime.fromtimestamp(seconds, UTC)
    made: Value = written if found is None else format_moment(found.astimezone(UTC))
    status = read_message_status(item, scene)["status"]
    was_sent = (status.value if isinstance(status, Lossy) else status) in ("sent", "delivered", "received")
    return {"date_created": made, "date_updated": made, "date_sent": made if was_sent else None}


def show_message(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    del scene
    body = item.get("body")
    if item.get("num_media") in (None, "", "0", 0):
        return {"message": body}
    return {"message": Lossy(body, "the message has media, and the caller's dialect knows text only")}


def read_message(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    return {"body": item.get("message")}


def show_text(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """A text for a backend of this API. Raises ProblemRaised (400) where it would send only the beginning."""
    if len(given["Body"]) > LONGEST_MESSAGE:
        raise invalid(
            f"The backend sends {LONGEST_MESSAGE} characters and drops the rest without a word. Send a shorter message.",
            None if speaks_it_too(scene.asked) else _TOO_LONG,
        )
    return {"message": given["Body"]}


def read_text(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    del scene
    return {"Body": given["message"]}


_INBOUND, _BY_API = "inbound", "outbound-api"
_TYPES = {_INBOUND: "incoming", _BY_API: "outgoing", "outbound-reply": "outgoing", "outbound-call": "outgoing"}


def show_direction(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    del scene
    direction = item.get("direction")
    word = _TYPES.get(direction) if isinstance(direction, str) else None
    if word is None:
        return {"type": direction}
    return {"type": word if direction in (_INBOUND, _BY_API) else Lossy(word, _NEAREST)}


def read_direction(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    return {"direction": {"incoming": _INBOUND, "outgoing": _BY_API}.get(str(item.get("type")), item.get("type"))}


_MESSAGE_WORDS = {
    "queued": "new",
    "accepted": "new",
    "scheduled": "scheduled",
    "sending": "sending",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
    "receiving": "new",
    "received": "new",
}
_EXACT = frozenset({"queued", "scheduled", "sending", "sent", "delivered", "failed", "received"})
_MESSAGE_WORDS_BACK = {
    "new": "queued",
    "scheduled": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "error": "failed",
    "expired": "failed",
}


def show_message_status(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """Of the words of this API only `new` is documented; the others are those of the other dialects."""
    del scene
    status = item.get("status")
    word = _MESSAGE_WORDS.get(status) if isinstance(status, str) else None
    if word is None:
        return {"status": status}
    return {"status": word if status in _EXACT else Lossy(word, _NEAREST)}


def read_message_status(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """What came in is received, also where it is new; a word nobody knows is taken for sent, and told."""
    del scene
    status = item.get("status")
    if status is None:
        return {"status": None}
    if item.get("type") == "incoming" and status == "new":
        return {"status": "received"}
    known = _MESSAGE_WORDS_BACK.get(str(status))
    return {"status": Lossy("sent", _NEAREST) if known is None else known}


_CALL_WORDS = {"queued": "scheduled", "initiated": "scheduled", "ringing": "ringing", "in-progress": "ready"}
_CALL_WORDS_BACK = {"scheduled": "queued", "ringing": "ringing", "ready": "in-progress"}
_HUNG_UP = "hangup"
_CAUSES = ("busy", "failed", "no-answer", "canceled")


def show_call_status(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """A call that is over was hung up; why, as far as the other dialects tell, is the cause."""
    del scene
    status = item.get("status")
    if status in _CAUSES:
        return {"status": _HUNG_UP, "hangup_cause": status}
    if status == "completed":
        return {"status": _HUNG_UP, "hangup_cause": item.get("hangup_cause")}
    word = _CALL_WORDS.get(status, status) if isinstance(status, str) else status
    return {"status": word, "hangup_cause": item.get("hangup_cause")}


def read_call_status(item: Fields, scene: Scene) -> Mapping[str, Converted]:
    """Another cause than theirs only callers of this dialect can be told."""
    status, cause = item.get("status"), item.get("hangup_cause")
    if status == _HUNG_UP and cause in _CAUSES:
        return {"status": cause}
    word = "completed" if status == _HUNG_UP else status
    word = _CALL_WORDS_BACK.get(word, word) if isinstance(word, str) else word
    if cause is None:
        return {"status": word}
    if speaks_it_too(scene.asked):
        return {"status": word, "hangup_cause": cause}
    return {"status": Lossy(word, "why the call was hung up has no place in the caller's dialect")}


def show_duration(item: Fields, scene: Scene) -> Mapping[str, Value]:
    del scene
    value = item.get("duration")
    number = read_whole(value) if isinstance(value, str) else None
    return {"duration": value if number is None else number}


def read_duration(item: Fields, scene: Scene) -> Mapping[str, Value]:
    """The other dialects tell it once the call is over."""
    del scene
    status, value = item.get("status"), item.get("duration")
    if isinstance(status, str) and status in _CALL_WORDS_BACK:
        return {"duration": None}
    return {"duration": str(value) if isinstance(value, int) and not isinstance(value, bool) else value}
