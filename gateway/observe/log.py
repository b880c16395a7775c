"""The log: one line for each call, JSON for machines, or readable on a terminal. It names what was done, and never to whom."""

from __future__ import annotations

import logging
import sys

import structlog

from gateway.model import Problem
from gateway.trail import Trail
from gateway.wire import WireRequest, WireResponse


def set_up_log(*, readable: bool) -> None:
    """Sends all log lines, also those of libraries, to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def log_call(wire: WireRequest, response: WireResponse, trail: Trail, seconds: float) -> None:
    """One line: which operation by which route, the statuses on both sides, how long, what was lost or went wrong."""
    structlog.get_logger("gateway.call").info(
        "call",
        request_id=wire.headers.get("X-Request-Id"),
        route=trail.route.name if trail.route else None,
        dialect=trail.route.caller.name if trail.route else None,
        operation=trail.asked.operation if trail.asked else None,
        method=trail.asked.method if trail.asked else None,
        status=int(response.status),
        backend=[sent.response.status if sent.response else None for sent in trail.sent],
        seconds=round(seconds, 4),
        losses=sorted({loss.change for loss in trail.losses}),
        problem=trail.problem.kind if trail.problem else None,
    )


def log_refusal(problem: Problem, wire: WireRequest) -> None:
    """One line for a request that was refused before it was read whole."""
    structlog.get_logger("gateway.call").info(
        "refused", request_id=wire.headers.get("X-Request-Id"), status=problem.status, problem=problem.kind
    )
