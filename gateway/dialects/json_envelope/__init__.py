"""The JSON-envelope API: version 1 of a telephony API that says everything in JSON, accounts by API key, calls by commands.

What it shares with the other dialects is in `changes.py`, as differences from 2010; what it alone has, in `operations.py`.
"""

from __future__ import annotations

from gateway.dialects.json_envelope.dialect import JsonEnvelopeDialect

DIALECT = JsonEnvelopeDialect()
