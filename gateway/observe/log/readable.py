"""The log for people: a line each, what calls have in common in columns, colours where they are wanted.

Whatever a terminal would obey is escaped, and each further line of what is one line of the log (where an exception was raised)
begins with a mark: nothing that was logged can pass for a line of its own.
"""

from __future__ import annotations

from msgspec import Struct
from structlog.dev import (
    BLUE,
    BRIGHT,
    CYAN,
    DIM,
    GREEN,
    RED,
    RESET_ALL,
    YELLOW,
    Column,
    ConsoleRenderer,
    KeyValueColumnFormatter,
)
from structlog.typing import EventDict, Processor, WrappedLogger

from gateway.visible import make_visible

_GOES_ON = "\n    | "
_COLUMNS = {"status": 4, "method": 6, "operation": 22, "seconds": 8}
"""What stands behind the name of every call, and how wide."""
_EVENT = 7  # as wide as "refused"; the sentences of other lines are as long as they are
_LEVELS = {"critical": RED, "error": RED, "warning": YELLOW, "info": GREEN, "debug": DIM}
_FAILURES = "5g"  # 500 and above, and a caller that is gone


def readable_renderer(*, colours: bool) -> Processor:
    """The last of the processors: makes the text of a line."""
    paint = _Paint(colours)
    renderer = ConsoleRenderer(
        sort_keys=False,
        columns=[
            Column("", _pair(paint)),
            Column("timestamp", KeyValueColumnFormatter(None, paint.of(DIM), paint.reset, _printable)),
            Column("level", paint.level),
            Column("event", KeyValueColumnFormatter(None, paint.of(BRIGHT), paint.reset, _going_on, width=_EVENT)),
            Column("status", paint.status),
            *(Column(name, _pair(paint, width)) for name, width in _COLUMNS.items() if name != "status"),
            Column("logger", KeyValueColumnFormatter(None, paint.of(BLUE), paint.reset, _printable, prefix="[", postfix="]")),
        ],
    )

    def render(logger: WrappedLogger, method: str, line: EventDict) -> str:
        told = {name: value for name, value in line.items() if name in _COLUMNS or value not in (None, [], ())}
        for name in ("exception", "stack"):
            if name in told:
                told[name] = _GOES_ON.removeprefix("\n") + _going_on(told[name])
        return str(renderer(logger, method, told))

    return render


def _printable(value: object) -> str:
    return make_visible(str(value))


def _going_on(value: object) -> str:
    return _GOES_ON.join(map(_printable, str(value).split("\n")))


def _shown(value: object) -> str:
    """Bare where it is one word, as Python writes it where it is not."""
    match value:
        case None:
            return "-"
        case list() | tuple():
            return ",".join(map(_shown, value))
        case str() if value and not set(value) & set(" =,\"'[]"):
            return _printable(value)
        case _:
            return _printable(repr(value))


def _pair(paint: _Paint, width: int = 0) -> KeyValueColumnFormatter:
    return KeyValueColumnFormatter(paint.of(CYAN), "", paint.reset, _shown, width=width)


class _Paint(Struct, frozen=True):
    """The escape sequences of colours, or nothing."""

    colours: bool

    @property
    def reset(self) -> str:
        return self.of(RESET_ALL)

    def of(self, *codes: str) -> str:
        return "".join(codes) if self.colours else ""

    def level(self, key: str, value: object) -> str:
        del key
        return self._cell(_LEVELS.get(str(value), ""), f"[{_printable(value):8}]")

    def status(self, key: str, value: object) -> str:
        shown = f"{_shown(value):{_COLUMNS[key]}}"
        colour = RED if shown[0] in _FAILURES else YELLOW if shown[0] == "4" else GREEN
        return f"{self.of(CYAN)}{key}{self.reset}={self._cell(colour, shown)}"

    def _cell(self, colour: str, text: str) -> str:
        return f"{self.of(colour)}{text}{self.reset}"
