"""docs/commands.md tells of every command and option what `--help` tells, with an example, and of every exit code."""

from __future__ import annotations

import signal

import click
import pytest

from gateway.__main__ import Interrupted, main
from tests.docs.markdown import find_blocks, read, sections_in
from tests.docs.shell import is_run
from tests.documents import code_in, rows_in

PAGE = "docs/commands.md"
SECTIONS = {section.title.strip("`"): section.text for section in sections_in(read(PAGE))}
COMMANDS = {f"gateway {name}": main.get_command(click.Context(main), name) for name in main.list_commands(click.Context(main))}
EACH = pytest.mark.parametrize("name", COMMANDS)


def options_of(name: str) -> dict[str, click.Option]:
    command = COMMANDS[name]
    assert command is not None
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    return {one.opts[0]: one for one in options}


def rows_of(name: str) -> dict[str, list[str]]:
    """The row of each option."""
    return {option: row for row in rows_in(SECTIONS[name]) if row for option in code_in(row[0])}


def test_every_command_has_its_section() -> None:
    assert {title for title in SECTIONS if title.startswith("gateway ")} == COMMANDS.keys()


@EACH
def test_every_option_has_its_row_and_no_other(name: str) -> None:
    assert rows_of(name).keys() == options_of(name).keys()


@EACH
def test_choices_and_defaults_are_those_of_the_command(name: str) -> None:
    for option, row in rows_of(name).items():
        told = options_of(name)[option]
        if isinstance(told.type, click.Choice):
            assert set(told.type.choices) <= set(code_in(row[1])), option
        if told.is_flag or not (isinstance(told.default, str | int | float) and told.default != ""):
            assert told.required is ("must be given" in row[-1]), option
        else:
            assert code_in(row[-1]) == [f"{told.default:g}" if isinstance(told.default, float) else str(told.default)], option


@EACH
def test_every_command_is_run_as_an_example(name: str) -> None:
    run = "".join(block.text for block in find_blocks(read(PAGE), PAGE) if is_run(block))
    assert f"{name} " in run or f"{name}\n" in run


def test_the_exit_codes_are_all_there_are() -> None:
    told = {row[0] for row in rows_in(SECTIONS["How it ends"]) if row}
    usage, fault = click.UsageError.exit_code, click.ClickException.exit_code
    assert told == {str(code) for code in (0, fault, usage, Interrupted.exit_code, 128 + signal.SIGPIPE)}
