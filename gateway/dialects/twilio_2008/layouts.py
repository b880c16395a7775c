"""What an item looks like in 2008: exactly these elements, in this order, and none more.

A client of 2009 maps them by class and throws at one it does not know. Source: the 2008-08-01 documentation page of each
resource, live answers of 2009 and 2010 where they show more.
"""

from __future__ import annotations

from gateway.dialects.change import Layout

LAYOUTS = (
    Layout(
        ("account",),
        "Account",
        "Accounts",
        "Sid FriendlyName Status StatusText DateCreated DateUpdated AuthToken Type?account_type",
    ),
    Layout(
        ("call",),
        "Call",
        "Calls",
        "Sid DateCreated DateUpdated CallSegmentSid AccountSid Called Caller PhoneNumberSid Status StartTime EndTime Duration "
        "Price Flags Annotation",
    ),
    Layout(
        ("incoming_phone_number",),
        "IncomingPhoneNumber",
        "IncomingPhoneNumbers",
        "Sid AccountSid FriendlyName PhoneNumber Url Method SmsUrl SmsMethod VoiceFallbackUrl VoiceFallbackMethod "
        "SmsFallbackUrl SmsFallbackMethod VoiceCallerIdLookup Capabilities?capabilities DateCreated DateUpdated",
    ),
    Layout(
        ("outgoing_caller_id",),
        "OutgoingCallerId",
        "OutgoingCallerIds",
        "Sid AccountSid FriendlyName PhoneNumber DateCreated DateUpdated",
    ),
    Layout(("validation_request",), "ValidationRequest", "", "AccountSid PhoneNumber FriendlyName ValidationCode"),
    Layout(("recording",), "Recording", "Recordings", "Sid AccountSid CallSid Duration DateCreated DateUpdated"),
    Layout(
        ("transcription",),
        "Transcription",
        "Transcriptions",
        "Sid DateCreated DateUpdated AccountSid Status RecordingSid Duration TranscriptionText Price",
    ),
    Layout(
        ("notification",),
        "Notification",
        "Notifications",
        "Sid DateCreated DateUpdated AccountSid CallSid Log ErrorCode MoreInfo MessageText MessageDate RequestURL "
        "RequestMethod RequestVariables ResponseHeaders ResponseBody",
        "Sid DateCreated DateUpdated AccountSid CallSid Log ErrorCode MoreInfo RequestURL RequestMethod MessageText "
        "MessageDate",
    ),
    Layout(
        ("message", "sms_message"),
        "SMSMessage",
        "SMSMessages",
        "Sid DateCreated DateUpdated DateSent AccountSid To From Body Status Flags",
    ),
    Layout(("conference",), "Conference", "Conferences", "Sid AccountSid FriendlyName Status DateCreated DateUpdated"),
    Layout(
        ("participant",),
        "Participant",
        "Participants",
        "ConferenceSid AccountSid CallSid Muted StartConferenceOnEnter EndConferenceOnExit DateCreated DateUpdated",
    ),
    Layout(
        ("twilio_sandbox",),
        "TwilioSandbox",
        "",
        "Pin PhoneNumber AccountSid DateCreated DateUpdated Url Method SmsUrl SmsMethod",
    ),
)
