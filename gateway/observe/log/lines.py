"""The lines of calls as JSON, straight from the record to the sink: each call has one, and the library's way there takes longer
than all else that is done for a call.

A line tells what the library's tells of the same fields, in the same order, and in ASCII like it. Where the log is not JSON, or
goes elsewhere too, there is no straight way, and it goes through the library.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from gateway.observe.log.fields import CallLine, Shown, show_call
from gateway.observe.log.sink import Sink
from gateway.observe.record import CallRecord

NAME = "gateway.call"
OWN_PROCESSORS = 4
"""Those every line goes through (`set_up.formatter_of`). What stands before them was added for this process."""
_DELETE = 0x7F
_encode = msgspec.json.encode
_EVERY = f', "event": "call", "level": "info", "logger": "{NAME}", "timestamp": "'


class StraightWay:
    """To the sink of this process. `known` are the processors it was last looked up for, and `tail` what ends each line."""

    def __init__(self) -> None:
        self._known: object = None
        self._tail: str | None = None
        self._second = ""
        self._told = ""  # that second, as every line of it has it

    def tell(self, record: CallRecord) -> bool:
        """Has the line of a call written; False where there is no straight way."""
        handlers = logging.root.handlers
        sink = handlers[0] if len(handlers) == 1 else None
        if not isinstance(sink, Sink) or not isinstance(sink.formatter, ProcessorFormatter):
            return False
        processors = sink.formatter.processors
        if processors is not self._known:
            self._known, self._tail = processors, _tail_of(tuple(processors))
        if self._tail is None:
            return False
        sink.take(write_call(record, self._moment(time.time_ns()), self._tail))
        return True

    def _moment(self, now: int) -> str:
        microseconds = str(now // 1000)
        second = microseconds[:-6]
        if second != self._second:
            self._second, self._told = second, datetime.fromtimestamp(int(second), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._told}.{microseconds[-6:]}Z"


def write_call(record: CallRecord, moment: str, tail: str = "") -> bytes:
    """The line of a call that was logged at that moment (ISO 8601)."""
    return _write(record)[:-1] + f'{_EVERY}{moment}"{tail}}}\n'.encode("ascii")


def _write(record: CallRecord) -> bytes:
    """Its fields as JSON, with whatever a terminal might obey escaped."""
    try:
        data = _encode(_all_fields(record) if record.numbers else CallLine.of(record))
        if data.isascii() and _DELETE not in data:
            return data
    except UnicodeEncodeError:  # half a surrogate
        pass
    return json.dumps(_all_fields(record)).encode("ascii")


def _all_fields(record: CallRecord) -> Mapping[str, Shown]:
    return {**show_call(record), **dict(record.numbers)}


def _tail_of(processors: tuple[Processor, ...]) -> str | None:
    """What was added for this process, as the end of a line; None where lines are not JSON."""
    if not isinstance(processors[-1], JSONRenderer):
        return None
    added: EventDict = {}
    for processor in processors[:-OWN_PROCESSORS]:
        made = processor(None, "info", added)
        if not isinstance(made, dict):
            return None
        added = made
    return "".join(f", {json.dumps(name)}: {json.dumps(value)}" for name, value in added.items())
