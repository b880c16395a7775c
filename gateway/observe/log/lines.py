"""The lines of calls as JSON, straight from the record to the sink: each call has one, and the library's way there takes longer
than all else that is done for a call.

A line tells what the library's tells of the same fields, in the same order, and in ASCII like it. Where the log is not JSON, or
goes elsewhere too, there is no straight way, and it goes through the library.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from gateway.observe.log.fields import CALL, Shown
from gateway.observe.log.sink import Sink
from gateway.observe.record import CallRecord

NAME = "gateway.call"
OWN_PROCESSORS = 4
"""Those every line goes through (`set_up.formatter_of`). What stands before them was added for this process."""
_DELETE = b"\x7f"
_PARTS = tuple((field.name, field.read) for field in CALL)


class StraightWay:
    """To the sink of this process. `known` are the processors it was last looked up for, and `tail` what ends each line."""

    def __init__(self) -> None:
        self._known: object = None
        self._tail: str | None = None

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
        sink.take(write_call(record, datetime.now(UTC), self._tail))
        return True


def write_call(record: CallRecord, moment: datetime, tail: str = "") -> bytes:
    """The line of a call that was logged at that moment."""
    fields = {name: read(record) for name, read in _PARTS}
    fields.update(record.numbers)
    told = moment.isoformat().replace("+00:00", "Z")
    every = f', "event": "call", "level": "info", "logger": "{NAME}", "timestamp": "{told}"{tail}}}\n'
    return _write(fields)[:-1] + every.encode("ascii")


def _write(fields: Mapping[str, Shown]) -> bytes:
    """As JSON, with whatever a terminal might obey escaped."""
    try:
        data = orjson.dumps(fields)
    except TypeError:  # half a surrogate, or a number of more than 64 bits
        return json.dumps(fields).encode("ascii")
    return data if data.isascii() and _DELETE not in data else json.dumps(fields).encode("ascii")


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
