"""What every resource has and 2012-04-24 writes in its own way: URIs, dates and the API version, as changes."""

from __future__ import annotations

from gateway.dialects.change import Born, Change, Date, DateForm, Gone
from gateway.dialects.remakes import account_subresources, account_uri, subresources_of, uri_of
from gateway.dialects.restcomm_2012 import making
from gateway.dialects.restcomm_2012.groups import (
    CALLER_IDS,
    CALLS,
    CONFERENCES,
    CONVERTERS,
    ENDPOINTS,
    MESSAGES,
    NUMBERS,
    PLACES,
    RECORDINGS,
    TRANSCRIPTIONS,
)


def _made_anew(resource: str, on: tuple[str, ...], *rules: Born) -> Change:
    return Change(
        name=f"uris-of-{resource}",
        tells="URIs stand without the base path and, in JSON, with .json behind them.",
        source=CONVERTERS,
        on=on,
        rules=rules,
    )


URIS = (
    _made_anew(
        "accounts",
        ("accounts.*",),
        Born("Uri", account_uri),
        Born("SubresourceUris", account_subresources(making.OF_AN_ACCOUNT)),
    ),
    _made_anew("applications", ("applications.*",), Born("Uri", uri_of("Applications", "{sid}"))),
    _made_anew(
        "calls",
        CALLS,
        Born("Uri", uri_of("Calls", "{sid}")),
        Born("SubresourceUris", subresources_of(making.OF_A_CALL, "Calls", "{sid}")),
    ),
    _made_anew("clients", ("clients.*",), Born("Uri", uri_of("Clients", "{sid}"))),
    _made_anew(
        "conferences",
        CONFERENCES,
        Born("Uri", uri_of("Conferences", "{sid}")),
        Born("SubresourceUris", subresources_of(making.OF_A_CONFERENCE, "Conferences", "{sid}")),
    ),
    _made_anew("participants", ("conferences.participants.*",), Born("Uri", making.participant_uri)),
    _made_anew("gateways", ("management.gateways.*",), Born("Uri", making.gateway_uri)),
    _made_anew("geolocations", PLACES, Born("Uri", making.geolocation_uri)),
    _made_anew("messages", MESSAGES, Born("Uri", uri_of("SMS", "Messages", "{sid}"))),
    _made_anew("notifications", ("notifications.*",), Born("Uri", uri_of("Notifications", "{sid}"))),
    _made_anew("numbers", NUMBERS, Born("Uri", uri_of("IncomingPhoneNumbers", "{sid}"))),
    _made_anew("caller-ids", CALLER_IDS, Born("Uri", uri_of("OutgoingCallerIds", "{sid}"))),
    _made_anew("unvalidated-caller-ids", ("outgoing_caller_ids.create",), Born("Uri", making.Constant(None))),
    _made_anew("recordings", RECORDINGS, Born("Uri", uri_of("Recordings", "{sid}"))),
    _made_anew("transcriptions", TRANSCRIPTIONS, Born("Uri", uri_of("Transcriptions", "{sid}"))),
)

DATES = (
    Change(
        name="dates-are-not-padded",
        tells="Dates have one digit for the first nine days of a month, and the offset of the server's own place.",
        source="Restcomm-Connect at c67f142, DateTimeConverter; answers captured in 2017 and 2018",
        on=(
            *("accounts.*", "applications.*", *CALLS, "clients.*", "conferences.*", *PLACES, *NUMBERS, "management.*"),
            *(*MESSAGES, "notifications.*", "organizations.*", *CALLER_IDS, *RECORDINGS, *TRANSCRIPTIONS),
        ),
        rules=(Date(("DateCreated", "DateUpdated", "DateExecuted"), DateForm.UNPADDED),),
    ),
    Change(
        name="moments-are-iso-8601",
        tells="When a call began and ended, and when a message was sent, is ISO 8601 with milliseconds.",
        source="Restcomm-Connect at c67f142; answers captured in 2018",
        on=(*CALLS, *MESSAGES, "notifications.*", "email.*"),
        rules=(Date(("StartTime", "EndTime", "DateSent", "MessageDate"), DateForm.ISO),),
    ),
)

VERSIONS = (
    Change(
        name="api-version-is-2012",
        tells="The API version of every resource is the constant 2012-04-24.",
        source=ENDPOINTS,
        on=("applications.*", *CALLS, *CONFERENCES, *NUMBERS, *MESSAGES, "notifications.*", *RECORDINGS),
        rules=(Born("ApiVersion", making.show_version), Gone(("ApiVersion",), remake=making.read_version)),
    ),
    Change(
        name="own-resources-have-the-version-too",
        tells="Clients and locations tell the same constant.",
        source=ENDPOINTS,
        on=("clients.*", *PLACES),
        rules=(Born("ApiVersion", making.show_version),),
    ),
    Change(
        name="callbacks-have-the-backends-version",
        tells="A caller may ask for the API version of callbacks; they have that of the backend.",
        source=ENDPOINTS,
        on=("applications.*", "calls.create", *NUMBERS),
        rules=(Born("ApiVersion", loss="callbacks have the version of the backend's own API"),),
    ),
)
