"""Every operation of the 2010-04-01 API by its name, those it still answers without documenting them included.

A name is the literal path segments below the account in snake_case, joined by dots, and the verb. Where two paths match one
call (`Calls/FeedbackSummary` and `Calls/{sid}`), the literal segment is meant.
"""

from __future__ import annotations

from gateway.dialects.tables import index_operations
from gateway.dialects.twilio_2010 import (
    operations_accounts,
    operations_calls,
    operations_conferences,
    operations_messages,
    operations_numbers,
    operations_recordings,
    operations_sip,
)
from gateway.dialects.twilio_2010.kinds import KINDS

OPERATIONS = index_operations(
    KINDS,
    operations_accounts.ACCOUNTS,
    operations_calls.CALLS,
    operations_conferences.CONFERENCES,
    operations_messages.MESSAGES,
    operations_numbers.NUMBERS,
    operations_recordings.RECORDINGS,
    operations_sip.SIP,
)
