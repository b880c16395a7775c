"""Add-ons: those assigned to a number, and what one of them made of a recording."""

from __future__ import annotations

from gateway.sandbox.exchange import Answer, Exchange, Redirect, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import Plain, plain_routes
from gateway.sandbox.store import Record, Store

_ADD_ONS = "IncomingPhoneNumbers/*/AssignedAddOns"
_RESULTS = "Recordings/*/AddOnResults"
_PAYLOADS = f"{_RESULTS}/*/Payloads"

ADD_ON = Kind(
    "AssignedAddOn",
    "AssignedAddOns",
    "assigned_add_ons",
    names(
        "sid account_sid resource_sid friendly_name description configuration unique_name date_created date_updated uri "
        "subresource_uris"
    ),
    prefix="XE",
    children={"extensions": "Extensions"},
    defaults={"configuration": {}, "friendly_name": "Sandbox add-on", "unique_name": "sandbox_add_on"},
)
EXTENSION = Kind(
    "Extension",
    "Extensions",
    "extensions",
    names("sid account_sid resource_sid assigned_add_on_sid friendly_name product_name unique_name enabled uri"),
)
RESULT = Kind(
    "AddOnResult",
    "AddOnResults",
    "add_on_results",
    names(
        "sid account_sid status add_on_sid add_on_configuration_sid date_created date_updated date_completed reference_sid "
        "subresource_uris"
    ),
    prefix="XR",
    children={"payloads": "Payloads"},
)
PAYLOAD = Kind(
    "Payload",
    "Payloads",
    "payloads",
    names(
        "sid add_on_result_sid account_sid label add_on_sid add_on_configuration_sid content_type date_created date_updated "
        "reference_sid subresource_uris"
    ),
    prefix="XH",
    children={"data": "Data"},
)


def add_result(store: Store, recording: Record) -> None:
    """Give a recording the result of an add-on, with one payload."""
    account, folder, made = recording.account, f"Recordings/{recording.sid}/AddOnResults", recording.created
    result = store.add(
        account,
        folder,
        store.issue_sid(RESULT.prefix),
        made,
        {"status": "completed", "date_completed": made, "reference_sid": recording.sid},
    )
    store.add(
        account,
        f"{folder}/{result.sid}/Payloads",
        store.issue_sid(PAYLOAD.prefix),
        made,
        {
            "add_on_result_sid": result.sid,
            "label": "transcript",
            "content_type": "application/json",
            "reference_sid": recording.sid,
        },
    )


def _fetch_data(exchange: Exchange) -> Answer:
    """Where the data of a payload is: outside this API, so the place is only named."""
    *folder, payload, _ = exchange.segments
    record = exchange.need("/".join(folder), payload)
    return Redirect(f"https://files.sandbox.example/{record.sid}.json", "Data")


_ROWS = (
    Plain(_ADD_ONS, ADD_ON, verbs="list create fetch delete", create=("InstalledAddOnSid*",), parent_field="resource_sid"),
    Plain(f"{_ADD_ONS}/*/Extensions", EXTENSION, verbs="list fetch"),
    Plain(_RESULTS, RESULT, verbs="list fetch delete"),
    Plain(_PAYLOADS, PAYLOAD, verbs="list fetch delete"),
)

ADD_ON_ROUTES: tuple[Route, ...] = (
    *(known for row in _ROWS for known in plain_routes(row)),
    route(f"{_PAYLOADS}/*/Data", GET=_fetch_data),
)
