"""Tracing: W3C Trace Context on the way through, and spans of the calls that are recorded, sent to a collector over OTLP.

What is imported here needs none of OpenTelemetry's packages: they are an extra, and loaded where a configuration asks for
them (`opening.py`). Without one `begin` makes nothing, and a caller's fields pass like all others.
"""

from gateway.observe.tracing.calls import CallTrace
from gateway.observe.tracing.tracing import OFF, Tracing

__all__ = ["OFF", "CallTrace", "Tracing"]
