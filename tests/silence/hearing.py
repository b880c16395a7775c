"""All that a gateway tells while something happens: both forms of its log at every level, warnings, what it prints."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from gateway.observe.log import set_up_log
from gateway.settings import LogFormat


@dataclass
class Overheard:
    """`machines` and `people` are the log in its two forms, `records` what the logging of libraries was given."""

    machines: io.StringIO = field(default_factory=io.StringIO)
    people: io.StringIO = field(default_factory=io.StringIO)
    printed: io.StringIO = field(default_factory=io.StringIO)
    warned: list[warnings.WarningMessage] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The log as machines read it."""
        return self.machines.getvalue().split("\n")[:-1]

    @property
    def everything(self) -> str:
        warned = "".join(str(warning) for warning in self.warned)
        return self.machines.getvalue() + self.people.getvalue() + self.printed.getvalue() + warned


@contextmanager
def overheard() -> Iterator[Overheard]:
    """The log as `gateway serve` sets it up, but of every level and of all libraries, until the block is left."""
    root, heard = logging.getLogger(), Overheard()
    handlers, level, configured = root.handlers, root.level, structlog.get_config() if structlog.is_configured() else None
    try:
        root.handlers = [_as_served(heard.machines, LogFormat.JSON), _as_served(heard.people, LogFormat.TEXT)]
        root.setLevel(logging.DEBUG)
        # A logger that remembers how it was configured would go on so in other tests.
        structlog.configure(cache_logger_on_first_use=False)
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(heard.printed),
            contextlib.redirect_stderr(heard.printed),
        ):
            warnings.simplefilter("always")
            yield heard
        heard.warned = warned or []
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()
        if configured is not None:
            structlog.configure(**configured)


def _as_served(stream: io.StringIO, form: LogFormat) -> logging.Handler:
    logging.getLogger().handlers = []  # which setting up would close
    set_up_log(form)
    (served,) = logging.getLogger().handlers
    handler = logging.StreamHandler(stream)
    handler.setFormatter(served.formatter)
    return handler
