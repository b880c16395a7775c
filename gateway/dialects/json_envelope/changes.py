"""How the JSON-envelope API differs from 2010-04-01, in what both have: every difference by name, with its source."""

from __future__ import annotations

from gateway.dialects.change import Change, Convert, ConvertParameter, Enum, Move, Refused, Rename
from gateway.dialects.json_envelope import calls
from gateway.dialects.json_envelope import conversions as to
from gateway.dialects.json_envelope.gone import GONE
from gateway.dialects.json_envelope.operations import COMMANDED, NUMBER_SETTINGS, SCHEDULED, STEERED
from gateway.dialects.twilio_2010 import BASE

_MESSAGES = ("messages.list", "messages.create", "messages.fetch", "messages.delete", "sms.messages.*")
_CALLS = ("calls.list", "calls.create", "calls.fetch", "calls.update")
FILTERED = "lists-are-filtered-where-they-are-known-to-be"
_LISTS = (
    *("messages.list", "sms.messages.list", "calls.list", "recordings.list", "incoming_phone_numbers.list"),
    *("outgoing_caller_ids.list", "accounts.list"),
)
_FILTERS = tuple(dict.fromkeys(one.name for name in _LISTS for one in BASE.operations[name].parameters))
_LOCAL = "a choice: version 1 has no such resource; named in its style"

CHANGES = (
    Change(
        name="messages-are-sms",
        tells="Messages live at /sms.",
        source="SMS reference page",
        on=(*_MESSAGES, SCHEDULED),
        rules=(
            Move("GET /sms", ("messages.list", "sms.messages.list")),
            Move("POST /sms", ("messages.create", "sms.messages.create", SCHEDULED)),
            Move("GET /sms/{sid}", ("messages.fetch", "sms.messages.fetch")),
            Move("DELETE /sms/{sid}", ("messages.delete",)),
            to.reference("resource_id", "Sid", "SM"),
            Rename("from", "From"),
            Rename("to", "To"),
        ),
    ),
    Change(
        name="body-is-message",
        tells="The text of a message is its message; it has no media.",
        source="SMS reference page",
        on=("messages.list", "messages.create", "messages.fetch", "messages.delete"),
        rules=(Convert(("message",), ("Body", "NumMedia"), to.show_message, to.read_message, to.MESSAGE),),
    ),
    Change(
        name="body-of-an-sms-is-message",
        tells="The text of a message is its message.",
        source="SMS reference page",
        on=("sms.messages.*",),
        rules=(Rename("message", "Body"),),
    ),
    Change(
        name="long-messages-are-refused",
        tells="A message has 480 characters at most; the rest would be dropped.",
        source="SMS reference page",
        on=("messages.create", "sms.messages.create"),
        rules=(ConvertParameter(("message",), ("Body",), to.show_text, to.read_text),),
    ),
    Change(
        name="direction-is-type",
        tells="A message is incoming or outgoing.",
        source="SMS events page",
        on=_MESSAGES,
        rules=(Convert(("type",), ("Direction",), to.show_direction, to.read_direction, to.DIRECTION),),
    ),
    Change(
        name="message-status-is-coarser",
        tells="What came in and what waits to go out is new.",
        source="SMS events page for `new`; the other words are a choice",
        on=_MESSAGES,
        rules=(Convert(("status",), ("Status",), to.show_message_status, to.read_message_status, to.MESSAGE_STATUS),),
    ),
    Change(
        name="messages-tell-when-they-were-made-twice",
        tells="A message has the moment it was made as clock time in UTC and as seconds since 1970.",
        source="SMS events page",
        on=_MESSAGES,
        rules=(
            Convert(
                ("created_date", "created_epoch"),
                ("DateCreated", "DateUpdated", "DateSent"),
                to.show_creation,
                to.read_creation,
                to.CREATION,
            ),
        ),
    ),
    Change(
        name="messages-are-text-at-once",
        tells="A message has no media, no service that chooses its sender, no price limit, and goes out at once.",
        source="SMS reference page",
        on=("messages.create",),
        rules=(
            Refused(
                (
                    "MediaUrl",
                    "MessagingServiceSid",
                    "MaxPrice",
                    "SendAt",
                    "ScheduleType",
                    "ContentSid",
                    "ContentVariables",
                    "SendAsMms",
                ),
                "The backend's messages are plain text from one number, sent at once and at any price.",
            ),
        ),
    ),
    Change(
        name="calls-are-made-of-commands",
        tells="A call is placed with a list of commands, and steered with more of them; it fetches no document.",
        source="calls and call commands reference pages",
        on=(*_CALLS, COMMANDED, STEERED),
        rules=(
            Move("GET /calls", ("calls.list",)),
            Move("POST /calls", ("calls.create", COMMANDED)),
            Move("GET /calls/{sid}", ("calls.fetch",)),
            Move("PUT /calls/{sid}", ("calls.update", STEERED)),
            Move("DELETE /calls/{sid}", ("calls.update",)),
            to.reference("resource_id", "Sid", "CA"),
        ),
    ),
    Change(
        name="a-call-is-dialled",
        tells="Whom to call, from where and what then is said by commands.",
        source="call commands reference page",
        on=("calls.create",),
        rules=(
            ConvertParameter(
                ("commands",),
                ("To", "From", "Timeout", "SendDigits", "Twiml"),
                calls.show_placed_call,
                calls.read_placed_call,
            ),
            Refused(
                (
                    "Url",
                    "Method",
                    "FallbackUrl",
                    "FallbackMethod",
                    "ApplicationSid",
                    "Record",
                    "RecordingChannels",
                    "RecordingTrack",
                    "RecordingStatusCallback",
                    "RecordingStatusCallbackMethod",
                    "RecordingStatusCallbackEvent",
                    "Trim",
                    "MachineDetection",
                    "MachineDetectionTimeout",
                    "MachineDetectionSpeechThreshold",
                    "MachineDetectionSpeechEndThreshold",
                    "MachineDetectionSilenceTimeout",
                    "AsyncAmd",
                    "AsyncAmdStatusCallback",
                    "AsyncAmdStatusCallbackMethod",
                ),
                "The backend's calls are made of commands: they fetch no document, record nothing and detect no machine.",
                unless=calls.IGNORE,
            ),
        ),
    ),
    Change(
        name="a-live-call-is-commanded",
        tells="A live call is given commands; to end it is to delete it.",
        source="call commands and end call pages",
        on=("calls.update",),
        rules=(
            ConvertParameter(("commands",), ("Twiml", "Status"), calls.show_commanded_call, calls.read_commanded_call),
            Refused(
                ("Url", "Method", "FallbackUrl", "FallbackMethod", "TimeLimit"),
                "The backend's calls are made of commands: a live one can't be led to a document.",
            ),
        ),
    ),
    Change(
        name="calls-are-filtered-by-number",
        tells="Calls are filtered by `to` and `from`.",
        source="a choice: version 1 documents no filters",
        on=("calls.list",),
        rules=(Rename("from", "From"), Rename("to", "To")),
    ),
    Change(
        name="a-call-that-is-over-was-hung-up",
        tells="A call is scheduled, ringing, ready or hung up, and then there is a cause.",
        source="call events page",
        on=_CALLS,
        rules=(
            Convert(
                ("status", "hangup_cause"), ("Status", "HangupCause"), to.show_call_status, to.read_call_status, to.CALL_STATUS
            ),
            Convert(("duration",), ("Duration",), to.show_duration, to.read_duration, to.DURATION),
        ),
    ),
    Change(
        name="queues-have-names",
        tells="The friendly name of a queue is its name.",
        source="create queue tutorial",
        on=("queues.list", "queues.create", "queues.fetch", "queues.update", "queues.delete"),
        rules=(
            Move("GET /queues", ("queues.list",)),
            Move("POST /queues", ("queues.create",)),
            Move("GET /queues/{sid}", ("queues.fetch",)),
            Move("PUT /queues/{sid}", ("queues.update",)),
            Move("DELETE /queues/{sid}", ("queues.delete",)),
            to.reference("resource_id", "Sid", "QU"),
            Rename("name", "FriendlyName"),
        ),
    ),
    Change(
        name="recordings-live-at-recordings",
        tells="Recordings can be read and deleted, and are made by calls alone.",
        source=_LOCAL,
        on=("recordings.list", "recordings.fetch", "recordings.delete"),
        rules=(
            Move("GET /recordings", ("recordings.list",)),
            Move("GET /recordings/{sid}", ("recordings.fetch",)),
            Move("DELETE /recordings/{sid}", ("recordings.delete",)),
            to.reference("resource_id", "Sid", "RE"),
            to.reference("call_sid", "CallSid", "CA"),
            *map(to.moment, ("DateCreated", "DateUpdated", "StartTime")),
        ),
    ),
    Change(
        name="numbers-live-at-phone-numbers",
        tells="Phone numbers can be read and replaced, not bought or given back.",
        source=_LOCAL,
        on=("incoming_phone_numbers.list", "incoming_phone_numbers.fetch", "incoming_phone_numbers.update"),
        rules=(
            Move("GET /phone_numbers", ("incoming_phone_numbers.list",)),
            Move("GET /phone_numbers/{sid}", ("incoming_phone_numbers.fetch",)),
            Move("PUT /phone_numbers/{sid}", ("incoming_phone_numbers.update",)),
            to.reference("resource_id", "Sid", "PN"),
            *map(to.moment, ("DateCreated", "DateUpdated")),
            *(Rename(BASE.key_name(name), name) for name in NUMBER_SETTINGS),
            Enum(("VoiceCallerIdLookup",), (("Y", "true"), ("N", "false"))),
        ),
    ),
    Change(
        name="caller-ids-live-at-caller-ids",
        tells="Caller ids can be read.",
        source=_LOCAL,
        on=("outgoing_caller_ids.list", "outgoing_caller_ids.fetch"),
        rules=(
            Move("GET /caller_ids", ("outgoing_caller_ids.list",)),
            Move("GET /caller_ids/{sid}", ("outgoing_caller_ids.fetch",)),
            to.reference("resource_id", "Sid", "PN"),
            *map(to.moment, ("DateCreated", "DateUpdated")),
        ),
    ),
    Change(
        name="accounts-live-at-accounts",
        tells="The account an API key stands for can be read.",
        source=_LOCAL,
        on=("accounts.list", "accounts.fetch"),
        rules=(
            Move("GET /accounts", ("accounts.list",)),
            Move("GET /accounts/{account_sid}", ("accounts.fetch",)),
            to.reference("resource_id", "Sid", "AC"),
            *map(to.moment, ("DateCreated", "DateUpdated")),
        ),
    ),
    Change(
        name=FILTERED,
        tells="No list is documented to be filtered; the option `filters` names what a backend does know.",
        source="the resources' reference pages",
        on=_LISTS,
        rules=(Refused(_FILTERS, "The backend's lists are not known to be filtered so.", unless="filters"),),
    ),
    *GONE,
)
