"""The form of the log: JSON, or lines to be read; in colours on a terminal alone; changed while it runs."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping

import pytest

from gateway.colours import wants_colours
from gateway.observe.log.readable import readable_renderer

SCRIPT = """
import sys
import structlog
from gateway.observe.log import set_up_log, use_form
from gateway.settings import LogFormat
set_up_log()
log = structlog.get_logger("gateway.call")
call = dict(status=502, method="GET", operation="calls.fetch", seconds=0.5, to="+1********47", problem=None, losses=["a", "b"])
for form in ["", *sys.argv[1:]]:
    if form:
        use_form(LogFormat(form))
    log.info("call", **call)
"""
CALL = {"status": 502, "method": "GET", "operation": "calls.fetch", "seconds": 0.5, "to": "+1********47", "losses": ["a", "b"]}
PLAIN = "[info    ] call    status=502  method=GET    operation=calls.fetch            seconds=0.5      [gateway.call] to=+1********47 losses=a,b"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def environ_with(more: Mapping[str, str]) -> dict[str, str]:
    return (
        {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        | {"TERM": "xterm"}
        | dict(more)
    )


def in_pipe(*forms: str) -> list[str]:
    command = [sys.executable, "-c", SCRIPT, *forms]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environ_with({}))
    assert done.stderr == ""
    return done.stdout.splitlines()


def at_terminal(*forms: str, **more: str) -> list[str]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, *forms], stdout=theirs, env=environ_with(more))
    os.close(theirs)
    told = b""
    while piece := read_terminal(ours):
        told += piece
    assert process.wait(60) == 0
    os.close(ours)
    return told.decode().splitlines()


def read_terminal(descriptor: int) -> bytes:
    """Linux ends what a terminal shows with an error once nobody writes any more."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def without_time(line: str) -> str:
    shown = COLOUR.sub("", line)
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z ", shown)
    return shown.partition(" ")[2]


def test_a_pipe_gets_json_until_told_otherwise() -> None:
    first, second, third, fourth = in_pipe("text", "json", "auto")
    for line in (first, third, fourth):
        told = json.loads(line)
        assert {name: told[name] for name in CALL} == CALL
        assert told["problem"] is None
    assert without_time(second) == PLAIN
    assert "\x1b" not in second


def test_a_terminal_gets_colours_until_told_otherwise() -> None:
    first, second, third = at_terminal("json", "text")
    assert without_time(first) == without_time(third) == PLAIN
    assert len(COLOUR.findall(first)) > 10
    assert json.loads(second)["status"] == 502


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM"])
def test_a_terminal_that_is_to_show_none_gets_none(name: str) -> None:
    (line,) = at_terminal(**{name: "dumb"})
    assert without_time(line) == PLAIN
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("environ", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": ""}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, False, False),
        ({"FORCE_COLOR": "1"}, False, True),
    ],
)
def test_where_there_are_colours(environ: dict[str, str], *, terminal: bool, expected: bool) -> None:
    assert wants_colours(environ, terminal=terminal) is expected


@pytest.mark.parametrize("colours", [True, False])
def test_nothing_but_our_own_colours_is_obeyed(*, colours: bool) -> None:
    nasty = "\x1b[2J\x9b\u202e\r\n2026 [error] forged\t\x07"
    names = ("event", "timestamp", "level", "logger", "status", "operation", "exception", "stack", "other")
    line: dict[str, object] = dict.fromkeys(names, nasty)
    line["values"] = [nasty, {nasty: nasty}]
    shown = str(readable_renderer(colours=colours)(None, "info", line))
    begun, *rest = COLOUR.sub("", shown).split("\n")
    assert begun.isprintable()
    assert all(one.isprintable() and (one.startswith("    | ") or set(one) <= {"="}) for one in rest), rest
    assert ("\x1b" in shown) is colours
