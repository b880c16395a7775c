"""One call's place in its trace: the ids its spans will have, given out while it goes on.

The spans themselves are made when the call has ended, of the phases its record holds. A call that is not recorded has ids all
the same: the backend goes on with the caller's trace, or with one of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from gateway.observe.record import CallRecord
from gateway.observe.tracing.context import PARENT, STATE, Context, trace_id_text, write_context
from gateway.wire import Headers, WireRequest

NewId = Callable[[int], int]
"""Gives a number of so many random bits."""


class Led(Struct, frozen=True):
    """One request to a backend: the id of its span, and its method."""

    span_id: int
    method: str


@dataclass(frozen=True, slots=True)
class CallTrace:
    """`own` is the call's span, `parent` the caller's where it told one, `began` when it did by `time.perf_counter`. `zero` is
    when that was 0, in nanoseconds of the wall clock. `tell` takes a call that has ended and is recorded."""

    own: Context
    parent: Context | None
    method: str
    began: float
    zero: int
    new_id: NewId
    tell: Callable[[CallTrace, CallRecord], None]
    led: list[Led] = field(default_factory=list)

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits, for the log."""
        return trace_id_text(self.own)

    def lead(self, request: WireRequest) -> WireRequest:
        """The request to a backend that tells its place in the trace, in the stead of what the caller told."""
        span_id = new_span_id(self.new_id) if self.own.sampled else self.own.span_id
        self.led.append(Led(span_id, request.method))
        fields = write_context(replace(self.own, span_id=span_id))
        return replace(request, headers=Headers((*request.headers.without(PARENT, STATE), *fields)))

    def end(self, record: CallRecord) -> None:
        """The call has ended."""
        if self.own.sampled:
            self.tell(self, record)

    def at(self, seconds: float) -> int:
        """A time of `time.perf_counter` in nanoseconds of the wall clock."""
        return self.zero + round(seconds * 1e9)


def new_span_id(new_id: NewId) -> int:
    """64 random bits, not all of them 0."""
    return new_id(64) or 1


def new_trace_id(new_id: NewId) -> int:
    """128 random bits, likewise."""
    return new_id(128) or 1
