"""How 2012-04-24 differs from 2010-04-01: every difference that is more than an envelope, by name, with its source."""

from __future__ import annotations

from gateway.dialects.change import Born, Change, Convert, ConvertParameter, Date, DateForm, Enum, Gone, Move, Rename
from gateway.dialects.remakes import account_subresources, account_uri, subresources_of, uri_of
from gateway.dialects.restcomm_2012 import conversions as to
from gateway.dialects.restcomm_2012 import making
from gateway.dialects.restcomm_2012 import parameter_conversions as given
from gateway.dialects.restcomm_2012.gone import GONE
from gateway.dialects.restcomm_2012.refused import REFUSED

_CONVERTERS = "Restcomm-Connect at c67f142, its converters"
_ENDPOINTS = "Restcomm-Connect at c67f142, its endpoints"
_CALLS = ("calls.list", "calls.create", "calls.fetch", "calls.update", "calls.legs.update", "ussd_push.create")
_MESSAGES = ("messages.*", "sms.messages.*")
_RECORDINGS = ("recordings.list", "recordings.fetch", "calls.recordings.list")
_TRANSCRIPTIONS = ("transcriptions.list", "transcriptions.fetch")
_CALLER_IDS = (
    "outgoing_caller_ids.list",
    "outgoing_caller_ids.fetch",
    "outgoing_caller_ids.update",
    "outgoing_caller_ids.unvalidated.create",
)
_NUMBERS = (
    *(f"incoming_phone_numbers.{verb}" for verb in ("list", "create", "fetch", "update")),
    *(f"incoming_phone_numbers.{family}.*" for family in ("local", "toll_free", "mobile")),
)
_CONFERENCES = ("conferences.list", "conferences.fetch")
_PLACES = ("geolocation.*",)


def _made_anew(resource: str, on: tuple[str, ...], *rules: Born) -> Change:
    return Change(
        name=f"uris-of-{resource}",
        tells="URIs stand without the base path and, in JSON, with .json behind them.",
        source=_CONVERTERS,
        on=on,
        rules=rules,
    )


_URIS = (
    _made_anew(
        "accounts",
        ("accounts.*",),
        Born("Uri", account_uri),
        Born("SubresourceUris", account_subresources(making.OF_AN_ACCOUNT)),
    ),
    _made_anew("applications", ("applications.*",), Born("Uri", uri_of("Applications", "{sid}"))),
    _made_anew(
        "calls",
        _CALLS,
        Born("Uri", uri_of("Calls", "{sid}")),
        Born("SubresourceUris", subresources_of(making.OF_A_CALL, "Calls", "{sid}")),
    ),
    _made_anew("clients", ("clients.*",), Born("Uri", uri_of("Clients", "{sid}"))),
    _made_anew(
        "conferences",
        _CONFERENCES,
        Born("Uri", uri_of("Conferences", "{sid}")),
        Born("SubresourceUris", subresources_of(making.OF_A_CONFERENCE, "Conferences", "{sid}")),
    ),
    _made_anew("participants", ("conferences.participants.*",), Born("Uri", making.participant_uri)),
    _made_anew("gateways", ("management.gateways.*",), Born("Uri", making.gateway_uri)),
    _made_anew("geolocations", _PLACES, Born("Uri", making.geolocation_uri)),
    _made_anew("messages", _MESSAGES, Born("Uri", uri_of("SMS", "Messages", "{sid}"))),
    _made_anew("notifications", ("notifications.*",), Born("Uri", uri_of("Notifications", "{sid}"))),
    _made_anew("numbers", _NUMBERS, Born("Uri", uri_of("IncomingPhoneNumbers", "{sid}"))),
    _made_anew("caller-ids", _CALLER_IDS, Born("Uri", uri_of("OutgoingCallerIds", "{sid}"))),
    _made_anew("unvalidated-caller-ids", ("outgoing_caller_ids.create",), Born("Uri", making.constant(None))),
    _made_anew("recordings", _RECORDINGS, Born("Uri", uri_of("Recordings", "{sid}"))),
    _made_anew("transcriptions", _TRANSCRIPTIONS, Born("Uri", uri_of("Transcriptions", "{sid}"))),
)

_DATES = (
    Change(
        name="dates-are-not-padded",
        tells="Dates have one digit for the first nine days of a month, and the offset of the server's own place.",
        source="Restcomm-Connect at c67f142, DateTimeConverter; answers captured in 2017 and 2018",
        on=(
            *("accounts.*", "applications.*", *_CALLS, "clients.*", "conferences.*", *_PLACES, *_NUMBERS, "management.*"),
            *(*_MESSAGES, "notifications.*", "organizations.*", *_CALLER_IDS, *_RECORDINGS, *_TRANSCRIPTIONS),
        ),
        rules=(Date(("DateCreated", "DateUpdated", "DateExecuted"), DateForm.UNPADDED),),
    ),
    Change(
        name="moments-are-iso-8601",
        tells="When a call began and ended, and when a message was sent, is ISO 8601 with milliseconds.",
        source="Restcomm-Connect at c67f142; answers captured in 2018",
        on=(*_CALLS, *_MESSAGES, "notifications.*", "email.*"),
        rules=(Date(("StartTime", "EndTime", "DateSent", "MessageDate"), DateForm.ISO),),
    ),
)

_VERSIONS = (
    Change(
        name="api-version-is-2012",
        tells="The API version of every resource is the constant 2012-04-24.",
        source=_ENDPOINTS,
        on=("applications.*", *_CALLS, *_CONFERENCES, *_NUMBERS, *_MESSAGES, "notifications.*", *_RECORDINGS),
        rules=(Born("ApiVersion", making.show_version), Gone(("ApiVersion",), remake=making.read_version)),
    ),
    Change(
        name="own-resources-have-the-version-too",
        tells="Clients and locations tell the same constant.",
        source=_ENDPOINTS,
        on=("clients.*", *_PLACES),
        rules=(Born("ApiVersion", making.show_version),),
    ),
    Change(
        name="callbacks-have-the-backends-version",
        tells="A caller may ask for the API version of callbacks; they have that of the backend.",
        source=_ENDPOINTS,
        on=("applications.*", "calls.create", *_NUMBERS),
        rules=(Born("ApiVersion", loss="callbacks have the version of the backend's own API"),),
    ),
)

_PATHS = (
    Change(
        name="accounts-have-a-password",
        tells="An account is made with an e-mail address and a password.",
        source=_ENDPOINTS,
        on=("accounts.*",),
        rules=(Move("POST /Accounts", ("accounts.with_password.create", "accounts.create")),),
    ),
    Change(
        name="calls-can-be-muted",
        tells="A live call can be muted, and its other leg moved with it.",
        source=_ENDPOINTS,
        on=("calls.update", "calls.legs.update"),
        rules=(Move("POST Calls/{sid}", ("calls.update", "calls.legs.update")),),
    ),
    Change(
        name="caller-ids-are-created-at-once",
        tells="An outgoing caller id is created at once, and is changed with PUT alone.",
        source=_ENDPOINTS,
        on=("outgoing_caller_ids.create", "outgoing_caller_ids.unvalidated.create", "outgoing_caller_ids.update"),
        rules=(
            Move("POST OutgoingCallerIds", ("outgoing_caller_ids.unvalidated.create", "outgoing_caller_ids.create")),
            Move("PUT OutgoingCallerIds/{sid}", ("outgoing_caller_ids.update",)),
        ),
    ),
    Change(
        name="caller-ids-need-no-validation",
        tells="There is no code to say into the phone.",
        source=_ENDPOINTS,
        on=("outgoing_caller_ids.create",),
        rules=(Convert(("Sid", "DateCreated", "DateUpdated"), ("ValidationCode",), to.show_caller_id, to.read_caller_id),),
    ),
    Change(
        name="messages-live-at-sms-messages",
        tells="Text messages live at SMS/Messages; the key of their list is messages.",
        source=_ENDPOINTS,
        on=_MESSAGES,
        rules=(
            Move("GET SMS/Messages", ("messages.list", "sms.messages.list")),
            Move("POST SMS/Messages", ("messages.create", "sms.messages.create")),
            Move("GET SMS/Messages/{sid}", ("messages.fetch", "sms.messages.fetch")),
        ),
    ),
)

_CALLS_DIFFER = (
    Change(
        name="one-call-may-become-several",
        tells="A call to a client that is registered several times is answered with an array of calls.",
        source="the original converters, run",
        on=("calls.create", "ussd_push.create"),
        rules=(Convert(("Sid",), ("Sid",), to.show_sid, to.read_sid),),
    ),
    Change(
        name="call-status-is-spelled-in-two-ways",
        tells="The status of an outgoing leg is often in capitals with underscores.",
        source="Restcomm-Connect at c67f142; answers captured in 2017 and 2018",
        on=_CALLS,
        rules=(Convert(("Status",), ("Status",), to.show_call_status, to.read_call_status),),
    ),
    Change(
        name="call-filters-are-days",
        tells="StartTime is the first day and EndTime the last one of the calls listed.",
        source=_ENDPOINTS,
        on=("calls.list",),
        rules=(given.from_day("StartTime"), given.to_day("EndTime")),
    ),
    Change(
        name="calls-are-filtered-by-either-spelling",
        tells="Calls are filtered by their status in either spelling.",
        source=_ENDPOINTS,
        on=("calls.list",),
        rules=(Enum(("Status",), given.STATUS_SPELLINGS),),
    ),
    Change(
        name="sip-credentials-are-username-and-password",
        tells="What a SIP address is called with is Username and Password.",
        source=_ENDPOINTS,
        on=("calls.create",),
        rules=(Rename("Username", "SipAuthUsername"), Rename("Password", "SipAuthPassword")),
    ),
)

_LISTS = (
    Change(
        name="lists-tell-the-last-sid",
        tells="The link to the next page names the last item of this one; sent back, it means nothing.",
        source=_ENDPOINTS,
        on=(
            *("calls.list", "conferences.list", "conferences.participants.list", "*messages.list", "notifications.list"),
            *("incoming_phone_numbers.list", "incoming_phone_numbers.local.list", "incoming_phone_numbers.toll_free.list"),
            *("incoming_phone_numbers.mobile.list", "recordings.list", "transcriptions.list"),
        ),
        rules=(Born("AfterSid"),),
    ),
    Change(
        name="message-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the messages listed.",
        source=_ENDPOINTS,
        on=("messages.list", "sms.messages.list"),
        rules=(given.days("DateSent"),),
    ),
    Change(
        name="recording-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the recordings listed.",
        source=_ENDPOINTS,
        on=("recordings.list",),
        rules=(given.days("DateCreated"),),
    ),
    Change(
        name="notification-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the notifications listed.",
        source=_ENDPOINTS,
        on=("notifications.list",),
        rules=(given.days("MessageDate"),),
    ),
    Change(
        name="conference-filters-are-days",
        tells="DateCreated is the first day and DateUpdated the last one of the conferences listed.",
        source=_ENDPOINTS,
        on=("conferences.list",),
        rules=(given.from_day("DateCreated"), given.to_day("DateUpdated")),
    ),
    Change(
        name="usage-categories-are-in-capitals",
        tells="The category asked for is the name of a constant: CALLS.",
        source=_ENDPOINTS,
        on=("usage.*.list",),
        rules=(ConvertParameter(("Category",), ("Category",), given.show_category, given.read_category),),
    ),
    Change(
        name="totals-are-told",
        tells="Lists with pages tell how many items there are.",
        source=_CONVERTERS,
        on=("*.list",),
        rules=(),
    ),
)

_VALUES = (
    Change(
        name="message-status-has-seven-words",
        tells="A message is queued, sending, sent, failed, received, delivered or undelivered.",
        source=_CONVERTERS,
        on=_MESSAGES,
        rules=(
            Enum(
                ("Status",),
                (
                    *((word, word) for word in ("queued", "sending", "sent", "failed", "received", "delivered")),
                    ("undelivered", "undelivered"),
                    *(("queued", word) for word in ("accepted", "scheduled")),
                    *(("delivered", word) for word in ("read", "partially_delivered")),
                    ("received", "receiving"),
                    ("failed", "canceled"),
                ),
            ),
        ),
    ),
    Change(
        name="conference-status-has-six-words",
        tells="The status of a conference tells whether its moderator is there.",
        source=_CONVERTERS,
        on=_CONFERENCES,
        rules=(
            Enum(
                ("Status",),
                (
                    ("RUNNING_INITIALIZING", "init"),
                    ("RUNNING_MODERATOR_ABSENT", "init"),
                    ("RUNNING_MODERATOR_PRESENT", "in-progress"),
                    ("STOPPING", "in-progress"),
                    ("COMPLETED", "completed"),
                    ("FAILED", "completed"),
                ),
            ),
        ),
    ),
    Change(
        name="seconds-are-doubles",
        tells="The duration of a recording is the text of a double.",
        source="the original converters, run; answers captured in 2017",
        on=(*_RECORDINGS, *_TRANSCRIPTIONS),
        rules=(Convert(("Duration",), ("Duration",), to.show_seconds, to.read_seconds),),
    ),
    Change(
        name="recordings-tell-their-file",
        tells="A recording tells the whole URL of its audio.",
        source=_CONVERTERS,
        on=_RECORDINGS,
        rules=(Convert(("FileUri",), ("MediaUrl",), to.show_file, to.read_file),),
    ),
    Change(
        name="participants-are-calls",
        tells="A participant is a call: its sid is the call's, and Mute is what mutes it.",
        source=_CONVERTERS,
        on=("conferences.participants.*",),
        rules=(
            Rename("Sid", "CallSid"),
            Rename("EndConferenceOnEnter", "EndConferenceOnExit"),
            Convert(("ConferenceSid",), ("ConferenceSid",), to.show_conference_sid, to.read_conference_sid),
        ),
    ),
    Change(
        name="mute-became-muted",
        tells="A participant is muted with Mute.",
        source=_ENDPOINTS,
        on=("conferences.participants.update",),
        rules=(Rename("Mute", "Muted"),),
    ),
    Change(
        name="capabilities-have-other-names",
        tells="What a number can do is voice_capable, sms_capable, mms_capable and fax_capable.",
        source=_CONVERTERS,
        on=_NUMBERS,
        rules=(Convert(("Capabilities",), ("Capabilities",), to.show_capabilities, to.read_capabilities),),
    ),
    Change(
        name="capabilities-are-fields-of-their-own",
        tells="What a number to buy can do is voiceCapable, smsCapable and their like, beside its other fields.",
        source=_CONVERTERS,
        on=("available_phone_numbers.*",),
        rules=(
            Convert(
                ("VoiceCapable", "SmsCapable", "MmsCapable", "FaxCapable", "UssdCapable"),
                ("Capabilities",),
                to.show_offered_capabilities,
                to.read_offered_capabilities,
            ),
        ),
    ),
    Change(
        name="applications-have-one-url-and-a-kind",
        tells="What an application runs is RcmlUrl, and what for is its Kind: voice, sms or ussd.",
        source=_CONVERTERS,
        on=("applications.list", "applications.fetch", "applications.create", "applications.update", "applications.for_ussd.*"),
        rules=(
            Convert(
                ("RcmlUrl", "Kind"),
                ("VoiceUrl", "SmsUrl", "RcmlUrl", "Kind"),
                to.show_application,
                to.read_application,
            ),
        ),
    ),
    Change(
        name="applications-are-made-with-one-url-and-a-kind",
        tells="What an application runs is RcmlUrl, and what for is its Kind.",
        source=_ENDPOINTS,
        on=("applications.create", "applications.update"),
        rules=(
            Move("POST Applications", ("applications.create", "applications.for_ussd.create")),
            Move("POST Applications/{sid}", ("applications.update", "applications.for_ussd.update")),
            ConvertParameter(
                ("RcmlUrl", "Kind"),
                ("VoiceUrl", "SmsUrl", "RcmlUrl", "Kind"),
                given.show_application,
                given.read_application,
            ),
        ),
    ),
)

CHANGES = (*_PATHS, *_CALLS_DIFFER, *_LISTS, *_VALUES, *_DATES, *_VERSIONS, *_URIS, *GONE, *REFUSED)
