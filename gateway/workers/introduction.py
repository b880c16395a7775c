"""What a worker's number is for: its log lines bear it, and so do the files its metrics are kept in."""

from __future__ import annotations

import logging

import structlog
from prometheus_client import values
from structlog.typing import EventDict, WrappedLogger


def introduce(number: int) -> None:
    """From now on this process is the worker of that number. The log is set up already, and no metric is made yet."""
    _name_in_log(number)
    # The way the library's documentation gives for uWSGI, whose workers have numbers as well.
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]  # the library's


def _name_in_log(number: int) -> None:
    def add_number(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        del logger, method
        return {**line, "worker": number}

    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            # Here, and not among structlog's own, it is added to the lines of libraries too.
            handler.formatter.processors = (add_number, *handler.formatter.processors)
