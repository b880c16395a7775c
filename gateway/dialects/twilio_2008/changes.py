"""How 2008-08-01 differs from 2010-04-01: every difference that is more than an envelope, by name, with its source.

A source is the vendor's documentation page, captured traffic, or the client whose code shows it.
"""

from __future__ import annotations

from gateway.dialects.change import (
    Born,
    Change,
    Convert,
    ConvertParameter,
    Date,
    DateForm,
    Enum,
    Move,
    Number,
    Rename,
)
from gateway.dialects.twilio_2008 import conversions as to
from gateway.dialects.twilio_2008.gone import GONE
from gateway.dialects.twilio_2008.refused import REFUSED

_SMS_OPERATIONS = ("messages.*", "sms.messages.*")

CHANGES = (
    Change(
        name="caller-and-called-became-from-and-to",
        tells="The number called is now `To`, the calling number `From`.",
        source="2008-08-01 docs, Call and Making Calls pages",
        on=("calls.list", "calls.create", "calls.fetch", "calls.update"),
        rules=(Rename("Called", "To"), Rename("Caller", "From")),
    ),
    Change(
        name="numbers-became-e164",
        tells="Phone numbers were ten digits for the US and Canada; now they are `+` and the country code.",
        source="2008-08-01 docs, Call, IncomingPhoneNumber and OutgoingCallerId pages",
        on=("calls.list", "calls.create", "calls.fetch", "calls.update", *_SMS_OPERATIONS),
        rules=(Number(("To", "From")),),
    ),
    Change(
        name="owned-numbers-became-e164",
        tells="An account's own numbers were ten digits for the US and Canada; now they are `+` and the country code.",
        source="2008-08-01 docs, IncomingPhoneNumber and OutgoingCallerId pages",
        on=("incoming_phone_numbers.*", "outgoing_caller_ids.*"),
        rules=(Number(("PhoneNumber",)),),
    ),
    Change(
        name="times-became-utc",
        tells="Times were US Pacific local time with daylight saving; now they are UTC.",
        source="live answers of 11 Sep 2009 and 20 Mar 2010",
        on=(
            "accounts.*",
            "calls.list",
            "calls.create",
            "calls.fetch",
            "calls.update",
            "calls.recordings.list",
            "incoming_phone_numbers.*",
            "outgoing_caller_ids.list",
            "outgoing_caller_ids.fetch",
            "outgoing_caller_ids.update",
            "recordings.list",
            "recordings.fetch",
            "*notifications.*",
            *_SMS_OPERATIONS,
            "conferences.*",
            "sandbox.*",
        ),
        rules=(Date(("DateCreated", "DateUpdated", "StartTime", "EndTime", "DateSent", "MessageDate"), DateForm.LOCAL),),
    ),
    Change(
        name="transcription-times-became-rfc-2822",
        tells="The dates of a transcription were seconds since 1970; now they are written like all others.",
        source="2008-08-01 docs, Transcription page; webficient/twilio fixtures",
        on=("*transcriptions.*",),
        rules=(Date(("DateCreated", "DateUpdated"), DateForm.EPOCH),),
    ),
    Change(
        name="segments-became-calls",
        tells="The legs of a call were its segments and shared its Sid; now each leg is a call with a ParentCallSid.",
        source="2008-08-01 docs, Call page; 2010-04-01 changelog",
        on=("calls.list", "calls.create", "calls.fetch", "calls.update"),
        rules=(
            Convert(
                ("Sid", "CallSegmentSid"),
                ("Sid", "ParentCallSid"),
                to.show_segment,
                to.read_segment,
                to.SEGMENT,
                to.show_segments,
            ),
            Move("GET Calls/{call_sid}/Segments", ("calls.list",), bind=(("call_sid", "ParentCallSid"),)),
            Move("GET Calls/{call_sid}/Segments/{sid}", ("calls.fetch",), check=(("call_sid", "parent_call_sid"),)),
        ),
    ),
    Change(
        name="call-status-became-words",
        tells="The status of a call was a number from 0 to 5; now it is a word.",
        source="2008-08-01 docs, Call page; OpenVBX",
        on=("calls.list", "calls.create", "calls.fetch", "calls.update"),
        rules=(Convert(("Status",), ("Status",), to.show_call_status, to.read_call_status, to.STATUS),),
    ),
    Change(
        name="call-status-filter-became-words",
        tells="Calls were filtered by the number of their status; now by its word.",
        source="2008-08-01 docs, Call page",
        on=("calls.list",),
        rules=(
            Enum(
                ("Status",),
                (
                    ("0", "queued"),
                    ("1", "in-progress"),
                    ("2", "completed"),
                    ("3", "busy"),
                    ("4", "failed"),
                    ("5", "no-answer"),
                    ("0", "ringing"),
                    ("5", "canceled"),
                ),
            ),
        ),
    ),
    Change(
        name="call-flags-became-direction",
        tells="Where a call came from was a bit field; now it is a word.",
        source="2008-08-01 docs, Call page",
        on=("calls.list", "calls.create", "calls.fetch", "calls.update"),
        rules=(Convert(("Flags",), ("Direction",), to.show_call_flags, to.read_call_flags, to.FLAGS),),
    ),
    Change(
        name="calls-are-no-longer-filtered-by-flags",
        tells="Clients filtered calls by Flags; there is no such filter any more.",
        source="2008 client code seen in production",
        on=("calls.list",),
        rules=(Born("Flags", loss="the backend can't filter by Flags; the list holds calls of every kind"),),
    ),
    Change(
        name="if-machine-became-machine-detection",
        tells="What to do when a machine answers was `IfMachine`; now it is `MachineDetection`.",
        source="2008-08-01 docs, Making Calls page; twilio-oai",
        on=("calls.create",),
        rules=(ConvertParameter(("IfMachine",), ("MachineDetection",), to.show_if_machine, to.read_if_machine),),
    ),
    Change(
        name="call-timeout-became-shorter",
        tells="A call could ring for 999 seconds; now for 600.",
        source="2008-08-01 docs, Making Calls page; twilio-oai",
        on=("calls.create",),
        rules=(ConvertParameter(("Timeout",), ("Timeout",), to.keep_timeout, to.clamp_timeout),),
    ),
    Change(
        name="current-url-became-url",
        tells="A live call was redirected with `CurrentUrl` and `CurrentMethod`; now with `Url` and `Method`.",
        source="2008-08-01 docs, Changing Call State page",
        on=("calls.update",),
        rules=(
            ConvertParameter(("CurrentUrl", "CurrentMethod", "Method"), ("Url", "Method"), to.show_redirect, to.read_redirect),
            Born("Caller"),
            Born("Called"),
            Born("Timeout"),
        ),
    ),
    Change(
        name="account-status-became-words",
        tells="The status of an account was a number with a text beside it; now it is a word.",
        source="2008-08-01 docs, Account and Response pages",
        on=("accounts.*",),
        rules=(
            Enum(
                ("Status",),
                (("2", "active"), ("4", "suspended"), ("1", "closed"), ("16", "suspended"), ("32", "suspended")),
            ),
            Born("StatusText", to.show_status_text),
        ),
    ),
    Change(
        name="conference-status-became-words",
        tells="The status of a conference was a number; now it is a word.",
        source="2008-08-01 docs, Conference page",
        on=("conferences.list", "conferences.fetch"),
        rules=(Enum(("Status",), (("0", "init"), ("1", "in-progress"), ("2", "completed"))),),
    ),
    Change(
        name="participant-flags-became-booleans",
        tells="Whether a participant starts and ends the conference was 1 or 0; now it is true or false.",
        source="2008-08-01 docs, Conference page",
        on=("conferences.participants.*",),
        rules=(Enum(("StartConferenceOnEnter", "EndConferenceOnExit"), (("1", "true"), ("0", "false"))),),
    ),
    Change(
        name="muted-became-a-strict-boolean",
        tells="Anything but `true` and `1` meant not muted; now only `true` and `false` are taken.",
        source="2008-08-01 docs, Conference page",
        on=("conferences.participants.update",),
        rules=(ConvertParameter(("Muted",), ("Muted",), to.show_muted, to.read_muted),),
    ),
    Change(
        name="sms-messages-became-messages",
        tells="Text messages lived at `SMS/Messages` and were called SMSMessage; now they are Messages.",
        source="2008-08-01 docs, SMS page; twilio-oai",
        on=_SMS_OPERATIONS,
        rules=(
            Move("GET SMS/Messages", ("messages.list", "sms.messages.list")),
            Move("POST SMS/Messages", ("messages.create", "sms.messages.create")),
            Move("GET SMS/Messages/{sid}", ("messages.fetch", "sms.messages.fetch")),
        ),
    ),
    Change(
        name="message-status-became-finer",
        tells="A message was queued, sending, sent or failed; now its delivery is told too.",
        source="2008-08-01 docs, SMS page; live answers of 2010",
        on=_SMS_OPERATIONS,
        rules=(
            Enum(
                ("Status",),
                (
                    *((word, word) for word in ("queued", "sending", "sent", "failed")),
                    *(("queued", word) for word in ("accepted", "scheduled")),
                    ("sending", "receiving"),
                    *(("sent", word) for word in ("delivered", "read", "received", "partially_delivered")),
                    *(("failed", word) for word in ("undelivered", "canceled")),
                ),
            ),
        ),
    ),
    Change(
        name="message-flags-became-direction",
        tells="Whether a message came in, went out or was a reply was a bit field; now it is a word.",
        source="2008-08-01 docs, SMS page",
        on=_SMS_OPERATIONS,
        rules=(Convert(("Flags",), ("Direction",), to.show_message_flags, to.read_message_flags, to.FLAGS),),
    ),
    Change(
        name="sms-method-means-nothing",
        tells="Clients send a Method with a text message; it never meant anything.",
        source="2008 client code",
        on=("messages.create", "sms.messages.create"),
        rules=(Born("Method"),),
    ),
    Change(
        name="number-url-became-voice-url",
        tells="What to fetch for a call to a number was `Url` and `Method`; now it is `VoiceUrl` and `VoiceMethod`.",
        source="2008-08-01 docs, IncomingPhoneNumber and Sandbox pages; webficient/twilio, OpenVBX",
        on=("incoming_phone_numbers.*", "sandbox.*"),
        rules=(Rename("Url", "VoiceUrl"), Rename("Method", "VoiceMethod")),
    ),
    Change(
        name="buying-a-number-became-search-then-buy",
        tells="One POST bought any number of an area code; now a number is searched for and then bought.",
        source="2008-08-01 docs, IncomingPhoneNumber page; 2010-04-01 changelog",
        on=("incoming_phone_numbers.local.create", "incoming_phone_numbers.create"),
        rules=(
            Move("POST IncomingPhoneNumbers/Local", ("incoming_phone_numbers.local.create", "incoming_phone_numbers.create")),
        ),
    ),
    Change(
        name="capabilities-became-more",
        tells="A number could do voice and SMS; now also MMS and fax.",
        source="live answer of 20 Mar 2010",
        on=("incoming_phone_numbers.*",),
        rules=(Convert(("Capabilities",), ("Capabilities",), to.show_capabilities, to.read_capabilities),),
    ),
    Change(
        name="request-url-lost-its-capitals",
        tells="The URL in a notification was `RequestURL`; now it is `RequestUrl`.",
        source="2008-08-01 docs, Notification page",
        on=("notifications.list", "notifications.fetch", "calls.notifications.list"),
        rules=(Rename("RequestURL", "RequestUrl"),),
    ),
    Change(
        name="totals-are-no-longer-told",
        tells="Lists told how many items and pages there are; now they only lead to the next page.",
        source="2008-08-01 docs, Response page; OpenVBX, which reads the total; twilio-oai, which has none",
        on=("*.list",),
        rules=(),
    ),
    *GONE,
    *REFUSED,
)
