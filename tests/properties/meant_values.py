"""Values that mean something: words dialects have words for, ids in the form of ids, numbers that are numbers.

What no dialect can read passes unchanged or is told lost; whether what they can read is kept takes values they can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from hypothesis import strategies as st

from gateway.dialects.tables import FieldType, Operation
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import key_name
from gateway.model import Fields, Link, Value
from tests.properties.canonical_values import DOCUMENTS, XML_TEXT, fields_of, phone_numbers
from tests.properties.speakers import ACCOUNT, sid_of

TEXTS = XML_TEXT.filter(lambda text: text == text.strip() != "")
_CAPABILITIES = st.fixed_dictionaries({name: st.booleans() for name in ("voice", "sms", "mms", "fax")})
_DIGITS = st.integers(0, 9999).map(str)
_STATUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "account": ("active", "suspended", "closed"),
        "call": ("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"),
        "conference": ("init", "in-progress", "completed"),
        "message": ("queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received", "accepted"),
        "sms_message": ("queued", "sending", "sent", "failed", "received"),
        "recording": ("in-progress", "processing", "completed", "absent"),
        "transcription": ("in-progress", "completed", "failed"),
    }
)
_CALL_DIRECTIONS = st.sampled_from(("inbound", "outbound-api", "outbound-dial"))
_MESSAGE_DIRECTIONS = st.sampled_from(("inbound", "outbound-api", "outbound-call", "outbound-reply"))
_COMING_IN = ("receiving", "received")
_NUMBERS = ("to", "from", "phone_number", "forwarded_from", "caller_name")
_COUNTS = ("duration", "num_segments", "num_media", "error_code", "queue_time", "count", "usage", "channels", "log")


def meant_fields(operation: Operation, fixed: Mapping[str, str]) -> st.SearchStrategy[Fields]:
    """Items of the operation that make sense; `fixed` are fields that have one value."""
    elsewhere = {field.name for field in KINDS[operation.kind].fields if field.only not in ("", "item", *_told_by(operation))}
    items = fields_of(operation, TEXTS, _by_name(operation, fixed))
    shown = items.map(lambda fields: {name: value for name, value in fields.items() if name not in elsewhere})
    return shown.map(lambda fields: _agreeing(operation.kind, fields))


def _told_by(operation: Operation) -> tuple[str, str]:
    """What the fields are marked with that this operation has and others on the same kind have not."""
    return operation.name.partition(".")[0], operation.name.rpartition(".")[2]


def _agreeing(kind: str, fields: Fields) -> Fields:
    """The item without what contradicts itself: a call that rings has no duration yet, what was sent was not received."""
    if kind == "call" and fields["status"] in ("queued", "ringing", "in-progress"):
        return {**fields, "duration": None}
    if kind in ("message", "sms_message") and (fields["direction"] == "inbound") != (fields["status"] in _COMING_IN):
        return {**fields, "status": "received" if fields["direction"] == "inbound" else "sent"}
    return fields


def _by_name(operation: Operation, fixed: Mapping[str, str]) -> Mapping[str, st.SearchStrategy[Value]]:
    kind = KINDS[operation.kind]
    made: dict[str, st.SearchStrategy[Value]] = {}
    for field in kind.fields:
        if field.type is not FieldType.TEXT:
            continue
        if field.name == "account_sid" or (field.name == "sid" and operation.kind == "account"):
            made[field.name] = st.just(ACCOUNT)
        elif field.name.endswith("sid"):
            made[field.name] = st.just(sid_of(field.name, operation, 7))
        elif field.name in _NUMBERS:
            made[field.name] = phone_numbers
        elif field.name in _COUNTS:
            made[field.name] = _DIGITS
        elif field.name.endswith("price"):
            made[field.name] = st.none() | st.sampled_from(("-0.02000", "-1.5", "0"))
        elif field.name.endswith("method"):
            made[field.name] = st.sampled_from(("GET", "POST"))
    made["direction"] = _CALL_DIRECTIONS if operation.kind == "call" else _MESSAGE_DIRECTIONS
    made |= {
        "media_url": st.just(Link(f"/Accounts/{ACCOUNT}/Recordings/{sid_of('sid', operation, 7)}", absolute=True)),
        "capabilities": _CAPABILITIES,
        "api_version": st.just("2010-04-01"),
        "answered_by": st.none() | st.just("human"),
    }
    if operation.kind in _STATUSES:
        made["status"] = st.sampled_from(_STATUSES[operation.kind])
    made |= {name: st.just(value) for name, value in fixed.items()}
    return {field.name: made[field.name] for field in kind.fields if field.name in made}


DAYS = ("StartTime", "EndTime", "DateSent", "DateCreated", "DateUpdated", "MessageDate")
"""Filters that are a day, or have the sign of a bound."""
_A_DAY = st.dates(date(2009, 1, 1), date(2030, 12, 31)).map(str)
_GIVEN: Mapping[str, st.SearchStrategy[str]] = MappingProxyType(
    {
        "To": phone_numbers,
        "From": phone_numbers,
        "PhoneNumber": phone_numbers,
        "AreaCode": st.just("555"),
        "Twiml": DOCUMENTS,
        "Timeout": st.integers(0, 600).map(str),
        "Category": st.sampled_from(("calls", "sms-outbound", "recordings")),
        "MachineDetection": st.sampled_from(("Enable", "DetectMessageEnd")),
        "SendDigits": st.just("ww12#"),
        **dict.fromkeys(("Muted", "Hold", "Beep", "VoiceCallerIdLookup", "Record"), st.sampled_from(("true", "false"))),
        **dict.fromkeys((*DAYS, "StartDate", "EndDate"), _A_DAY),
    }
)


def given_in(name: str, operation: Operation) -> st.SearchStrategy[str]:
    """Values of a canonical parameter that mean something."""
    plain = name.rstrip("<>")
    if plain == "Status":
        return st.sampled_from(
            ("completed", "canceled") if operation.name == "calls.update" else _STATUSES.get(operation.kind, ("active",))
        )
    if plain.endswith("Method"):
        return st.sampled_from(("GET", "POST"))
    if plain.endswith("Sid"):
        return st.just(sid_of(key_name(plain), operation, 3))
    return _GIVEN.get(plain, TEXTS)


def without_contradictions(names: Iterable[str]) -> list[str]:
    """The parameters a caller may give together: of a day and its bounds the day, of what a live call is told one thing."""
    chosen = list(dict.fromkeys(names))
    first = next((name for name in chosen if name in _EITHER), None)
    told = [name for name in chosen if name not in _EITHER or name == first]
    return [name for name in told if name.rstrip("<>") == name or name.rstrip("<>") not in told]


_EITHER = ("Url", "Twiml", "Status", "ApplicationSid")
