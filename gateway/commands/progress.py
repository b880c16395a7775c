"""How far something long is: one line that is written over and taken away, and nothing where the stream is no terminal."""

from __future__ import annotations

import os
from typing import TextIO

_USUAL = 80  # columns of a terminal that tells none
_CLEAR = "\r\x1b[K"  # ECMA-48: carriage return, erase to the end of the line


class Progress:
    """The line, on a stream. `show` replaces it; `clear` has to come before anything else is printed there, and at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_shown = stream.isatty() and os.environ.get("TERM") != "dumb"

    def show(self, text: str) -> None:
        """Cut to the width of the terminal: a line that wraps can't be written over."""
        if self._is_shown:
            width = (os.get_terminal_size(self._stream.fileno()).columns or _USUAL) - 1
            self._write(_CLEAR + (text if len(text) <= width else f"{text[: width - 1]}…"))

    def clear(self) -> None:
        if self._is_shown:
            self._write(_CLEAR)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
