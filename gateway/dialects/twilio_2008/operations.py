"""What 2008 can do: the canonical operations it keeps, the one it alone has, and the parameters it takes for each.

Source: the resource pages of the 2008-08-01 documentation.
"""

from __future__ import annotations

from gateway.dialects.tables import Effect, Operation, Shape

KEEPS = (
    "accounts.list",
    "accounts.fetch",
    "accounts.update",
    "calls.list",
    "calls.create",
    "calls.fetch",
    "calls.update",
    "calls.recordings.list",
    "calls.notifications.list",
    "incoming_phone_numbers.list",
    "incoming_phone_numbers.fetch",
    "incoming_phone_numbers.update",
    "incoming_phone_numbers.delete",
    "incoming_phone_numbers.local.list",
    "incoming_phone_numbers.toll_free.list",
    "incoming_phone_numbers.toll_free.create",
    "outgoing_caller_ids.list",
    "outgoing_caller_ids.create",
    "outgoing_caller_ids.fetch",
    "outgoing_caller_ids.update",
    "outgoing_caller_ids.delete",
    "recordings.list",
    "recordings.fetch",
    "recordings.delete",
    "recordings.transcriptions.list",
    "recordings.transcriptions.fetch",
    "transcriptions.list",
    "transcriptions.fetch",
    "notifications.list",
    "notifications.fetch",
    "conferences.list",
    "conferences.fetch",
    "conferences.participants.list",
    "conferences.participants.fetch",
    "conferences.participants.update",
    "conferences.participants.delete",
    "sandbox.fetch",
    "sandbox.update",
)

ADDS = (
    # webficient/twilio of 2009 deletes notifications and expects 204; 2010 has no such operation
    Operation(
        "notifications.delete",
        "DELETE",
        ("Accounts", "{account_sid}", "Notifications", "{sid}"),
        "notification",
        Shape.EMPTY,
        Effect.DELETE,
        204,
    ),
)

_VOICE = "Url Method VoiceFallbackUrl VoiceFallbackMethod"
_SMS = "SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod"
_NUMBER_FILTERS = "PhoneNumber FriendlyName"
_DAYS = "{0} {0}< {0}>"

TAKES = {
    "accounts.update": "FriendlyName",
    "calls.list": f"Called Caller Status Flags {_DAYS.format('StartTime')}",
    "calls.create": "Caller* Called* Url* Method SendDigits IfMachine Timeout",
    "calls.update": "CurrentUrl* CurrentMethod",
    "incoming_phone_numbers.list": _NUMBER_FILTERS,
    "incoming_phone_numbers.local.list": _NUMBER_FILTERS,
    "incoming_phone_numbers.toll_free.list": _NUMBER_FILTERS,
    "incoming_phone_numbers.local.create": f"AreaCode FriendlyName {_VOICE} {_SMS} VoiceCallerIdLookup",
    "incoming_phone_numbers.toll_free.create": f"AreaCode FriendlyName {_VOICE} VoiceCallerIdLookup",
    "incoming_phone_numbers.update": f"FriendlyName {_VOICE} {_SMS} VoiceCallerIdLookup",
    "outgoing_caller_ids.list": _NUMBER_FILTERS,
    "outgoing_caller_ids.create": "PhoneNumber* FriendlyName CallDelay",
    "outgoing_caller_ids.update": "FriendlyName",
    "recordings.list": f"CallSid {_DAYS.format('DateCreated')}",
    "notifications.list": f"Log {_DAYS.format('MessageDate')}",
    "messages.list": f"To From {_DAYS.format('DateSent')}",
    "messages.create": "From* To* Body* StatusCallback",
    "conferences.list": f"Status FriendlyName {_DAYS.format('DateCreated')} {_DAYS.format('DateUpdated')}",
    "conferences.participants.list": "Muted",
    "conferences.participants.update": "Muted*",
    "sandbox.update": "Url Method SmsUrl SmsMethod",
}
"""By canonical name, in 2008's own spelling; `*` is required. An operation not listed takes none."""
