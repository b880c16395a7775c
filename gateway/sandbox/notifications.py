"""The log of what went wrong with callbacks. A single notification shows three fields more than one in a list."""

from __future__ import annotations

from dataclasses import replace

from gateway.sandbox.errors import not_found
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names

_FOLDER = "Notifications"
_ONLY_SINGLE = frozenset({"response_body", "request_variables", "response_headers"})

NOTIFICATION = Kind(
    "Notification",
    "Notifications",
    "notifications",
    names(
        "sid account_sid call_sid log error_code more_info message_text message_date response_body request_method "
        "request_url request_variables response_headers date_created api_version date_updated uri"
    ),
    prefix="NO",
)
LISTED = replace(NOTIFICATION, fields=tuple(name for name in NOTIFICATION.fields if name not in _ONLY_SINGLE))


def _list(exchange: Exchange) -> Answer:
    rows = exchange.records(_FOLDER)
    folder = ""
    if exchange.ids:
        call = exchange.need("Calls", exchange.ids[0]).sid
        rows = [record for record in rows if record.fields.get("call_sid") == call]
        folder = exchange.folder
    return Listing(LISTED, matching(rows, LISTED, exchange, equal=("Log",), dates=("MessageDate",)), folder)


def _fetch(exchange: Exchange) -> Answer:
    record = exchange.need(_FOLDER, exchange.ids[-1])
    if len(exchange.ids) == 1:
        return exchange.show(NOTIFICATION, record)
    call = exchange.need("Calls", exchange.ids[0]).sid
    if record.fields.get("call_sid") != call:
        raise not_found(exchange.path)
    return exchange.show(NOTIFICATION, record, folder=f"Calls/{call}/{_FOLDER}")


NOTIFICATION_ROUTES: tuple[Route, ...] = (
    route("Notifications", GET=_list),
    route("Notifications/*", GET=_fetch),
    route("Calls/*/Notifications", GET=_list),
    route("Calls/*/Notifications/*", GET=_fetch),
)
