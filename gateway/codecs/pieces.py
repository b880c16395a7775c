"""Long texts, a piece at a time.

A call into compiled code keeps every other thread of the process waiting until it returns, the one that serves all other
calls among them: a regular expression over sixteen megabytes does so for a tenth of a second. Over pieces it does not.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable, Iterator

PIECE = 65_536
"""In characters or bytes. Whatever is done with so much takes less than a millisecond."""
LONGEST = 2 * 1024 * 1024
"""In bytes. One text of a request: Python copies a text in one go, and with one character beyond the BMP in it four bytes for
each character. The longest that any of the APIs takes are documents of some kilobytes."""


def cut(text: str) -> Iterator[str]:
    """The text in pieces, in order; one where it is short."""
    if len(text) <= PIECE:
        yield text
        return
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


def change_pieces(text: str, change: Callable[[str], str]) -> str:
    """What `change` makes of the text, where it looks at each character alone."""
    return change(text) if len(text) <= PIECE else "".join(map(change, cut(text)))


def decode_pieces(data: bytes, codec: str) -> str:
    """The text. Raises UnicodeDecodeError; its positions are those of a piece where the data is long."""
    if len(data) <= PIECE:
        return data.decode(codec)
    decoder = codecs.getincrementaldecoder(codec)()
    text = [decoder.decode(data[start : start + PIECE]) for start in range(0, len(data), PIECE)]
    return "".join((*text, decoder.decode(b"", True)))


class Encoder(io.TextIOBase):
    """Takes a text by and by and keeps it as UTF-8. `change` looks at each character alone."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change
        self._waiting: list[str] = []
        self._length = 0
        self._whole = io.BytesIO()

    def write(self, text: str) -> int:
        self._waiting.append(text)
        self._length += len(text)
        if self._length >= PIECE:
            self._encode()
        return len(text)

    def take_all(self, pieces: Iterable[str]) -> bytes:
        """All of it, these pieces last."""
        for piece in pieces:
            self.write(piece)
        self._encode()
        return self._whole.getvalue()  # no copy: BytesIO hands over what it holds

    def _encode(self) -> None:
        text = "".join(self._waiting)
        self._waiting.clear()
        self._length = 0
        for piece in cut(text):
            self._whole.write(self._change(piece).encode())
