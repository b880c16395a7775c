"""Every kind of resource of the 2010-04-01 API by its name: its XML names, its list key and its fields.

The name of a kind is its XML element in snake_case. Numbers the API writes as JSON strings (prices, durations, counts of
segments, coordinates) are text; a capability map's keys are no fields and have names of their own (`names.capability_key`).
"""

from __future__ import annotations

from gateway.dialects.tables import index_kinds
from gateway.dialects.twilio_2010 import kinds_accounts, kinds_calls, kinds_messages, kinds_numbers, kinds_sip

KINDS = index_kinds(
    kinds_accounts.ACCOUNTS,
    kinds_calls.CALLS,
    kinds_messages.MESSAGES,
    kinds_numbers.NUMBERS,
    kinds_sip.SIP,
)
