"""`gateway completion`: its script, in a real bash, completes commands, options, dialects and files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.dialects import discover
from tests.unit.commands.started_command import run

FOLDER = Path(sys.executable).parent
_PRESSED_TAB = """\
eval "$(gateway completion bash)"
compopt() { echo "compopt $*"; }  # it wants a prompt
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"$(complete -p gateway | sed 's/.*-F \\([^ ]*\\).*/\\1/')" gateway
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str) -> list[str]:
    """What bash offers once the tab key is pressed behind these words."""
    bash = shutil.which("bash")
    if bash is None or not (FOLDER / "gateway").exists():
        pytest.skip("bash, or the installed command, is not there")
    environ = os.environ | {"PATH": f"{FOLDER}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(
        [bash, "--norc", "-c", _PRESSED_TAB, "bash", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=environ,
    )
    assert ended.stderr == ""
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("gateway", "ch"), ["check"]),
        (("gateway", "dialects", "twilio-"), [name for name in discover() if name.startswith("twilio-")]),
        (("gateway", "conformance", "--dialect", "rest"), ["restcomm-2012"]),
        (("gateway", "explain", "--caller", "json"), ["json-envelope"]),
        (("gateway", "explain", "--backend", "json"), ["json-envelope"]),
        (("gateway", "sandbox", "--dialect", "json"), ["json-envelope"]),
        (("gateway", "serve", "--con"), ["--config"]),
        (("gateway", "check", "gate"), ["compopt", "-o", "default"]),
    ],
    ids=" ".join,
)
def test_bash_offers(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


@pytest.mark.parametrize(
    ("shell", "word"), [("bash", "complete -o"), ("zsh", "#compdef gateway"), ("fish", "complete --no-files")]
)
async def test_each_shell_has_its_script(shell: str, word: str) -> None:
    ended = await run("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert word in ended.out
    assert "_GATEWAY_COMPLETE" in ended.out


async def test_another_shell_is_wrong_usage() -> None:
    ended = await run("completion", "csh")
    assert (ended.code, ended.out) == (2, "")
    assert "'bash', 'zsh', 'fish'" in ended.err
