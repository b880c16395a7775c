"""The straight way of a call's line: it tells what the library's tells, in the same order, and is taken only where it may be."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.model import ProblemKind
from gateway.observe.log.fields import CALL, show_call
from gateway.observe.log.lines import write_call
from gateway.observe.record import CallRecord, Exchange, Written
from tests.unit.observe.recorded import USUAL

MOMENT = "2026-01-01T12:00:00.000005Z"
TEXTS = st.none() | st.text(st.characters())
SECONDS = st.floats(0, 1e6)
RECORDS = st.builds(
    replace,
    st.just(USUAL),
    request_id=TEXTS,
    account=TEXTS,
    route=TEXTS,
    operation=TEXTS,
    resource=TEXTS,
    numbers=st.sampled_from([(), (("to", "+1********47"), ("from", 'a"\u202e\ud800'))]),
    answer=st.sampled_from([None, Written(200, 5), Written(502, 0, whole=False)]),
    exchanges=st.lists(st.builds(Exchange, st.none() | st.integers(100, 599), st.none() | SECONDS)).map(tuple),
    seconds=SECONDS,
    total_seconds=SECONDS,
    bytes_received=st.integers(0, 2**70),
    losses=st.lists(st.text(st.characters())).map(tuple),
    problem=st.none() | st.sampled_from(list(ProblemKind)),
    trace_id=TEXTS,
)


@given(RECORDS)
def test_a_line_tells_the_fields_in_their_order_and_is_one_line_of_visible_ascii(record: CallRecord) -> None:
    told = {
        **show_call(record),
        **dict(record.numbers),
        "event": "call",
        "level": "info",
        "logger": "gateway.call",
        "timestamp": MOMENT,
        "worker": 3,
    }
    line = write_call(record, MOMENT, ', "worker": 3').decode("ascii")
    assert json.loads(line, object_pairs_hook=list) == json.loads(json.dumps(told), object_pairs_hook=list)
    assert line[:-1].isprintable()
    assert line[-1] == "\n"


def test_a_line_has_the_fields_of_the_table_in_its_order() -> None:
    assert list(show_call(USUAL)) == [field.name for field in CALL]


@given(SECONDS)
def test_seconds_are_told_to_the_microsecond(seconds: float) -> None:
    told = show_call(replace(USUAL, seconds=seconds))["seconds"]
    assert isinstance(told, float)
    assert told == round(told, 6)
    assert abs(told - seconds) < 0.6e-6


SCRIPT = """
import logging, sys
from structlog.stdlib import ProcessorFormatter
from gateway.observe.log import set_up_log, use_form
from gateway.observe.log.calls import log_call
from gateway.settings import LogFormat, LoggedCalls
from gateway.workers.introduction import introduce
from tests.unit.observe.recorded import USUAL
set_up_log(LogFormat.JSON)
{more}
log_call(USUAL, LoggedCalls.ALL)
"""


def told(more: str) -> list[str]:
    """What goes to standard output and, behind it, to standard error."""
    command = [sys.executable, "-c", SCRIPT.format(more=more)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=os.environ)
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


def test_the_line_of_a_worker_bears_its_number() -> None:
    (line,) = told("introduce(7)")
    assert json.loads(line)["worker"] == 7


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("use_form(LogFormat.TEXT)", 1),
        ("use_form(LogFormat.TEXT); log_call(USUAL, LoggedCalls.ALL); use_form(LogFormat.JSON)", 2),
        ("logging.getLogger().addHandler(logging.StreamHandler(sys.stderr))", 2),
    ],
)
def test_where_lines_are_not_json_or_go_elsewhere_too_they_go_through_the_library(more: str, lines: int) -> None:
    heard = told(more)
    assert len(heard) == lines
    assert all("calls.create" in line for line in heard)


def test_one_line_is_the_same_both_ways() -> None:
    straight, library = told("log_call(USUAL, LoggedCalls.ALL); logging.getLogger().handlers.append(logging.NullHandler())")
    first, second = json.loads(straight), json.loads(library)
    assert list(first) == list(second)
    assert {**first, "timestamp": ""} == {**second, "timestamp": ""}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", first["timestamp"])
    assert straight[straight.index('"event"') : -30] == library[library.index('"event"') : -30]
