"""Where lines of the log go: to standard output, whole, and in a thread of their own. No call waits for whoever reads them.

Lines that come within a few milliseconds are written together. What goes into a pipe in one write is 4096 bytes at most, unless
one line is longer: so much of several processes never mixes (POSIX, write, PIPE_BUF). What a slow reader leaves waits in
memory, `room` bytes at most; beyond that, and while writing fails (the reader is gone, the disk is full), lines are lost. They
are counted, and the number is the first thing that is told when lines get through again; whoever wants to know before that is
told of each.
"""

from __future__ import annotations

import logging
import os
import select
import stat
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

ROOM = 4 * 1024 * 1024
_LAST_SECONDS = 1.0  # that a process which ends waits for its last lines to be read
_TOGETHER = 0.005  # seconds; each time the thread is woken costs as much as a hundred lines
_OF_A_PIPE, _OF_A_FILE = select.PIPE_BUF, 65_536  # bytes of one write

_log = logging.getLogger(__name__)
_Mark: TypeAlias = threading.Event


class Sink(logging.Handler):
    """Writes formatted lines to a file descriptor; nowhere where there is none, because standard output was closed."""

    def __init__(self, descriptor: int | None, *, room: int = ROOM) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._room = room
        self._waiting: deque[bytes | _Mark] = deque()
        self._writer: threading.Thread | None = None
        self._woken = threading.Event()
        self._hurried = threading.Event()
        self._losses = _Losses()
        # Each of these is written by one side alone: the first two where lines are made, the others where they are written.
        self._taken = 0
        self._told = 0
        self._done = 0
        self._fails = False
        self._cut = False

    def report_losses(self, lose: Callable[[int], None]) -> None:
        """From now on `lose` is given each number of lines that are lost, at once those lost so far. It may be any thread."""
        self._losses.report(lose)

    def emit(self, record: logging.LogRecord) -> None:
        """Under the lock of the handler, like all of `logging`."""
        if self._descriptor is None:
            return
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - whatever a library logs, and however wrong, it is no reason to fail
            self.handleError(record)
            return
        self.take(line.encode("utf-8", "backslashreplace") + b"\n")

    def take(self, line: bytes) -> None:
        """One line, its end with it, that is formatted already. From any thread."""
        if self._descriptor is None:
            return
        self.acquire()
        try:
            if self._losses.count != self._told:
                self._tell_lost()
            self._put(line, self._descriptor)
        finally:
            self.release()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Without the arguments of the line, which the library's own way shows: they may hold anything."""
        if record.name != __name__:
            _log.error("a line of %s could not be written down: %s", record.name, type(sys.exception()).__name__)

    def flush(self) -> None:
        """Waits until everything is written, but no longer than a second: called at the end of the process."""
        if self._writer is not None:
            mark = threading.Event()
            self._waiting.append(mark)
            self._hurried.set()
            self._woken.set()
            mark.wait(_LAST_SECONDS)

    def _tell_lost(self) -> None:
        lost = self._losses.count - self._told
        if lost and not self._fails and self._taken - self._done <= self._room // 2:
            self._told += lost
            _log.warning("%s lines of the log were lost: they were not read in time, or could not be written", lost)

    def _put(self, line: bytes, descriptor: int) -> None:
        if self._taken - self._done + len(line) > self._room:
            self._losses.add()
            return
        self._taken += len(line)
        self._waiting.append(line)
        if not self._woken.is_set():
            self._woken.set()
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_all, args=(descriptor,), name="log", daemon=True)
            self._writer.start()

    def _write_all(self, descriptor: int) -> None:
        most = _OF_A_FILE if stat.S_ISREG(os.fstat(descriptor).st_mode) else _OF_A_PIPE
        while True:
            self._woken.wait()
            self._hurried.wait(_TOGETHER)
            self._hurried.clear()
            self._woken.clear()  # what comes from here on wakes it again
            for lines in self._batches(most):
                self._write(lines, descriptor)
                self._done += sum(map(len, lines))

    def _batches(self, most: int) -> Iterator[list[bytes]]:
        """What waits, as it may be written at once. A mark is set when all before it has been."""
        lines: list[bytes] = []
        room = most
        while self._waiting:
            piece = self._waiting.popleft()
            if lines and (isinstance(piece, threading.Event) or len(piece) > room):
                yield lines
                lines, room = [], most
            if isinstance(piece, threading.Event):
                piece.set()
            else:
                lines.append(piece)
                room -= len(piece)
        if lines:
            yield lines

    def _write(self, lines: list[bytes], descriptor: int) -> None:
        rest = b"".join((b"\n", *lines) if self._cut else lines)
        try:
            while rest:
                rest = rest[_write_some(descriptor, rest) :]
        except OSError as error:
            lost, cut = _left_of(lines, len(rest))
            self._cut = self._cut if lost == len(lines) and not cut else cut
            for _ in range(lost):
                self._losses.add()
            if not self._fails:
                self._fails = True
                _complain(error)
        else:
            self._cut = self._fails = False


class _Losses:
    """How many lines were lost, and who is told of it. Lines are lost where they are made and where they are written."""

    def __init__(self) -> None:
        self.count = 0
        self._lose: Callable[[int], None] | None = None
        self._lock = threading.Lock()  # so that none is told twice or not at all

    def add(self) -> None:
        with self._lock:
            self.count += 1
            if self._lose is not None:
                self._lose(1)

    def report(self, lose: Callable[[int], None]) -> None:
        with self._lock:
            lose(self.count)
            self._lose = lose


def _left_of(lines: list[bytes], rest: int) -> tuple[int, bool]:
    """How many of the lines were not written whole, where so many bytes were left of them, and whether one of them was cut."""
    lost = 0
    for line in reversed(lines):
        if rest <= 0:
            break
        lost += 1
        rest -= len(line)
    return lost, rest < 0


def _write_some(descriptor: int, data: bytes) -> int:
    while True:
        try:
            return os.write(descriptor, data)
        except BlockingIOError:  # whoever started us made it so; the standard streams are shared
            select.select([], [descriptor], [])


def _complain(error: OSError) -> None:
    if sys.stderr is None:
        return
    with suppress(OSError):  # standard error may be the same pipe
        reason = error.strerror or type(error).__name__
        sys.stderr.write(f"the log can't be written to standard output: {reason}; the gateway goes on without it\n")
        sys.stderr.flush()
