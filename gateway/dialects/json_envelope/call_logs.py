"""The call log: the calls there were, by the names of 2010. It can be read, and nothing else.

A table of its own beside that of /calls, because one canonical operation is shown in two ways here.
"""

from __future__ import annotations

from gateway.dialects.change import Change, Gone, Layout, Move
from gateway.dialects.json_envelope import conversions as to
from gateway.dialects.json_envelope.remakes import account_of, api_version
from gateway.dialects.remakes import OF_A_CALL, subresources_of, uri_of

RESOURCE = "call_logs"
_ON = ("calls.list", "calls.fetch")

LAYOUTS = (
    Layout(
        ("call",),
        "call_log",
        "call_logs",
        "resource_id parent_call_sid date_created date_updated to from status start_time end_time duration direction "
        "answered_by caller_name forwarded_from price price_unit",
    ),
)
CHANGES = (
    Change(
        name="the-calls-there-were-are-call-logs",
        tells="The calls there were can be read at /call_logs, by the names of 2010.",
        source="a choice: version 1 names call logs and gives no path",
        on=_ON,
        rules=(
            Move("GET /call_logs", ("calls.list",)),
            Move("GET /call_logs/{sid}", ("calls.fetch",)),
            to.reference("resource_id", "Sid", "CA"),
            to.reference("parent_call_sid", "ParentCallSid", "CA"),
            *map(to.moment, ("DateCreated", "DateUpdated", "StartTime", "EndTime")),
        ),
    ),
    Change(
        name="call-log-fields-of-2010",
        tells="Calls tell their formatted numbers, group, queue and trunk.",
        source="twilio-oai",
        on=_ON,
        rules=(
            Gone(("PhoneNumberSid", "Annotation", "GroupSid", "TrunkSid"), "the call log has no such property"),
            Gone(("ToFormatted", "FromFormatted", "QueueTime", "HangupCause", "OwnProperties")),
            Gone(("AccountSid",), remake=account_of),
            Gone(("ApiVersion",), remake=api_version),
            Gone(("Uri",), remake=uri_of("Calls", "{sid}")),
            Gone(("SubresourceUris",), remake=subresources_of(OF_A_CALL, "Calls", "{sid}")),
        ),
    ),
)
