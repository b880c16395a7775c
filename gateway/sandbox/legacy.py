"""Paths of the early years: `SMS/Messages`, a view of the text messages, and the trial sandbox of old accounts."""

from __future__ import annotations

from gateway.sandbox.errors import not_found
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.messages import MESSAGE, send_message
from gateway.sandbox.plain import CREATED, read_fields
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, Uri

_FOLDER = "Sandbox"
_MESSAGES = "SMS/Messages"


SMS_MESSAGE = Kind(
    "SMSMessage",
    "SMSMessages",
    "sms_messages",
    names(
        "sid date_created date_updated date_sent account_sid to from body status direction api_version price price_unit "
        "uri num_segments"
    ),
    prefix="SM",
    defaults=MESSAGE.defaults,
    derive=MESSAGE.derive,
)


def _own_path(record: Record, _scene: Scene) -> Fields:
    return {"uri": Uri(f"/Accounts/{record.account}/{_FOLDER}")}


TRIAL = Kind(
    "TwilioSandbox",
    "TwilioSandboxes",
    "sandboxes",
    names("pin account_sid phone_number voice_url voice_method sms_url sms_method date_created date_updated api_version uri"),
    defaults={"voice_method": "POST", "sms_method": "POST"},
    derive=_own_path,
)


def _need(exchange: Exchange) -> Record:
    records = exchange.records(_FOLDER)
    if not records:
        raise not_found(exchange.path)
    return records[0]


def _fetch_trial(exchange: Exchange) -> Answer:
    return exchange.show(TRIAL, _need(exchange))


def _update_trial(exchange: Exchange) -> Answer:
    fields = read_fields(TRIAL, names("VoiceUrl VoiceMethod SmsUrl SmsMethod"), exchange.form)
    return exchange.show(TRIAL, exchange.scene.store.change(_need(exchange), exchange.scene.now, **fields))


def _create(exchange: Exchange) -> Answer:
    return exchange.show(SMS_MESSAGE, send_message(exchange), CREATED, folder=_MESSAGES)


def _list(exchange: Exchange) -> Answer:
    texts = [record for record in exchange.records("Messages") if record.sid.startswith("SM")]
    rows = matching(texts, SMS_MESSAGE, exchange, equal=names("To From"), dates=names("DateSent"))
    return Listing(SMS_MESSAGE, rows, _MESSAGES)


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(SMS_MESSAGE, exchange.need("Messages", exchange.ids[0]), folder=_MESSAGES)


LEGACY_ROUTES: tuple[Route, ...] = (
    route(_MESSAGES, GET=_list, POST=_create),
    route(f"{_MESSAGES}/*", GET=_fetch),
    route(_FOLDER, GET=_fetch_trial, POST=_update_trial),
)
