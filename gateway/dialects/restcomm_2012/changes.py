"""How 2012-04-24 differs from 2010-04-01: every difference that is more than an envelope, by name, with its source."""

from __future__ import annotations

from gateway.dialects.change import Change, Convert, ConvertParameter, Enum, Gone, Move, Rename
from gateway.dialects.restcomm_2012 import call_conversions as call
from gateway.dialects.restcomm_2012 import conversions as to
from gateway.dialects.restcomm_2012 import parameter_conversions as given
from gateway.dialects.restcomm_2012.filters import FILTERS
from gateway.dialects.restcomm_2012.forms import FORMS
from gateway.dialects.restcomm_2012.gone import GONE
from gateway.dialects.restcomm_2012.groups import (
    CALLS,
    CONFERENCES,
    CONVERTERS,
    ENDPOINTS,
    MESSAGES,
    NUMBERS,
    RECORDINGS,
    TRANSCRIPTIONS,
)
from gateway.dialects.restcomm_2012.made_anew import DATES, URIS, VERSIONS
from gateway.dialects.restcomm_2012.own_parameters import OWN
from gateway.dialects.restcomm_2012.refused import REFUSED

_STATUS, _DIRECTION = frozenset({"status"}), frozenset({"direction"})
_CALL_STATUS = _STATUS | _DIRECTION
_PATHS = (
    Change(
        name=OWN,
        tells="What no other dialect can say travels beside the parameters, to a backend of this one or as a loss.",
        source=ENDPOINTS,
        on=("*",),
        rules=(),
    ),
    Change(
        name="accounts-have-a-password",
        tells="An account is made with an e-mail address and a password.",
        source=ENDPOINTS,
        on=("accounts.*",),
        rules=(Move("POST /Accounts", ("accounts.with_password.create", "accounts.create")),),
    ),
    Change(
        name="accounts-have-six-states",
        tells="An account may be inactive or uninitialized too.",
        source="Restcomm-Connect at c67f142; an answer captured in 2017, which has open as well",
        on=("accounts.*",),
        rules=(Convert(("Status",), ("Status",), to.unchanged("Status", "status"), to.read_account_status, _STATUS),),
    ),
    Change(
        name="calls-can-be-muted",
        tells="A live call can be muted, and its other leg moved with it.",
        source=ENDPOINTS,
        on=("calls.update", "calls.legs.update"),
        rules=(Move("POST Calls/{sid}", ("calls.update", "calls.legs.update")),),
    ),
    Change(
        name="caller-ids-are-created-at-once",
        tells="An outgoing caller id is created at once, and is changed with PUT alone.",
        source=ENDPOINTS,
        on=("outgoing_caller_ids.create", "outgoing_caller_ids.unvalidated.create", "outgoing_caller_ids.update"),
        rules=(
            Move("POST OutgoingCallerIds", ("outgoing_caller_ids.unvalidated.create", "outgoing_caller_ids.create")),
            Move("PUT OutgoingCallerIds/{sid}", ("outgoing_caller_ids.update",)),
        ),
    ),
    Change(
        name="caller-ids-need-no-validation",
        tells="There is no code to say into the phone.",
        source=ENDPOINTS,
        on=("outgoing_caller_ids.create",),
        rules=(Convert(("Sid", "DateCreated", "DateUpdated"), ("ValidationCode",), to.show_caller_id, to.read_caller_id),),
    ),
    Change(
        name="messages-live-at-sms-messages",
        tells="Text messages live at SMS/Messages; the key of their list is messages.",
        source=ENDPOINTS,
        on=MESSAGES,
        rules=(
            Move("GET SMS/Messages", ("messages.list", "sms.messages.list")),
            Move("POST SMS/Messages", ("messages.create", "sms.messages.create")),
            Move("GET SMS/Messages/{sid}", ("messages.fetch", "sms.messages.fetch")),
        ),
    ),
)

_SPELLED = "Restcomm-Connect at c67f142; answers captured in 2017 and 2018"
_CALLS_DIFFER = (
    Change(
        name="one-call-may-become-several",
        tells="A call to a client that is registered several times is answered with an array of calls.",
        source="the original converters, run",
        on=("calls.create", "ussd_push.create"),
        rules=(Convert(("Sid",), ("Sid",), to.unchanged("Sid", "sid"), call.read_sid, frozenset({"sid"})),),
    ),
    Change(
        name="call-status-is-spelled-in-two-ways",
        tells="The status of an outgoing leg is often in capitals with underscores.",
        source=_SPELLED,
        on=CALLS,
        rules=(Convert(("Status",), ("Status",), call.show_status, call.read_status, _CALL_STATUS),),
    ),
    Change(
        name="calls-between-clients-have-a-direction",
        tells="A call from one client to another is neither inbound nor outbound.",
        source=_SPELLED,
        on=CALLS,
        rules=(
            Convert(("Direction",), ("Direction",), to.unchanged("Direction", "direction"), call.read_direction, _DIRECTION),
        ),
    ),
    Change(
        name="answered-by-is-a-name",
        tells="A call tells the name of the user who answered it, not whether that was a machine.",
        source=CONVERTERS,
        on=CALLS,
        rules=(Rename("AnsweredBy", "AnsweringUser"), Gone(("AnsweredBy",), "a call tells who answered it, not what")),
    ),
    Change(
        name="sip-credentials-are-username-and-password",
        tells="What a SIP address is called with is Username and Password.",
        source=ENDPOINTS,
        on=("calls.create",),
        rules=(Rename("Username", "SipAuthUsername"), Rename("Password", "SipAuthPassword")),
    ),
)

_VALUES = (
    Change(
        name="message-status-has-seven-words",
        tells="A message is queued, sending, sent, failed, received, delivered or undelivered.",
        source=CONVERTERS,
        on=MESSAGES,
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
        source=CONVERTERS,
        on=CONFERENCES,
        rules=(Convert(("Status",), ("Status",), to.show_conference_status, to.read_conference_status, _STATUS),),
    ),
    Change(
        name="seconds-are-doubles",
        tells="The duration of a recording is the text of a double.",
        source="the original converters, run; answers captured in 2017",
        on=(*RECORDINGS, *TRANSCRIPTIONS),
        rules=(Convert(("Duration",), ("Duration",), to.show_seconds, to.read_seconds, frozenset({"duration"})),),
    ),
    Change(
        name="recordings-tell-their-file",
        tells="A recording tells the whole URL of its audio.",
        source=CONVERTERS,
        on=RECORDINGS,
        rules=(Convert(("FileUri",), ("MediaUrl",), to.show_file, to.read_file),),
    ),
    Change(
        name="participants-are-calls",
        tells="A participant is a call: its sid is the call's, and Mute is what mutes it.",
        source=CONVERTERS,
        on=("conferences.participants.*",),
        rules=(
            Rename("Sid", "CallSid"),
            Rename("EndConferenceOnEnter", "EndConferenceOnExit"),
            Convert(
                ("ConferenceSid",), ("ConferenceSid",), to.unchanged("ConferenceSid", "conference_sid"), to.read_conference_sid
            ),
        ),
    ),
    Change(
        name="mute-became-muted",
        tells="A participant is muted with Mute.",
        source=ENDPOINTS,
        on=("conferences.participants.update",),
        rules=(Rename("Mute", "Muted"),),
    ),
    Change(
        name="capabilities-have-other-names",
        tells="What a number can do is voice_capable, sms_capable, mms_capable and fax_capable.",
        source=CONVERTERS,
        on=NUMBERS,
        rules=(Convert(("Capabilities",), ("Capabilities",), to.show_capabilities, to.read_capabilities),),
    ),
    Change(
        name="capabilities-are-fields-of-their-own",
        tells="What a number to buy can do is voiceCapable, smsCapable and their like, beside its other fields.",
        source=CONVERTERS,
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
        source=CONVERTERS,
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
        source=ENDPOINTS,
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

CHANGES = (*_PATHS, *_CALLS_DIFFER, *FILTERS, *_VALUES, *DATES, *VERSIONS, *URIS, *FORMS, *GONE, *REFUSED)
