"""What the commands show at a terminal, and that none of it gets into a pipe."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gateway.colours import chosen_colour
from gateway.commands.terminal import align
from tests.unit.commands.pseudo_terminal import at_terminal, in_pipes
from tests.unit.commands.test_command_check import FIVE_FAULTS, GOOD

BOLD, RED, GREEN = "\x1b[1m", "\x1b[31m", "\x1b[32m"
CALL = "/2008-08-01/Accounts/AC0123456789abcdef0123456789abcdef/Calls.json"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "gateway.yaml"


def test_faults_are_laid_out_and_coloured(config: Path) -> None:
    config.write_text(FIVE_FAULTS)
    seen = at_terminal("check", str(config))
    assert seen.code == 1
    first = f"""\
{BOLD}{config}:2:22\x1b[0m  backends.carrier.dialect
  found     {RED}"twilio-2011"\x1b[0m
  expected  {GREEN}"""
    assert seen.screen.startswith(first)
    assert f'  did you mean {GREEN}"twilio-2010"\x1b[0m?\n' in seen.screen
    assert seen.screen.endswith(f"{RED}5 faults\x1b[0m\n")


def test_a_config_that_starts_nothing_is_shown_likewise(config: Path) -> None:
    config.write_text(FIVE_FAULTS)
    seen = at_terminal("serve", "--config", str(config))
    assert seen.code == 1
    assert seen.screen.startswith(f"Error: the config has 5 faults; nothing was started\n{BOLD}{config}:2:22\x1b[0m  ")


def test_a_good_file_is_one_line(config: Path) -> None:
    config.write_text(GOOD)
    seen = at_terminal("check", str(config))
    assert (seen.code, click.unstyle(seen.screen)) == (0, f"{config} is good: 1 listener, 1 backend, 1 route, 0 accounts\n")
    assert f"{GREEN}good" in seen.screen


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}], ids=str)
def test_without_colours_it_is_laid_out_all_the_same(config: Path, environ: dict[str, str]) -> None:
    config.write_text(FIVE_FAULTS)
    seen = at_terminal("check", str(config), environ=environ)
    assert "\x1b" not in seen.screen
    assert '  found     "twilio-2011"\n' in seen.screen


def test_a_pipe_gets_plain_lines_unless_colours_are_forced(config: Path) -> None:
    config.write_text(FIVE_FAULTS)
    piped = at_terminal("check", str(config), piped="err")
    assert (piped.code, piped.screen) == (1, "")
    assert piped.piped == in_pipes("check", str(config)).stderr
    assert "\x1b" not in piped.piped
    assert len(piped.piped.splitlines()) == 5
    forced = at_terminal("check", str(config), piped="err", environ={"FORCE_COLOR": "1"})
    assert RED in forced.piped


def test_json_is_the_same_everywhere(config: Path) -> None:
    config.write_text(GOOD)
    for command in (["check", "--format", "json", str(config)], ["dialects", "--format", "json"]):
        assert at_terminal(*command).screen == in_pipes(*command).stdout


def test_an_explanation_says_the_same_in_colours() -> None:
    """But for white space, and for the moment a sandbox puts into its data."""
    seen, plain = at_terminal("explain", "GET", CALL), at_terminal("explain", "GET", CALL, piped="out")
    assert (seen.code, plain.code, plain.screen) == (0, 0, "")
    assert "\x1b" not in plain.piped
    assert f"{BOLD}\x1b[4m== 1. The caller sends\x1b[0m\n" in seen.screen
    assert f"{RED}   LOSS   " in seen.screen
    assert '\n  "calls": [\n    {\n      "sid": "CA' in seen.screen
    assert re.search(r"… \(\d+ bytes\)\x1b\[0m\n", seen.screen), "a long body is cut, and says so"
    assert _bare(click.unstyle(seen.screen)) == _bare(plain.piped)


def _bare(text: str) -> str:
    return re.sub(r"\s+|\d\d:\d\d:\d\d|RQ\w+", "", text)


def test_what_would_steer_the_terminal_is_shown_instead(tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    answer.write_bytes(b'{"sid": "\x1b]0;title\x07\x9b31m"}')
    seen = at_terminal("explain", "--response", str(answer), "GET", CALL, environ={"NO_COLOR": "1"})
    assert seen.code == 0
    assert r"\u001b]0;title\u0007" in seen.screen
    assert not {"\x1b", "\x07", "\x9b"} & {*seen.screen}


def test_dialects_are_in_columns_and_their_tables_fit() -> None:
    listed = click.unstyle(at_terminal("dialects").screen).splitlines()
    assert len({line.index("operations") for line in listed}) == 1
    narrow = click.unstyle(at_terminal("dialects", "twilio-2008", columns=80).screen)
    assert "| ---" not in narrow
    assert "calls.fetch\n  request: GET /Accounts/{account_sid}/Calls/{sid}\n  answer: 200 call item\n" in narrow
    assert [line for line in narrow.splitlines() if len(line) > 80] == []
    matrix = at_terminal("dialects", "--matrix", columns=200).screen
    assert re.search(r"\noperation +on json-envelope +on restcomm-2012 +", click.unstyle(matrix))


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({}, None),
        ({"NO_COLOR": "", "FORCE_COLOR": ""}, None),
        ({"NO_COLOR": "0"}, False),
        ({"FORCE_COLOR": "0"}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_colours_are_chosen_by_the_environment(environ: dict[str, str], colours: bool | None) -> None:
    """Whatever the value, as no-color.org and force-color.org have it: what is set and not empty counts."""
    assert chosen_colour(environ) is colours


def test_columns_are_as_wide_as_their_widest_cell_and_the_last_is_left() -> None:
    assert list(align([("a", "bb", "c"), ("aaa", "b", "cccc")])) == [("a  ", "bb", "c"), ("aaa", "b ", "cccc")]
