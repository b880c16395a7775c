"""What the log tells of an exception: its kind, where it was raised and what it came of. Never its sentence.

The sentence of an exception may hold what a caller or a backend sent, or a piece of the configuration; where it was raised is
a piece of our own source. The values of variables are never shown, whatever is installed beside the gateway.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from itertools import islice

from structlog.typing import EventDict, WrappedLogger

_MOST = 10
"""Exceptions told of one line: chains and groups may go on for long."""
_LOOP = "asyncio"


def tell_places(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Has `exception` in the place of `exc_info`: kinds and places, several lines of text."""
    del logger, method
    told = dict(line)
    error = _exception_in(told.pop("exc_info", None))
    return told if error is None else {**told, "exception": "\n".join(islice(_tell(error), _MOST))}


def keep_to_the_point(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Leaves out what the event loop shows of its tasks and connections: it is made of `repr`, that of exceptions too."""
    del logger, method
    if line.get("logger") != _LOOP:
        return line
    return {**line, "event": str(line.get("event", "")).partition("\n")[0]}


def _exception_in(given: object) -> BaseException | None:
    """What `exc_info` stands for: an exception, the triple of one, or True for the one that is being handled."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exception() if given else None


def _tell(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        prefix = "caused by " if len(seen) > 1 else ""
        places = "".join(traceback.format_tb(one.__traceback__))
        yield f"{prefix}{type(one).__qualname__}\n{places}".rstrip()
        cause = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        within = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        waiting += [*within, *([cause] if cause else [])]
