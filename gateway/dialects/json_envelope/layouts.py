"""What an item looks like in the JSON-envelope API, as far as the other dialects know it: these properties, in this order.

Source: the reference pages of SMS, calls and queues and of their events. What it says more passes by its own name. The local
resources have the names of 2010, with `resource_id` for the sid.
"""

from __future__ import annotations

from gateway.dialects.change import Layout

LAYOUTS = (
    Layout(("message", "sms_message"), "sms", "sms", "resource_id from to message type status created_date created_epoch"),
    Layout(("call",), "call", "calls", "resource_id to from status hangup_cause duration"),
    Layout(("queue",), "queue", "queues", "resource_id name"),
    Layout(
        ("recording",),
        "recording",
        "recordings",
        "resource_id call_sid conference_sid status source channels duration start_time date_created date_updated price "
        "price_unit error_code",
    ),
    Layout(
        ("incoming_phone_number",),
        "phone_number",
        "phone_numbers",
        "resource_id phone_number friendly_name voice_url voice_method voice_fallback_url voice_fallback_method "
        "voice_caller_id_lookup voice_application_sid status_callback status_callback_method sms_url sms_method "
        "sms_fallback_url sms_fallback_method sms_application_sid capabilities date_created date_updated",
    ),
    Layout(
        ("outgoing_caller_id",), "caller_id", "caller_ids", "resource_id phone_number friendly_name date_created date_updated"
    ),
    Layout(("account",), "account", "accounts", "resource_id friendly_name type status date_created date_updated"),
)
