"""The log: every line, also those of libraries, in one form on standard output. JSON for machines, or readable on a terminal.

Set up once in each process, before anything is logged; the configuration may choose another form later. What a line may hold
of a call is decided in `gateway/observe/log/fields.py`, what of an exception in `gateway/observe/log/exceptions.py`.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

from gateway.colours import wants_colours
from gateway.observe.log.exceptions import keep_to_the_point, tell_places
from gateway.observe.log.readable import readable_renderer
from gateway.observe.log.sink import Sink
from gateway.settings import LogFormat


def set_up_log(form: LogFormat = LogFormat.AUTO) -> None:
    """Sends all log lines, also those of libraries, to standard output."""
    _occupy_standard_streams()
    handler = Sink(_standard_output())
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler.setFormatter(formatter_of(form, shared))
    # No line shows them, and each costs a look at the system.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[*shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def use_form(form: LogFormat) -> None:
    """From the next line on, where the log has been set up. What was added to lines meanwhile stays."""
    for handler in _sinks():
        if isinstance(handler.formatter, ProcessorFormatter):
            *before, _ = handler.formatter.processors
            handler.formatter.processors = (*before, _renderer(form))


def report_losses(lose: Callable[[int], None]) -> None:
    """From now on `lose` is given each number of lines that are lost, at once those lost so far, from any thread."""
    for handler in _sinks():
        handler.report_losses(lose)


def _sinks() -> list[Sink]:
    return [handler for handler in logging.getLogger().handlers if isinstance(handler, Sink)]


def formatter_of(form: LogFormat, shared: list[Processor]) -> ProcessorFormatter:
    """What makes a text of each line; `shared` is done to those of libraries first, as it was to our own."""
    own: list[Processor] = [ProcessorFormatter.remove_processors_meta, keep_to_the_point, tell_places, _renderer(form)]
    return ProcessorFormatter(foreign_pre_chain=shared, processors=own)


def _renderer(form: LogFormat) -> Processor:
    descriptor = _standard_output()
    terminal = descriptor is not None and os.isatty(descriptor)
    if form is LogFormat.TEXT or (form is LogFormat.AUTO and terminal):
        return readable_renderer(colours=wants_colours(os.environ, terminal=terminal))
    return structlog.processors.JSONRenderer()


def _occupy_standard_streams() -> None:
    """Those that are closed lead to nowhere from now on: else a socket gets their number, and what a worker prints."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
            os.set_inheritable(nowhere, True)


def _standard_output() -> int | None:
    """The descriptor; None where the process was started without."""
    return sys.__stdout__.fileno() if sys.__stdout__ is not None else None
