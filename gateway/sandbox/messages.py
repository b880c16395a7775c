"""Messages: queued, sent and delivered by the clock alone; their texts redacted or deleted on request.

The state of a message sent by a request is a function of its age: queued, sending from 1 s, sent from 2 s, delivered from
4 s. A scheduled one waits for its `SendAt` first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.sandbox.errors import invalid, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.forms import Form
from gateway.sandbox.kinds import Kind, names, represent
from gateway.sandbox.media import attach_media
from gateway.sandbox.phones import e164, endpoint, invalid_sender, refuse_magic_message, sender
from gateway.sandbox.plain import CREATED, collection_of
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, Uri, Value, date_of, text_of

_SENDING_AFTER = timedelta(seconds=1)
_SENT_AFTER = timedelta(seconds=2)
_DELIVERED_AFTER = timedelta(seconds=4)
_LONGEST_BODY = 1600
_PRICE = "-0.00750"


def _state(record: Record, scene: Scene) -> Fields:
    """What the clock says of a message. A stored status outranks it."""
    if "status" in record.fields:
        return {}
    start = date_of(record.fields, "send_at") or record.created
    age = scene.now - start
    if age < timedelta():
        return {"status": "scheduled"}
    if age < _SENDING_AFTER:
        return {"status": "accepted" if record.fields.get("messaging_service_sid") else "queued"}
    if age < _SENT_AFTER:
        return {"status": "sending"}
    sent, delivered = start + _SENT_AFTER, age >= _DELIVERED_AFTER
    updated = max(start + _DELIVERED_AFTER if delivered else sent, record.updated)
    return {"status": "delivered" if delivered else "sent", "date_sent": sent, "date_updated": updated, "price": _PRICE}


MESSAGE = Kind(
    "Message",
    "Messages",
    "messages",
    names(
        "sid date_created date_updated date_sent account_sid to from messaging_service_sid body status num_segments "
        "num_media direction api_version price price_unit error_code error_message uri subresource_uris"
    ),
    prefix="SM",
    children={"media": "Media", "feedback": "Feedback"},
    defaults={"price_unit": "USD", "direction": "outbound-api", "num_media": "0", "num_segments": "1"},
    derive=_state,
)


def _feedback_uri(record: Record, _scene: Scene) -> Fields:
    return {"uri": Uri(f"/Accounts/{record.account}/{record.folder}")}


FEEDBACK = Kind(
    "Feedback",
    "Feedback",
    "feedback",
    names("account_sid message_sid outcome date_created date_updated uri"),
    derive=_feedback_uri,
)


def segments_of(body: str) -> str:
    """How many parts a text is sent in: 160 characters or 153 each, 70 or 67 where it is more than plain ASCII."""
    whole, part = (160, 153) if body.isascii() else (70, 67)
    return str(1 if len(body) <= whole else -(-len(body) // part))


def send_message(exchange: Exchange) -> Record:
    """A new message, queued now. Raises the documented refusals."""
    form = exchange.form
    to, source = form.text("To"), form.text("From")
    service, body, pictures = form.get("MessagingServiceSid"), form.text("Body"), form.get_all("MediaUrl")
    if not to:
        raise refuse(21604, "A 'To' phone number is required.")
    if not source and not service:
        raise refuse(21603, "A 'From' phone number is required.")
    if not body and not pictures and not form.text("ContentSid"):
        raise refuse(21602, "Message body is required.")
    if len(body) > _LONGEST_BODY:
        raise refuse(21617, "The concatenated message body exceeds the 1600 character limit.")
    to_number, from_number = endpoint(to), sender(source) if source else None
    if to_number is None:
        raise refuse(21211, f"The 'To' number {to} is not a valid phone number.")
    if source and from_number is None:
        raise refuse(*invalid_sender(source))
    refuse_magic_message(to_number, e164(source) or source)
    store = exchange.scene.store
    fields: dict[str, Value] = {
        "to": to_number,
        "from": from_number,
        "messaging_service_sid": service,
        "body": body,
        "num_segments": segments_of(body),
        "num_media": str(len(pictures)),
        "send_at": _send_at(form),
    }
    sid = store.issue_sid("MM" if pictures else "SM")
    record = store.add(exchange.account, "Messages", sid, exchange.scene.now, fields)
    attach_media(store, record, exchange.scene.now, len(pictures))
    return record


def _send_at(form: Form) -> datetime | None:
    text = form.text("SendAt")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("SendAt", text) from error
    if moment.tzinfo is None:
        raise invalid("SendAt", text)
    return moment


def _create(exchange: Exchange) -> Answer:
    return exchange.show(MESSAGE, send_message(exchange), CREATED)


def _list(exchange: Exchange) -> Answer:
    rows = matching(exchange.records("Messages"), MESSAGE, exchange, equal=names("To From"), dates=names("DateSent"))
    return Listing(MESSAGE, rows)


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(MESSAGE, exchange.need(*collection_of(exchange)))


def _update(exchange: Exchange) -> Answer:
    """An empty `Body` redacts the text, `Status=canceled` stops a scheduled message; nothing else can be changed."""
    record = exchange.need(*collection_of(exchange))
    body, status = exchange.form.get("Body"), exchange.form.get("Status")
    store, now = exchange.scene.store, exchange.scene.now
    if body:
        raise invalid("Body", body)
    state = text_of(represent(MESSAGE, record, exchange.scene), "status")
    if status is not None:
        if status != "canceled" or state != "scheduled":
            raise refuse(20001, f"The message is {state}, it cannot become {status}")
        record = store.change(record, now, status="canceled")
    if body == "":
        record = store.change(record, now, body="")
    return exchange.show(MESSAGE, record)


def _delete(exchange: Exchange) -> Answer:
    return exchange.discard(exchange.need(*collection_of(exchange)))


def _give_feedback(exchange: Exchange) -> Answer:
    message = exchange.need("Messages", exchange.ids[0])
    outcome = exchange.form.get("Outcome") or "confirmed"
    if outcome not in ("confirmed", "unconfirmed"):
        raise invalid("Outcome", outcome)
    fields: Fields = {"message_sid": message.sid, "outcome": outcome}
    record = exchange.scene.store.add(exchange.account, exchange.folder, message.sid, exchange.scene.now, fields)
    return exchange.show(FEEDBACK, record)


MESSAGE_ROUTES: tuple[Route, ...] = (
    route("Messages", GET=_list, POST=_create),
    route("Messages/*", GET=_fetch, POST=_update, DELETE=_delete),
    route("Messages/*/Feedback", POST=_give_feedback),
)
