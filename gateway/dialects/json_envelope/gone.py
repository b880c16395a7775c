"""What 2010 tells and the JSON-envelope API does not, by resource. An empty loss text means that nothing is lost by it."""

from __future__ import annotations

from gateway.dialects.change import Change, Gone
from gateway.dialects.json_envelope.remakes import account_of, api_version, no_media, segments
from gateway.dialects.remakes import (
    OF_A_CALL,
    OF_A_MESSAGE,
    OF_A_RECORDING,
    OF_AN_ACCOUNT,
    account_subresources,
    account_uri,
    message_uri,
    subresources_of,
    uri_of,
)

_SOURCE = "the resource's reference page; twilio-oai for what 2010 has more"
_LACKS = "the JSON-envelope API has no such property"
_ACCOUNT = Gone(("AccountSid",), remake=account_of)
_VERSION = Gone(("ApiVersion",), remake=api_version)

GONE = (
    Change(
        name="properties-of-this-api-alone",
        tells="Things have more properties, which only callers of this API can be shown.",
        source="the resources' reference pages",
        on=(
            "messages.*",
            "sms.messages.*",
            "calls.*",
            "queues.*",
            "recordings.*",
            "incoming_phone_numbers.*",
            "outgoing_caller_ids.*",
            "accounts.*",
        ),
        rules=(Gone(("OwnProperties",)),),
    ),
    Change(
        name="message-fields-of-2010",
        tells="Messages tell their segments, media, price, errors and messaging service.",
        source=_SOURCE,
        on=("messages.*", "sms.messages.*"),
        rules=(
            Gone(("NumSegments",), remake=segments),
            Gone(("NumMedia",), remake=no_media),
            Gone(("Price", "MessagingServiceSid", "ErrorCode", "ErrorMessage"), _LACKS),
            Gone(("PriceUnit",)),  # says nothing without its price
            _ACCOUNT,
            _VERSION,
            Gone(("Uri",), remake=message_uri),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_MESSAGE, "Messages", "{sid}")),
        ),
    ),
    Change(
        name="call-fields-of-2010",
        tells="Calls tell their times, price, direction and how they came to be.",
        source=_SOURCE,
        on=("calls.*",),
        rules=(
            Gone(
                (
                    "DateCreated",
                    "DateUpdated",
                    "ParentCallSid",
                    "PhoneNumberSid",
                    "StartTime",
                    "EndTime",
                    "Price",
                    "Direction",
                    "AnsweredBy",
                    "Annotation",
                    "ForwardedFrom",
                    "GroupSid",
                    "CallerName",
                    "TrunkSid",
                ),
                _LACKS,
            ),
            Gone(("ToFormatted", "FromFormatted", "QueueTime", "PriceUnit")),
            _ACCOUNT,
            _VERSION,
            Gone(("Uri",), remake=uri_of("Calls", "{sid}")),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_CALL, "Calls", "{sid}")),
        ),
    ),
    Change(
        name="queue-fields-of-2010",
        tells="Queues tell how many callers wait, and how long.",
        source=_SOURCE,
        on=("queues.*",),
        rules=(
            Gone(("CurrentSize", "AverageWaitTime", "MaxSize", "DateCreated", "DateUpdated"), _LACKS),
            _ACCOUNT,
            Gone(("Uri",), remake=uri_of("Queues", "{sid}")),
        ),
    ),
    Change(
        name="recording-fields-of-2010",
        tells="Recordings tell where their sound is and how it is encrypted.",
        source=_SOURCE,
        on=("recordings.*",),
        rules=(
            Gone(("EncryptionDetails", "Track"), _LACKS),
            Gone(("MediaUrl",)),
            _ACCOUNT,
            _VERSION,
            Gone(("Uri",), remake=uri_of("Recordings", "{sid}")),
            Gone(
                ("SubresourceUris",),
                remake=subresources_of(OF_A_RECORDING, "Recordings", "{sid}"),
            ),
        ),
    ),
    Change(
        name="number-fields-of-2010",
        tells="Numbers tell their address, trunk, emergency and bundle data.",
        source=_SOURCE,
        on=("incoming_phone_numbers.*",),
        rules=(
            Gone(
                (
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
                _LACKS,
            ),
            _ACCOUNT,
            _VERSION,
            Gone(("Uri",), remake=uri_of("IncomingPhoneNumbers", "{sid}")),
        ),
    ),
    Change(
        name="caller-id-fields-of-2010",
        tells="Caller ids tell their account and their own URI.",
        source=_SOURCE,
        on=("outgoing_caller_ids.*",),
        rules=(_ACCOUNT, Gone(("Uri",), remake=uri_of("OutgoingCallerIds", "{sid}"))),
    ),
    Change(
        name="account-fields-of-2010",
        tells="Accounts tell their token, who owns them and where their resources are.",
        source=_SOURCE,
        on=("accounts.*",),
        rules=(
            Gone(("AuthToken", "OwnerAccountSid"), _LACKS),
            Gone(("Uri",), remake=account_uri),
            Gone(("SubresourceUris",), remake=account_subresources(OF_AN_ACCOUNT)),
        ),
    ),
)
