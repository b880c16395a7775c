"""Calls: placed, answered and ended by the clock alone.

The state of a call is a function of its age: queued, ringing from 1 s, in progress from 3 s, completed from 33 s. A call
that was ended or cancelled by a request keeps the state it was given. A queued call has no dates yet.
"""

from __future__ import annotations

import re
from datetime import timedelta

from gateway.sandbox.errors import invalid, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names, represent
from gateway.sandbox.phones import endpoint, formatted, refuse_magic_call
from gateway.sandbox.plain import CREATED, collection_of
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, Value, date_of, text_of

_RINGS_AFTER = timedelta(seconds=1)
_ANSWERED_AFTER = timedelta(seconds=3)
_ENDS_AFTER = timedelta(seconds=33)
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_PRICE_PER_MINUTE = 1400  # in thousandths of a cent
STATUSES = names("queued ringing in-progress completed busy failed no-answer canceled")


def _state(record: Record, scene: Scene) -> Fields:
    """What the clock says of a call. A stored status outranks it."""
    seen: Fields = record.fields if "status" in record.fields else _timeline(record, scene)
    started, ended = date_of(seen, "start_time"), date_of(seen, "end_time")
    duration = None if started is None or ended is None else int((ended - started).total_seconds())
    price = None if duration is None else f"-{-(-duration // 60) * _PRICE_PER_MINUTE / 100_000:.5f}"
    return {
        **seen,
        "to_formatted": formatted(text_of(record.fields, "to")),
        "from_formatted": formatted(text_of(record.fields, "from")),
        "duration": None if duration is None else str(duration),
        "price": price,
    }


def _timeline(record: Record, scene: Scene) -> Fields:
    age = scene.now - record.created
    ringing, answered, ended = (record.created + step for step in (_RINGS_AFTER, _ANSWERED_AFTER, _ENDS_AFTER))
    if age < _RINGS_AFTER:
        return {"status": "queued", "date_created": None, "date_updated": None}
    if age < _ANSWERED_AFTER:
        return {"status": "ringing", "date_updated": ringing}
    if age < _ENDS_AFTER:
        return {"status": "in-progress", "start_time": answered, "date_updated": max(answered, record.updated)}
    return {"status": "completed", "start_time": answered, "end_time": ended, "date_updated": ended}


CALL = Kind(
    "Call",
    "Calls",
    "calls",
    names(
        "sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted phone_number_sid "
        "status start_time end_time duration price direction answered_by api_version forwarded_from group_sid "
        "caller_name price_unit queue_time trunk_sid uri subresource_uris"
    ),
    prefix="CA",
    children={
        "notifications": "Notifications",
        "recordings": "Recordings",
        "payments": "Payments",
        "events": "Events",
        "siprec": "Siprec",
        "streams": "Streams",
        "transcriptions": "Transcriptions",
        "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
        "user_defined_messages": "UserDefinedMessages",
    },
    defaults={"price_unit": "USD", "direction": "outbound-api", "queue_time": "0"},
    derive=_state,
)


def status_of(record: Record, scene: Scene) -> str:
    """The status of a call at this moment."""
    return text_of(represent(CALL, record, scene), "status")


def place_call(exchange: Exchange, to: str, source: str) -> Record:
    """A new call, queued now. Raises the documented refusals for either number."""
    to_number, from_number = endpoint(to), endpoint(source)
    if to_number is None:
        raise refuse(21217, f"Phone number: {to} does not appear to be valid")
    if from_number is None:
        raise refuse(21212, f"The source phone number provided, {source}, is not valid")
    refuse_magic_call(to_number)
    owned = exchange.records("IncomingPhoneNumbers")
    phone = next((number.sid for number in owned if number.fields.get("phone_number") == from_number), None)
    return exchange.make(CALL, "Calls", {"to": to_number, "from": from_number, "phone_number_sid": phone})


def end_call(exchange: Exchange, record: Record, status: str) -> Record:
    """Stop a call now, in the given final state."""
    now, seen = exchange.scene.now, represent(CALL, record, exchange.scene)
    started = seen.get("start_time")
    kept: dict[str, Value] = {"status": status, "start_time": started, "end_time": now if started else None}
    return exchange.scene.store.change(record, now, **kept)


def _list_calls(exchange: Exchange) -> Answer:
    status = exchange.query.text("Status")
    if status and status not in STATUSES:
        raise invalid("Status", status)
    equal, dates = names("To From Status ParentCallSid"), names("StartTime EndTime")
    return Listing(CALL, matching(exchange.records("Calls"), CALL, exchange, equal=equal, dates=dates))


def _create_call(exchange: Exchange) -> Answer:
    form = exchange.form
    if not form.text("To"):
        raise refuse(21201, "No to number is specified")
    if not form.text("From"):
        raise refuse(21213, "No from number is specified")
    if not any(form.text(name) for name in ("Url", "Twiml", "ApplicationSid")):
        raise refuse(21205, "Url parameter is required.")
    _check_url(form.text("Url"))
    return exchange.show(CALL, place_call(exchange, form.text("To"), form.text("From")), CREATED)


def _update_call(exchange: Exchange) -> Answer:
    record = exchange.need(*collection_of(exchange))
    status, url = exchange.form.text("Status"), exchange.form.text("Url")
    now = status_of(record, exchange.scene)
    if status:
        return exchange.show(CALL, _changed(exchange, record, status, now))
    if url or exchange.form.text("Twiml"):
        _check_url(url)
        if now != "in-progress":
            raise refuse(21220, "Call is not in-progress. Cannot redirect.")
        record = exchange.scene.store.change(record, exchange.scene.now)
    return exchange.show(CALL, record)


def _changed(exchange: Exchange, record: Record, status: str, now: str) -> Record:
    """Cancelling takes a call that was not answered yet, completing any that is not over."""
    if status not in ("canceled", "completed"):
        raise invalid("Status", status)
    if now not in ("queued", "ringing") and (status == "canceled" or now != "in-progress"):
        raise refuse(21220, f"Invalid call state: the call is {now}, it cannot become {status}")
    return end_call(exchange, record, status)


def _check_url(url: str) -> None:
    if url and not _URL.fullmatch(url):
        raise refuse(21205, f"Url is not a valid URL: {url}")


def _fetch_call(exchange: Exchange) -> Answer:
    return exchange.show(CALL, exchange.need(*collection_of(exchange)))


def _delete_call(exchange: Exchange) -> Answer:
    record = exchange.need(*collection_of(exchange))
    if status_of(record, exchange.scene) in ("queued", "ringing", "in-progress"):
        raise refuse(20001, "A call can be deleted when it is over")
    return exchange.discard(record)


CALL_ROUTES: tuple[Route, ...] = (
    route("Calls", GET=_list_calls, POST=_create_call),
    route("Calls/*", GET=_fetch_call, POST=_update_call, DELETE=_delete_call),
)
