"""Every shell block of every document is executed, or says why not; what it is said to print is what it prints."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.markdown import blocks, blocks_in, documents, find_blocks, shows
from tests.docs.shell import NOT_RUN, commands_in, execute, is_run, tools_of

LONGEST = 2000
RUNNING = [file for file in documents() if any(is_run(block) for block in blocks_in(file))]


@pytest.mark.parametrize("file", RUNNING)
def test_the_commands_of_a_document_do_what_it_says(file: str, tmp_path: Path) -> None:
    for tool in sorted(tools_of(file)):
        if shutil.which(tool) is None:
            pytest.skip(f"{file} needs {tool}, which is not installed")
    for ran in execute(file, tmp_path):
        command = ran.command
        if command.shown is None:
            assert ran.status == 0, f"{command.block}: {command.text}\n{ran.printed}"
        else:
            printed = ran.printed[:LONGEST]
            assert shows(command.shown, ran.printed), f"{command.block}: {command.text}\nprinted:\n{printed}"


def test_what_is_not_run_says_why() -> None:
    left_out = [block for block in blocks("sh", "console") if not is_run(block)]
    assert [str(block) for block in left_out if len(block.mark.removeprefix(NOT_RUN)) < len("it ends it")] == []


def test_something_is_run_of_every_document_for_users() -> None:
    assert {"README.md", "docs/operate.md", "docs/troubleshoot.md", "docs/migrate-2008-to-2010.md"} <= set(RUNNING)


def test_what_is_shown_is_compared() -> None:
    """The rules above can fail: on another output, on one that goes on, on a block that is cut at the wrong place."""
    assert shows("a …\nc", "a b c\n")
    assert shows("a\nb\n", "a b")
    assert not shows("a … c", "a b c d")
    assert not shows("a", "a b")
    [block] = find_blocks("<!-- not run: no cluster -->\n```console\n$ a \\\n    b\nc\n$ d\n```\n", "x")
    assert (block.mark, is_run(block)) == ("not run: no cluster", False)
    [block] = find_blocks("```console\n$ a \\\n    b\nc\n$ d\n```\n", "x")
    assert block.line == 2


def test_a_document_is_cut_into_commands() -> None:
    texts = [command.text for command in commands_in("docs/troubleshoot.md")]
    assert any(text.startswith("cat > gateway.yaml") for text in texts)
    assert any("kill" in text for text in texts)
