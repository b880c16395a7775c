"""What 2010 tells and 2008 never did, by resource. An empty loss text means that nothing is lost: it can be derived."""

from __future__ import annotations

from gateway.dialects.change import Change, Gone
from gateway.dialects.remakes import (
    OF_A_CALL,
    OF_A_CONFERENCE,
    OF_A_MESSAGE,
    OF_A_RECORDING,
    OF_AN_ACCOUNT,
    account_subresources,
    account_uri,
    message_uri,
    recording_uri,
    subresources_of,
    uri_of,
)

_DOCS = "2008-08-01 docs, the resource's page; twilio-oai for what 2010 has more"
_LATER = "2008 has no such field"

_VERSION = Gone(("ApiVersion",))
_CURRENCY = Gone(("PriceUnit",), "2008 shows no currency: its clients take every price for US dollars")

GONE = (
    Change(
        name="account-fields-of-2010",
        tells="Accounts tell who owns them and where their resources are.",
        source=_DOCS,
        on=("accounts.*",),
        rules=(
            Gone(("OwnerAccountSid",), _LATER),
            Gone(("Uri",), remake=account_uri),
            Gone(
                ("SubresourceUris",),
                remake=account_subresources(OF_AN_ACCOUNT),
            ),
        ),
    ),
    Change(
        name="call-fields-of-2010",
        tells="Calls tell their formatted numbers, currency, machine detection, forwarding, group, queue and trunk.",
        source=_DOCS,
        on=("calls.list", "calls.create", "calls.fetch", "calls.update"),
        rules=(
            Gone(("ToFormatted", "FromFormatted")),
            Gone(("AnsweredBy", "ForwardedFrom", "GroupSid", "CallerName", "QueueTime", "TrunkSid"), _LATER),
            _CURRENCY,
            _VERSION,
            Gone(("Uri",), remake=uri_of("Calls", "{sid}")),
            Gone(
                ("SubresourceUris",),
                remake=subresources_of(OF_A_CALL, "Calls", "{sid}"),
            ),
        ),
    ),
    Change(
        name="recording-fields-of-2010",
        tells="Recordings tell their price, state, channels, source and conference.",
        source=_DOCS,
        on=("recordings.list", "recordings.fetch", "calls.recordings.list"),
        rules=(
            Gone(
                (
                    "Status",
                    "Source",
                    "Channels",
                    "Price",
                    "ConferenceSid",
                    "StartTime",
                    "EncryptionDetails",
                    "ErrorCode",
                    "Track",
                ),
                _LATER,
            ),
            Gone(("PriceUnit",), _LATER),
            _VERSION,
            Gone(("MediaUrl",)),
            Gone(("Uri",), remake=recording_uri),
            Gone(
                ("SubresourceUris",),
                remake=subresources_of(OF_A_RECORDING, "Recordings", "{sid}"),
            ),
        ),
    ),
    Change(
        name="transcription-fields-of-2010",
        tells="Transcriptions tell their type and currency.",
        source=_DOCS,
        on=("*transcriptions.*",),
        rules=(
            Gone(("Type",), _LATER),
            _CURRENCY,
            _VERSION,
            Gone(("Uri",), remake=uri_of("Transcriptions", "{sid}")),
        ),
    ),
    Change(
        name="notification-fields-of-2010",
        tells="Notifications tell the API version and their own URI.",
        source=_DOCS,
        on=("notifications.list", "notifications.fetch", "calls.notifications.list"),
        rules=(_VERSION, Gone(("Uri",), remake=uri_of("Notifications", "{sid}"))),
    ),
    Change(
        name="message-fields-of-2010",
        tells="Messages tell their segments, media, price, errors and messaging service.",
        source=_DOCS,
        on=("messages.*", "sms.messages.*"),
        rules=(
            Gone(("NumSegments", "Price"), _LATER),
            Gone(("PriceUnit",), _LATER),
            _VERSION,
            Gone(("Uri",), remake=message_uri),
        ),
    ),
    Change(
        name="message-fields-of-later-years",
        tells="Messages of modern 2010 tell media, errors and the messaging service.",
        source=_DOCS,
        on=("messages.*",),
        rules=(
            Gone(("MessagingServiceSid", "NumMedia", "ErrorCode", "ErrorMessage"), _LATER),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_MESSAGE, "Messages", "{sid}")),
        ),
    ),
    Change(
        name="conference-fields-of-2010",
        tells="Conferences tell their region and why they ended.",
        source=_DOCS,
        on=("conferences.list", "conferences.fetch"),
        rules=(
            Gone(("Region", "ReasonConferenceEnded", "CallSidEndingConference"), _LATER),
            _VERSION,
            Gone(("Uri",), remake=uri_of("Conferences", "{sid}")),
            Gone(
                ("SubresourceUris",),
                remake=subresources_of(OF_A_CONFERENCE, "Conferences", "{sid}"),
            ),
        ),
    ),
    Change(
        name="participant-fields-of-2010",
        tells="Participants tell whether they are on hold, coached or queued, and their label.",
        source=_DOCS,
        on=("conferences.participants.*",),
        rules=(
            Gone(("Hold", "Label", "CallSidToCoach", "Coaching", "Status", "QueueTime"), _LATER),
            Gone(("Uri",), remake=uri_of("Conferences", "{conference_sid}", "Participants", "{call_sid}")),
        ),
    ),
    Change(
        name="number-fields-of-2010",
        tells="Numbers tell their applications, status callback, address, trunk, emergency and bundle data.",
        source=_DOCS,
        on=("incoming_phone_numbers.*",),
        rules=(
            Gone(
                (
                    "StatusCallback",
                    "StatusCallbackMethod",
                    "VoiceApplicationSid",
                    "SmsApplicationSid",
                    "Beta",
                    "AddressSid",
                    "AddressRequirements",
                    "IdentitySid",
                    "Origin",
                    "TrunkSid",
                    "VoiceReceiveMode",
                    "EmergencyStatus",
                    "EmergencyAddressSid",
                    "EmergencyAddressStatus",
                    "BundleSid",
                    "Status",
                    "Type",
                ),
                _LATER,
            ),
            _VERSION,
            Gone(("Uri",), remake=uri_of("IncomingPhoneNumbers", "{sid}")),
        ),
    ),
    Change(
        name="caller-id-fields-of-2010",
        tells="Caller ids tell their own URI.",
        source=_DOCS,
        on=("outgoing_caller_ids.list", "outgoing_caller_ids.fetch", "outgoing_caller_ids.update"),
        rules=(Gone(("Uri",), remake=uri_of("OutgoingCallerIds", "{sid}")),),
    ),
    Change(
        name="validation-fields-of-2010",
        tells="A validation request tells the call that is made for it.",
        source=_DOCS,
        on=("outgoing_caller_ids.create",),
        rules=(Gone(("CallSid",), _LATER),),
    ),
    Change(
        name="sandbox-fields-of-2010",
        tells="The sandbox tells the API version and its own URI.",
        source=_DOCS,
        on=("sandbox.*",),
        rules=(_VERSION, Gone(("Uri",), remake=uri_of("Sandbox"))),
    ),
)
