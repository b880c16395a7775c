"""What everybody else tells and 2012-04-24 does not, by resource. An empty loss text means that it can be derived."""

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
from gateway.dialects.restcomm_2012.groups import CALLER_IDS, CALLS, CONFERENCES, MESSAGES, RECORDINGS, TRANSCRIPTIONS

_CONVERTERS = "Restcomm-Connect at c67f142, its converters; twilio-oai for what it lacks"
_NO_SUCH_FIELD = "Restcomm has no such field"

GONE = (
    Change(
        name="accounts-without-an-owner",
        tells="An account does not tell who owns it.",
        source=_CONVERTERS,
        on=("accounts.*",),
        rules=(
            Gone(("OwnerAccountSid",), _NO_SUCH_FIELD),
            Gone(("Uri",), remake=account_uri),
            Gone(("SubresourceUris",), remake=account_subresources(OF_AN_ACCOUNT)),
        ),
    ),
    Change(
        name="applications-with-one-url",
        tells="An application has one URL and nothing to fall back to.",
        source=_CONVERTERS,
        on=("applications.*",),
        rules=(
            Gone(
                (
                    "VoiceMethod",
                    "VoiceFallbackUrl",
                    "VoiceFallbackMethod",
                    "StatusCallback",
                    "StatusCallbackMethod",
                    "SmsMethod",
                    "SmsFallbackUrl",
                    "SmsFallbackMethod",
                    "SmsStatusCallback",
                    "MessageStatusCallback",
                    "PublicApplicationConnectEnabled",
                ),
                _NO_SUCH_FIELD,
            ),
            Gone(("Uri",), remake=uri_of("Applications", "{sid}")),
        ),
    ),
    Change(
        name="numbers-to-buy-without-locality",
        tells="A number to buy tells neither its locality nor the address it needs.",
        source=_CONVERTERS,
        on=("available_phone_numbers.*",),
        rules=(Gone(("Beta", "Locality", "AddressRequirements"), _NO_SUCH_FIELD),),
    ),
    Change(
        name="calls-without-group-and-trunk",
        tells="Calls tell no formatted numbers, annotation, group, queue time and trunk.",
        source=_CONVERTERS,
        on=CALLS,
        rules=(
            Gone(("ToFormatted", "FromFormatted")),
            Gone(("Annotation", "GroupSid", "QueueTime", "TrunkSid"), _NO_SUCH_FIELD),
            Gone(("Uri",), remake=uri_of("Calls", "{sid}")),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_CALL, "Calls", "{sid}")),
        ),
    ),
    Change(
        name="recordings-without-a-state",
        tells="Recordings tell no state, source, channels and price.",
        source=_CONVERTERS,
        on=RECORDINGS,
        rules=(
            Gone(
                ("Status", "Source", "Channels", "Price", "PriceUnit", "ConferenceSid", "StartTime", "ErrorCode"),
                _NO_SUCH_FIELD,
            ),
            Gone(("EncryptionDetails", "Track"), _NO_SUCH_FIELD),
            Gone(("Uri",), remake=recording_uri),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_RECORDING, "Recordings", "{sid}")),
        ),
    ),
    Change(
        name="transcriptions-without-a-type",
        tells="Transcriptions tell neither their type nor an API version.",
        source=_CONVERTERS,
        on=TRANSCRIPTIONS,
        rules=(
            Gone(("Type",), _NO_SUCH_FIELD),
            Gone(("ApiVersion",)),
            Gone(("Uri",), remake=uri_of("Transcriptions", "{sid}")),
        ),
    ),
    Change(
        name="notifications-made-anew",
        tells="The URI of a notification is told by its sid.",
        source=_CONVERTERS,
        on=("notifications.*",),
        rules=(Gone(("Uri",), remake=uri_of("Notifications", "{sid}")),),
    ),
    Change(
        name="messages-without-segments",
        tells="Messages tell no segments.",
        source=_CONVERTERS,
        on=MESSAGES,
        rules=(Gone(("NumSegments",), _NO_SUCH_FIELD), Gone(("Uri",), remake=message_uri)),
    ),
    Change(
        name="messages-without-media",
        tells="Messages have no media and no messaging service.",
        source=_CONVERTERS,
        on=("messages.*",),
        rules=(
            Gone(("MessagingServiceSid",), _NO_SUCH_FIELD),
            Gone(("NumMedia",), _NO_SUCH_FIELD),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_MESSAGE, "Messages", "{sid}")),
        ),
    ),
    Change(
        name="conferences-without-a-reason",
        tells="Conferences tell neither their region nor why they ended.",
        source=_CONVERTERS,
        on=CONFERENCES,
        rules=(
            Gone(("Region", "ReasonConferenceEnded", "CallSidEndingConference"), _NO_SUCH_FIELD),
            Gone(("Uri",), remake=uri_of("Conferences", "{sid}")),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_CONFERENCE, "Conferences", "{sid}")),
        ),
    ),
    Change(
        name="participants-without-a-label",
        tells="Participants have no label, coach, state and queue time.",
        source=_CONVERTERS,
        on=("conferences.participants.*",),
        rules=(
            Gone(("Label", "CallSidToCoach", "Coaching", "Status", "QueueTime"), _NO_SUCH_FIELD),
            Gone(("Uri",), remake=uri_of("Conferences", "{conference_sid}", "Participants", "{call_sid}")),
        ),
    ),
    Change(
        name="numbers-without-addresses",
        tells="Numbers have no address, emergency, trunk and bundle data.",
        source=_CONVERTERS,
        on=("incoming_phone_numbers.*",),
        rules=(
            Gone(
                ("Beta", "AddressSid", "AddressRequirements", "IdentitySid", "Origin", "TrunkSid", "VoiceReceiveMode"),
                _NO_SUCH_FIELD,
            ),
            Gone(
                ("EmergencyStatus", "EmergencyAddressSid", "EmergencyAddressStatus", "BundleSid", "Status", "Type"),
                _NO_SUCH_FIELD,
            ),
            Gone(("Uri",), remake=uri_of("IncomingPhoneNumbers", "{sid}")),
        ),
    ),
    Change(
        name="caller-ids-made-anew",
        tells="The URI of a caller id is told by its sid.",
        source=_CONVERTERS,
        on=CALLER_IDS,
        rules=(Gone(("Uri",), remake=uri_of("OutgoingCallerIds", "{sid}")),),
    ),
    Change(
        name="caller-ids-without-a-call",
        tells="A caller id is there at once: no call validates it.",
        source=_CONVERTERS,
        on=("outgoing_caller_ids.create",),
        rules=(Gone(("CallSid",), _NO_SUCH_FIELD),),
    ),
    Change(
        name="usage-without-a-moment",
        tells="Usage tells neither when it was counted nor an API version.",
        source=_CONVERTERS,
        on=("usage.*.list",),
        rules=(Gone(("AsOf",), _NO_SUCH_FIELD), Gone(("ApiVersion", "SubresourceUris"))),
    ),
)
