"""The log: one line for each call, JSON for machines, or readable on a terminal. It names what was done, and never to whom."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from gateway.model import Problem
from gateway.observe.exceptions import keep_to_the_point, tell_places
from gateway.observe.record import GONE, CallRecord
from gateway.wire import WireRequest


def set_up_log(*, readable: bool) -> None:
    """Sends all log lines, also those of libraries, to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = _render_for_people if readable else structlog.processors.JSONRenderer()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            keep_to_the_point,
            tell_places,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


_CONSOLE = structlog.dev.ConsoleRenderer(colors=False)
_GOES_ON = "\n    | "
"""Before each further line of what is one line of the log: nothing that was logged can pass for another one."""


def _render_for_people(logger: WrappedLogger, method: str, line: EventDict) -> str:
    """One line, but for where an exception was raised; whatever a terminal would obey is escaped."""
    return _GOES_ON.join("".join(map(_printable, piece)) for piece in _CONSOLE(logger, method, line).split("\n"))


def _printable(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"


def log_call(record: CallRecord) -> None:
    """One line: which operation by which route, the statuses on both sides, how long, what was lost or went wrong."""
    structlog.get_logger("gateway.call").info(
        "call",
        request_id=record.request_id,
        route=record.route,
        dialect=record.dialect,
        operation=record.operation,
        method=record.method,
        status=record.answer.status if record.answer else GONE,
        backend=[exchange.status for exchange in record.exchanges],
        seconds=round(record.seconds, 4),
        losses=list(record.losses),
        problem=record.problem,
    )


def log_refusal(problem: Problem, wire: WireRequest) -> None:
    """One line for a request that was refused before it was read whole."""
    structlog.get_logger("gateway.call").info(
        "refused", request_id=wire.headers.get("X-Request-Id"), status=problem.status, problem=problem.kind
    )
