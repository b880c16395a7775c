"""Cuts what arrives on a connection into pieces that never hold bytes of two requests, and keeps the current request line.

The HTTP parser decides what is well-formed; this only finds where a well-formed message ends. It is needed because the
parser, given a good request and a broken one in the same piece, loses the good one, and because a refusal must be written in
the dialect of the request line that was refused. Where the parser would disagree it refuses the message, and nothing that
was cut wrongly is looked at again.
"""

from __future__ import annotations

import re

from gateway.server.limits import ListenerLimits

_BLANK_LINE = b"\r\n\r\n"
_LINE_ENDS = re.compile(rb"[\r\n]+")
_BLANK_LINE_SIZE = len(_BLANK_LINE)
_VERSIONS = (b" HTTP/1.1", b" HTTP/1.0")
_CHUNK_LINE_KEPT = 32  # a chunk's size in hex fits; its extensions need not
_CHUNK_SIZE_MOST = 20  # bytes of a chunk's line that can be its size


class MessageCutter:
    """One request's cutter.

    `line` is the current request line, `header_lines` and `header_bytes` count what stands behind it so far.
    """

    __slots__ = (
        "_chunk_extras",
        "_chunk_line",
        "_chunk_line_length",
        "_chunk_skip",
        "_edge",
        "_in_head",
        "_in_trailers",
        "_left",
        "_line_ended",
        "header_bytes",
        "header_lines",
        "line",
    )

    def __init__(self, line: bytes = b"") -> None:
        """`line` is the request line where the parser has had that and what follows it already."""
        self.restart(line)

    def restart(self, line: bytes = b"") -> None:
        """The next byte is the first of a new request."""
        self.line = line
        self.header_lines = 0
        self.header_bytes = 0
        self._line_ended = bool(line)
        self._edge = b""
        self._in_head = True
        self._left: int | None = None
        self._chunk_skip = 0
        self._chunk_line = b""
        self._chunk_line_length = 0
        self._chunk_extras = 0
        self._in_trailers = False

    @property
    def has_whole_line(self) -> bool:
        """Whether `line` is complete."""
        return self._line_ended

    @property
    def chunk_extras(self) -> int:
        """The bytes of a chunked body so far that are neither data nor a chunk's size: extensions and trailers."""
        return self._chunk_extras + self._beyond_size(self._chunk_line_length)

    def holds_part_of_line(self, backlog: bytearray, limit: int) -> bool:
        """Whether to wait for the rest of the request line before the parser sees it.

        The parser refuses a wrong method at its second letter, and whose dialect it is stands behind it. What cannot become
        a request line, by its length or its first byte (a TLS greeting, say), is not waited for.
        """
        if self._line_ended or not self._in_head or len(backlog) > limit:
            return False
        return b"\n" not in backlog and backlog[:1].isalpha()

    def expect_body(self, length: int | None) -> None:
        """The head is over; the body is `length` bytes, or chunked where that is None."""
        self._in_head = False
        self._left = length

    def take(self, backlog: bytearray) -> bytes:
        """Remove from the backlog, and return, the bytes up to the end of the current head or body, or all of it."""
        if self._in_head:
            size = self._head_size(backlog)
        elif self._left is None:
            size = self._chunked_size(backlog)
        else:
            size = min(self._left, len(backlog)) or len(backlog)
            self._left = max(self._left - size, 0)
        piece = bytes(backlog[:size])
        del backlog[:size]
        if self._in_head:
            self._note_head(piece)
        return piece

    def _head_size(self, backlog: bytearray) -> int:
        # The blank line may be spread over two arrivals.
        seam = (self._edge + bytes(backlog[:3])).find(_BLANK_LINE)
        if seam >= 0:
            return seam + len(_BLANK_LINE) - len(self._edge)
        end = backlog.find(_BLANK_LINE)
        return len(backlog) if end < 0 else end + len(_BLANK_LINE)

    def _note_head(self, piece: bytes) -> None:
        self._edge = (self._edge + piece)[-3:]
        if self._line_ended:
            self.header_lines += piece.count(b"\n")
            self.header_bytes += len(piece)
            return
        line, ended, rest = (self.line + piece).partition(b"\n")
        self.line = line.removesuffix(b"\r") if ended else line
        self._line_ended = bool(ended)
        self.header_lines += rest.count(b"\n")
        self.header_bytes += len(rest)

    def _chunked_size(self, backlog: bytearray) -> int:
        """How many bytes of the backlog belong to a chunked body (RFC 9112 section 7.1), its trailers included."""
        at = 0
        while at < len(backlog):
            if self._chunk_skip:
                step = min(self._chunk_skip, len(backlog) - at)
                self._chunk_skip -= step
                at += step
                continue
            end = backlog.find(b"\n", at)
            line = self._chunk_line + bytes(backlog[at : at + _CHUNK_LINE_KEPT if end < 0 else min(end, at + _CHUNK_LINE_KEPT)])
            self._chunk_line_length += (len(backlog) if end < 0 else end) - at
            if end < 0:
                self._chunk_line = line[:_CHUNK_LINE_KEPT]
                return len(backlog)
            self._chunk_line = b""
            self._chunk_extras += self._beyond_size(self._chunk_line_length)
            self._chunk_line_length = 0
            at = end + 1
            if self._note_chunk_line(line.strip()):
                return at
        return at

    def _beyond_size(self, length: int) -> int:
        return length if self._in_trailers else max(0, length - _CHUNK_SIZE_MOST)

    def _note_chunk_line(self, line: bytes) -> bool:
        """Whether this line, a chunk's size or a trailer, is the body's last."""
        if self._in_trailers:
            return not line
        try:
            size = int(line.partition(b";")[0].strip(), 16)
        except ValueError:
            size = -1
        self._in_trailers = size == 0
        # A size the parser refuses, a negative one too, skips nothing.
        self._chunk_skip = size + 2 if size > 0 else 0
        return False


def find_whole_head(data: bytes, limits: ListenerLimits) -> tuple[bytes, int] | None:
    """The request line and the size of the head that these bytes begin with, where all is whole and within the limits.

    Most requests arrive like that. None where there is anything to wait for, to skip or to refuse.
    """
    size = data.find(_BLANK_LINE) + _BLANK_LINE_SIZE
    if size < _BLANK_LINE_SIZE or not data[:1].isalpha():
        return None
    end = data.find(b"\n")
    line = data[:end].removesuffix(b"\r")
    if (
        line.endswith(_VERSIONS)
        and len(line) <= limits.request_line
        and size - end - 1 <= limits.headers + len("\r\n")
        and data.count(b"\n", 0, size) <= limits.header_count + 2  # the request line and the blank one
    ):
        return line, size
    return None


def skip_empty_lines(backlog: bytearray) -> None:
    """Drop what stands between requests.

    "A server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received
    prior to the request-line" (RFC 9112 section 2.2): some old clients send one behind a body.
    """
    found = _LINE_ENDS.match(backlog)
    if found:
        del backlog[: found.end()]
