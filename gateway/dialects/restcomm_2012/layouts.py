"""What an item looks like in 2012-04-24: these fields in the order of its XML, and how its JSON differs from that.

Names stand in CamelCase, each the JSON key's counterpart; the forms know the names that are spelled otherwise.
Source: the output of the original converter classes, run; live answers of 2017 and 2018 where they show more.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gateway.dialects.change import Layout

_VOICE = "VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod"

LAYOUTS = (
    Layout(
        ("account",),
        "Account",
        "Accounts",
        "Sid Organization FriendlyName EmailAddress Status Role Type DateCreated DateUpdated AuthToken Uri SubresourceUris",
    ),
    Layout(
        ("application",),
        "Application",
        "Applications",
        "Sid DateCreated DateUpdated FriendlyName AccountSid ApiVersion VoiceCallerIdLookup Uri RcmlUrl Kind Numbers",
    ),
    Layout(
        ("available_phone_number",),
        "AvailablePhoneNumber",
        "AvailablePhoneNumbers",
        "FriendlyName PhoneNumber Lata RateCenter Latitude Longitude Region PostalCode IsoCountry Cost VoiceCapable SmsCapable "
        "MmsCapable FaxCapable UssdCapable",
    ),
    Layout(("available_country",), "AvailableCountry", "AvailableCountries", "IsoCountry"),
    Layout(
        ("call",),
        "Call",
        "Calls",
        "Sid InstanceId DateCreated DateUpdated ParentCallSid AccountSid To From PhoneNumberSid Status StartTime EndTime "
        "Duration Price PriceUnit Direction AnsweredBy ApiVersion ForwardedFrom CallerName Uri SubresourceUris RingDuration",
    ),
    Layout(
        ("client",),
        "Client",
        "Clients",
        "Sid DateCreated DateUpdated AccountSid ApiVersion FriendlyName Login Password PasswordAlgorithm Status "
        f"{_VOICE} VoiceApplicationSid Uri PushClientIdentity",
    ),
    Layout(
        ("conference",),
        "Conference",
        "Conferences",
        "Sid DateCreated DateUpdated AccountSid Status ApiVersion FriendlyName Uri SubresourceUris",
    ),
    Layout(("email_message",), "EmailMessage", "", "DateSent AccountSid From To Body Subject"),
    Layout(
        ("gateway",),
        "Gateway",
        "Gateways",
        "Sid DateCreated DateUpdated FriendlyName Password Proxy Register UserName TimeToLive Uri",
    ),
    Layout(
        ("geolocation",),
        "Geolocation",
        "Geolocations",
        "Sid DateCreated DateUpdated DateExecuted AccountSid Source DeviceIdentifier GeolocationType ResponseStatus "
        "GeolocationData GeolocationPositioningType LastGeolocationResponse Cause ApiVersion Uri",
    ),
    Layout(
        ("incoming_phone_number",),
        "IncomingPhoneNumber",
        "IncomingPhoneNumbers",
        f"Sid AccountSid FriendlyName PhoneNumber {_VOICE} StatusCallback StatusCallbackMethod VoiceCallerIdLookup "
        "VoiceApplicationSid VoiceApplicationName DateCreated DateUpdated SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod "
        "SmsApplicationSid SmsApplicationName UssdUrl UssdMethod UssdFallbackUrl UssdFallbackMethod UssdApplicationSid "
        "UssdApplicationName ReferUrl ReferMethod ReferApplicationSid ReferApplicationName Capabilities ApiVersion Uri",
    ),
    Layout(
        ("message", "sms_message"),
        "SMSMessage",
        "SMSMessages",
        "Sid DateCreated DateUpdated DateSent AccountSid From To Body Status Direction ErrorCode ErrorMessage Price PriceUnit "
        "ApiVersion Uri",
    ),
    Layout(
        ("notification",),
        "Notification",
        "Notifications",
        "Sid DateCreated DateUpdated AccountSid CallSid ApiVersion Log ErrorCode MoreInfo MessageText MessageDate RequestUrl "
        "RequestMethod RequestVariables ResponseHeaders ResponseBody Uri",
    ),
    Layout(("organization",), "Organization", "Organizations", "Sid DomainName Status DateCreated DateUpdated"),
    Layout(
        ("outgoing_caller_id", "validation_request"),
        "OutgoingCallerId",
        "OutgoingCallerIds",
        "Sid AccountSid FriendlyName PhoneNumber DateCreated DateUpdated Uri",
    ),
    Layout(
        ("participant",),
        "Call",
        "Calls",
        "Sid ConferenceSid DateCreated DateUpdated AccountSid Muted Hold StartConferenceOnEnter EndConferenceOnEnter Uri",
    ),
    Layout(
        ("recording",),
        "Recording",
        "Recordings",
        "Sid DateCreated DateUpdated AccountSid CallSid Duration ApiVersion Uri FileUri S3Uri",
    ),
    Layout(
        ("transcription",),
        "Transcription",
        "Transcriptions",
        "Sid DateCreated DateUpdated AccountSid Status RecordingSid Duration TranscriptionText Price PriceUnit Uri",
    ),
    Layout(
        ("usage_record",),
        "UsageRecord",
        "UsageRecords",
        "Category Description AccountSid StartDate EndDate Usage UsageUnit Count CountUnit Price PriceUnit Uri",
    ),
    Layout(("version",), "Version", "", "Name Version Revision Date"),
)


class JsonItem(Struct, frozen=True):
    """How the JSON of one element differs from its XML.

    `order` are all its fields where the order is another, `numbers` those that are numbers, `nulls` whether null is printed.
    """

    order: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    nulls: bool = False


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


JSON_ITEMS: Mapping[str, JsonItem] = {
    "Account": JsonItem(
        order=_names(
            "Sid Organization FriendlyName EmailAddress Type Status Role DateCreated DateUpdated AuthToken Uri SubresourceUris"
        )
    ),
    "AvailablePhoneNumber": JsonItem(numbers=frozenset({"Lata", "Latitude", "Longitude", "PostalCode"})),
    "Call": JsonItem(
        order=_names(
            "Sid InstanceId ConferenceSid DateCreated DateUpdated ParentCallSid AccountSid To From PhoneNumberSid Status "
            "StartTime EndTime Duration PriceUnit Direction AnsweredBy ApiVersion ForwardedFrom CallerName Muted Hold "
            "StartConferenceOnEnter EndConferenceOnEnter Uri RingDuration SubresourceUris"
        ),
        numbers=frozenset({"Duration", "RingDuration"}),
    ),
    "Gateway": JsonItem(numbers=frozenset({"TimeToLive"})),
    "Geolocation": JsonItem(
        numbers=frozenset({"MobileCountryCode", "NetworkEntityAddress", "LocationAge", "Accuracy", "Radius"})
    ),
    "IncomingPhoneNumber": JsonItem(nulls=True),
    "Notification": JsonItem(numbers=frozenset({"Log", "ErrorCode"})),
    "Organization": JsonItem(nulls=True),
    "SMSMessage": JsonItem(numbers=frozenset({"ErrorCode"})),
}
"""By element; an element that is not listed has the order of its XML, texts only, and leaves null out. `Call` stands for a
participant too."""
