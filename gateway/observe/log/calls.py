"""One line of the log for each call, and one for each request that never became one."""

from __future__ import annotations

from http import HTTPStatus

import structlog

from gateway.model import Problem
from gateway.observe.log.fields import Refusal, show_call, show_refusal
from gateway.observe.log.lines import NAME, StraightWay
from gateway.observe.record import CallRecord
from gateway.settings import LoggedCalls
from gateway.wire import WireRequest

_log = structlog.get_logger(NAME)
_straight_way = StraightWay()
_ALL = LoggedCalls.ALL  # found once: to look one up by its name is a call


def log_call(record: CallRecord, logged: LoggedCalls) -> None:
    """Who called how, what was answered on both sides, how long it took, what was lost or went wrong. Never a text."""
    wanted = logged is _ALL or (logged is LoggedCalls.PROBLEMS and not _went_well(record))
    if wanted and not _straight_way.tell(record):
        _log.info("call", **show_call(record), **dict(record.numbers))


def log_refusal(problem: Problem, wire: WireRequest, listener: str, logged: LoggedCalls) -> None:
    """Of a request that was refused before it was read whole. `listener` is the public URL of the address it came to."""
    if logged is not LoggedCalls.NONE:
        refusal = Refusal(wire.headers.get("X-Request-Id"), listener, problem)
        _log.info("refused", **show_refusal(refusal))


def _went_well(record: CallRecord) -> bool:
    answer = record.answer
    return answer is not None and answer.whole and answer.status < HTTPStatus.BAD_REQUEST
