"""Lines reach whoever reads standard output whole and in order; where nobody does, no call waits and no process ends of it."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.observe.log.sink import Sink

SMALL = 4096  # the smallest pipe Linux makes
PATIENCE = 30.0
LOST = re.compile(r"(\d+) lines of the log were lost.*")


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, SMALL)
    try:
        yield reader, writer
    finally:
        os.close(reader)
        os.close(writer)


@contextmanager
def logging_to(sink: Sink) -> Iterator[logging.Logger]:
    """A logger whose lines, and those the sink has to tell, go there."""
    logger, own = logging.getLogger("test.sink"), logging.getLogger("gateway.observe.log.sink")
    before = [(one, one.handlers, one.propagate, one.level) for one in (logger, own)]
    for one in (logger, own):
        one.handlers, one.propagate = [sink], False
        one.setLevel(logging.INFO)
    try:
        yield logger
    finally:
        for one, handlers, propagate, level in before:
            one.handlers, one.propagate = handlers, propagate
            one.setLevel(level)


class Reading(threading.Thread):
    """Reads lines until there have been that many that hold the word."""

    def __init__(self, reader: int, word: str, times: int) -> None:
        super().__init__(daemon=True)
        self.lines: list[str] = []
        self._file = os.fdopen(os.dup(reader))
        self._word = word
        self._times = times
        self.start()

    def run(self) -> None:
        with self._file as file:
            while self._times and (line := file.readline()):
                self.lines.append(line.removesuffix("\n"))
                self._times -= self._word in line

    def all(self) -> list[str]:
        self.join(PATIENCE)
        assert not self.is_alive(), self.lines[-3:]
        return self.lines


def test_lines_come_in_order() -> None:
    with pipe() as (reader, writer), logging_to(Sink(writer)) as log:
        reading = Reading(reader, "last", 1)
        for number in range(2000):
            log.info("line %s \u00e9\ud800", number)
        log.info("last")
        assert reading.all() == [*(f"line {number} \u00e9\\ud800" for number in range(2000)), "last"]


def test_lines_of_several_do_not_mix() -> None:
    with pipe() as (reader, writer):
        sinks = [Sink(writer), Sink(writer), Sink(writer)]
        reading = Reading(reader, "last", len(sinks))
        for number in range(150):
            for letter, sink in zip("abc", sinks, strict=True):
                sink.handle(logging.makeLogRecord({"msg": letter * (1 + number * 27 % 4000)}))
        for sink in sinks:
            sink.handle(logging.makeLogRecord({"msg": "last"}))
        told = reading.all()
    assert len(told) == 453
    assert [line for line in told if line != "last" and len(set(line)) != 1] == []


def test_nobody_waits_for_a_reader_that_does_not_read_and_what_is_lost_is_counted() -> None:
    with pipe() as (reader, writer), logging_to(sink := Sink(writer, room=20_000)) as log:
        for number in range(1000):
            log.info("line %s %s", number, "x" * 100)
        reading = Reading(reader, "lost", 1)
        while reading.is_alive():
            log.info("more")
        told = reading.all()
        Reading(reader, "no such word", 1)
        sink.flush()
    kept = [line for line in told if line.startswith("line")]
    lost = LOST.fullmatch(told[-1])
    assert lost is not None
    assert 100 < len(kept) < 1000
    numbers = [int(line.split()[1]) for line in kept]
    assert kept == [f"line {number} {'x' * 100}" for number in sorted(set(numbers))]
    assert int(lost[1]) >= 1000 - len(kept)


def test_every_line_that_is_lost_is_reported_and_so_are_those_lost_before() -> None:
    """Where lines are made and where they are written: the pipe is full first, and then its reader is gone."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, SMALL)
    sink = Sink(writer, room=10_000)
    reported: list[int] = []
    with logging_to(sink) as log:
        for _ in range(100):
            log.info("x" * 999)
        sink.report_losses(reported.append)
        before = list(reported)
        log.info("x" * 999)
        os.close(reader)
        sink.flush()
        log.info("to nobody")
        sink.flush()
    os.close(writer)
    [lost_before] = before
    assert 0 < lost_before < 100
    assert set(reported[1:]) == {1}
    assert 102 - SMALL // 1000 <= sum(reported) <= 102, "all but what the pipe took"


def test_it_goes_on_where_the_reader_is_gone(capfd: pytest.CaptureFixture[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with logging_to(Sink(writer)) as log:
        for _ in range(50):
            log.info("to nobody")
        for handler in log.handlers:
            handler.flush()
    os.close(writer)
    told = capfd.readouterr().err
    assert told == "the log can't be written to standard output: Broken pipe; the gateway goes on without it\n"


def test_what_can_be_written_again_is_and_a_line_that_was_cut_is_ended(tmp_path: Path) -> None:
    """The pipe is read only as far as a line that is too long for it, closed, and another one put in its place."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, SMALL)
    file = tmp_path / "log"
    sink = Sink(writer)
    with logging_to(sink) as log:
        log.info("x" * 3 * SMALL)
        assert os.read(reader, 10) == b"x" * 10
        os.close(reader)
        sink.flush()
        replacement = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.dup2(replacement, writer)
        for word in ("first", "second"):
            log.info(word)
            sink.flush()
    os.close(writer)
    os.close(replacement)
    told = file.read_text().splitlines()
    assert told[:2] == ["", "first"]
    assert LOST.fullmatch(told[2])
    assert told[3:] == ["second"]


def test_a_pipe_that_does_not_block_is_waited_for() -> None:
    with pipe() as (reader, writer), logging_to(Sink(writer)) as log:
        os.set_blocking(writer, False)
        for number in range(300):
            log.info("line %s %s", number, "x" * 100)
        log.info("last")
        assert len(Reading(reader, "last", 1).all()) == 301


def test_without_standard_output_there_is_no_log() -> None:
    sink = Sink(None)
    with logging_to(sink) as log:
        log.info("to nobody")
        sink.flush()
    assert sink._writer is None


def test_of_a_line_that_can_not_be_written_its_arguments_are_not_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pipe() as (reader, writer), logging_to(Sink(writer)) as log:
        log.info("%d calls", "secret")
        assert Reading(reader, "line", 1).all() == ["a line of test.sink could not be written down: TypeError"]
    assert capfd.readouterr().err == ""
