"""W3C Trace Context (recommendation of 23 November 2021): what a request says of its trace, and what the next is told. Pure.

What can't be read is as if it were not there, and then the trace begins anew: nothing a caller writes is an error. Of
`tracestate` all is passed on or nothing, in its order; nothing is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from gateway.wire import Headers

PARENT, STATE = "traceparent", "tracestate"
_SAMPLED = 0x01
_FORBIDDEN_VERSION = "ff"
_VERSION = "00"
_MOST_MEMBERS = 32
_WHITE = " \t"
# "If a higher version is detected, the implementation SHOULD try to parse it": what follows the flags is none of our business,
# as long as a dash comes first. Version 00 ends with them.
_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL)
# The key as level 2 has it, which takes every key of level 1 too: who is stricter may still leave it out.
_MEMBER = re.compile(r"([a-z0-9][a-z0-9_\-*/@]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]")


class Context(Struct, frozen=True):
    """A place in a trace: ids of 128 and 64 bits, none of them 0, whether the caller recorded it, and its tracestate."""

    trace_id: int
    span_id: int
    sampled: bool
    state: str = ""


def read_context(headers: Headers) -> Context | None:
    """What the caller says; None where it says nothing, or nothing that can be read.

    "If the vendor failed to parse traceparent, it MUST NOT attempt to parse tracestate", and the other way round a broken
    tracestate takes nothing from a good traceparent (section 3.3).
    """
    lines = headers.get_all(PARENT)
    match = _TRACEPARENT.fullmatch(lines[0].strip(_WHITE)) if len(lines) == 1 else None
    if match is None:
        return None
    version, trace_id, span_id, flags, more = match.groups()
    if version == _FORBIDDEN_VERSION or (version == _VERSION and more is not None):
        return None
    if not int(trace_id, 16) or not int(span_id, 16):  # "All bytes as zero is considered an invalid value"
        return None
    sampled = bool(int(flags, 16) & _SAMPLED)
    return Context(int(trace_id, 16), int(span_id, 16), sampled, _read_state(headers.get_all(STATE)))


def write_context(context: Context) -> tuple[tuple[str, str], ...]:
    """The fields that tell it to whom is asked next. Other flags: "Vendors MUST set those to zero" (section 3.2.2.5.2)."""
    parent = f"{_VERSION}-{trace_id_text(context)}-{context.span_id:016x}-{_SAMPLED if context.sampled else 0:02x}"
    return ((PARENT, parent), *(((STATE, context.state),) if context.state else ()))


def trace_id_text(context: Context) -> str:
    """The trace's id as fields and logs write it."""
    return f"{context.trace_id:032x}"


def _read_state(lines: Sequence[str]) -> str:
    """All lines in one, empty members left out; nothing where one is malformed, a key stands twice or there are too many."""
    members = [member for line in lines for piece in line.split(",") if (member := piece.strip(_WHITE))]
    keys = {match[1] for member in members if (match := _MEMBER.fullmatch(member))}
    return ",".join(members) if len(keys) == len(members) <= _MOST_MEMBERS else ""
