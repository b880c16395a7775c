"""Verified caller ids. Asking for one gives a code at once; the number is verified ten seconds later."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from gateway.sandbox.calls import place_call
from gateway.sandbox.errors import not_found, refuse
from gateway.sandbox.exchange import Answer, Exchange, Instance, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.phones import e164, formatted
from gateway.sandbox.plain import read_fields
from gateway.sandbox.store import Record
from gateway.sandbox.values import date_of

_FOLDER = "OutgoingCallerIds"
_VERIFIED_AFTER = timedelta(seconds=10)
_ROBOT = "+14155550199"

CALLER_ID = Kind(
    "OutgoingCallerId",
    "OutgoingCallerIds",
    "outgoing_caller_ids",
    names("sid account_sid friendly_name phone_number date_created date_updated uri"),
    prefix="PN",
)


def _verified(exchange: Exchange) -> list[Record]:
    return [record for record in exchange.records(_FOLDER) if _is_verified(exchange, record)]


def _is_verified(exchange: Exchange, record: Record) -> bool:
    since = date_of(record.fields, "verified_at")
    return since is None or since <= exchange.scene.now


def _list(exchange: Exchange) -> Answer:
    rows = matching(_verified(exchange), CALLER_ID, exchange, equal=names("PhoneNumber FriendlyName"))
    return Listing(CALLER_ID, rows)


def _request(exchange: Exchange) -> Answer:
    text = exchange.form.text("PhoneNumber")
    number = e164(text)
    if number is None:
        raise refuse(21401, f"PhoneNumber is not a valid phone number: {text}")
    if any(record.fields.get("phone_number") == number for record in _verified(exchange)):
        raise refuse(21450, f"Phone number already verified: {number}")
    name = exchange.form.get("FriendlyName") or formatted(number)
    call = place_call(exchange, number, _ROBOT)
    now = exchange.scene.now
    exchange.make(CALLER_ID, _FOLDER, {"phone_number": number, "friendly_name": name, "verified_at": now + _VERIFIED_AFTER})
    code = f"{int(exchange.scene.store.issue_digits(), 16) % 900_000 + 100_000}"
    return Instance(
        "ValidationRequest",
        {
            "account_sid": exchange.account,
            "phone_number": number,
            "friendly_name": name,
            "validation_code": code,
            "call_sid": call.sid,
        },
        # this one create is answered with 200
        HTTPStatus.OK,
    )


def _need(exchange: Exchange) -> Record:
    record = exchange.need(_FOLDER, exchange.ids[0])
    if not _is_verified(exchange, record):
        raise not_found(exchange.path)
    return record


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(CALLER_ID, _need(exchange))


def _update(exchange: Exchange) -> Answer:
    fields = read_fields(CALLER_ID, ("FriendlyName",), exchange.form)
    return exchange.show(CALLER_ID, exchange.scene.store.change(_need(exchange), exchange.scene.now, **fields))


def _delete(exchange: Exchange) -> Answer:
    return exchange.discard(_need(exchange))


CALLER_ID_ROUTES: tuple[Route, ...] = (
    route("OutgoingCallerIds", GET=_list, POST=_request),
    route("OutgoingCallerIds/*", GET=_fetch, POST=_update, DELETE=_delete),
)
