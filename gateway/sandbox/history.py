"""The past of an account: calls and messages of the last weeks and what came of them, the oldest made first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway.sandbox.add_ons import add_result
from gateway.sandbox.media import attach_media
from gateway.sandbox.store import Record, Store
from gateway.sandbox.values import Fields, Value

_CALLS = 260
_MESSAGES = 120
_RECORDED = 30
_CALL_EVERY = timedelta(minutes=97)
_MESSAGE_EVERY = timedelta(minutes=211)
_RINGING = timedelta(seconds=7)
_FINAL = ("completed", "completed", "completed", "busy", "completed", "no-answer", "failed", "completed", "canceled")
_DELIVERY = ("delivered", "delivered", "sent", "undelivered", "delivered", "received", "failed")
_TEXTS = ("Your table is ready.", "Smith & Sons <open> till 5", "Grüße aus Köln", 'Reply "YES" to confirm, please')


def add_history(store: Store, now: datetime, account: str, numbers: Sequence[str]) -> None:
    """Fill an account that owns the given numbers."""
    calls = [_add_call(store, now, account, numbers, index) for index in range(_CALLS, 0, -1)]
    for index in range(_MESSAGES, 0, -1):
        _add_message(store, now, account, numbers, index)
    completed = [call for call in calls if call.fields["status"] == "completed"]
    for index, call in enumerate(completed[-_RECORDED:]):
        _add_recording(store, call)
        if index % 3 == 0:
            _add_notification(store, call)
    _add_conferences(store, now, account, numbers)
    _add_queue(store, now, account, numbers)


def _add_call(store: Store, now: datetime, account: str, numbers: Sequence[str], index: int) -> Record:
    created = now - index * _CALL_EVERY
    status, inbound, ours = _FINAL[index % len(_FINAL)], index % 4 == 0, numbers[index % len(numbers)]
    theirs = f"+1510555{100 + index % 100:04d}"
    talked = status == "completed"
    fields: dict[str, Value] = {
        "to": ours if inbound else theirs,
        "from": theirs if inbound else ours,
        "status": status,
        "start_time": created + _RINGING if talked else None,
        "end_time": created + _RINGING + timedelta(seconds=11 + index % 300) if talked else None,
        "direction": "inbound" if inbound else "outbound-api",
        "answered_by": "human" if talked and index % 5 == 0 else None,
    }
    if index % 20 == 1:
        parent = store.newest_first(account, "Calls")[0]
        fields |= {"direction": "outbound-dial", "parent_call_sid": parent.sid, "forwarded_from": ours}
    return store.add(account, "Calls", store.issue_sid("CA"), created, fields)


def _add_message(store: Store, now: datetime, account: str, numbers: Sequence[str], index: int) -> None:
    created = now - index * _MESSAGE_EVERY
    status, ours, theirs = _DELIVERY[index % len(_DELIVERY)], numbers[index % len(numbers)], f"+1206555{100 + index % 100:04d}"
    inbound, failed, pictures = status == "received", status in ("failed", "undelivered"), int(index % 10 == 0)
    fields: Fields = {
        "to": ours if inbound else theirs,
        "from": theirs if inbound else ours,
        "body": _TEXTS[index % len(_TEXTS)],
        "status": status,
        "direction": "inbound" if inbound else "outbound-api",
        "date_sent": None if failed else created + timedelta(seconds=2),
        "price": None if failed else "-0.00750",
        "error_code": 30003 if failed else None,
        "error_message": "Unreachable destination handset" if failed else None,
        "num_media": str(pictures),
    }
    record = store.add(account, "Messages", store.issue_sid("MM" if pictures else "SM"), created, fields)
    attach_media(store, record, created, pictures)


def _add_recording(store: Store, call: Record) -> None:
    made = call.created + _RINGING
    fields: Fields = {
        "call_sid": call.sid,
        "status": "completed",
        "duration": "1",
        "start_time": made,
        "price": "-0.00250",
        "price_unit": "USD",
    }
    recording = store.add(call.account, "Recordings", store.issue_sid("RE"), made, fields)
    text: Fields = {
        "recording_sid": recording.sid,
        "status": "completed",
        "duration": "1",
        "transcription_text": "So glad you called.",
    }
    store.add(call.account, "Transcriptions", store.issue_sid("TR"), made + timedelta(seconds=20), text)


def _add_notification(store: Store, call: Record) -> None:
    fields: Fields = {
        "call_sid": call.sid,
        "log": "0" if call.sequence % 2 else "1",
        "error_code": "11200",
        "more_info": "https://www.twilio.com/docs/errors/11200",
        "message_text": "LogLevel=ERROR&httpResponse=500&ErrorCode=11200",
        "message_date": call.created,
        "request_method": "POST",
        "request_url": "https://demo.example/voice",
        "request_variables": f"CallSid={call.sid}&CallStatus=ringing",
        "response_headers": "Content-Type=text%2Fhtml",
        "response_body": "<html><body>Server & error</body></html>",
    }
    store.add(call.account, "Notifications", store.issue_sid("NO"), call.created, fields)


def _talking(store: Store, account: str, ours: str, theirs: str, since: datetime) -> Record:
    """A call that goes on until it is hung up."""
    fields: Fields = {"to": theirs, "from": ours, "status": "in-progress", "start_time": since}
    return store.add(account, "Calls", store.issue_sid("CA"), since, fields)


def _add_conferences(store: Store, now: datetime, account: str, numbers: Sequence[str]) -> None:
    for index in range(8, 0, -1):
        over: Fields = {
            "friendly_name": f"Weekly call {index}",
            "status": "completed",
            "reason_conference_ended": "last-participant-left",
        }
        store.add(account, "Conferences", store.issue_sid("CF"), now - timedelta(days=7 * index), over)
    since = now - timedelta(minutes=12)
    room = store.add(
        account, "Conferences", store.issue_sid("CF"), since, {"friendly_name": "Demo room", "status": "in-progress"}
    )
    for index in range(3):
        call = _talking(store, account, numbers[index], f"+1646555{120 + index:04d}", since)
        seat: Fields = {"label": f"guest-{index}", "muted": index == 1}
        store.add(account, f"Conferences/{room.sid}/Participants", call.sid, since, seat)
    recorded: Fields = {"conference_sid": room.sid, "source": "Conference", "start_time": since}
    store.add(account, "Recordings", store.issue_sid("RE"), since, {**recorded, "status": "in-progress"})
    finished: Fields = {**recorded, "status": "completed", "duration": "1"}
    recording = store.add(account, "Recordings", store.issue_sid("RE"), since, finished)
    add_result(store, recording)


def _add_queue(store: Store, now: datetime, account: str, numbers: Sequence[str]) -> None:
    queue = store.add(account, "Queues", store.issue_sid("QU"), now - timedelta(days=90), {"friendly_name": "support"})
    for index in range(3):
        since = now - timedelta(minutes=9 - 3 * index)
        call = _talking(store, account, numbers[index], f"+1646555{130 + index:04d}", since)
        store.add(account, f"Queues/{queue.sid}/Members", call.sid, since, {})
