"""Executes the shell blocks of a document, in their order, in one shell and one empty folder, as a reader who pastes them would.

What a reader does besides is said by marks above blocks: `<!-- file: NAME -->` has a block written to that file before,
`<!-- first: COMMANDS -->` runs commands that are not shown, `<!-- not run: REASON -->` leaves a block out. A `gateway serve` or
`gateway sandbox` on a line of its own runs in the background from when it listens. The ports of the documents are exchanged
for free ones of this machine alone. `a_plain_config` prints a configuration where a document shows none.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.docs.markdown import ROOT, Block, blocks_in

PATIENCE = 180.0  # seconds for all commands of a document together
NOT_RUN, FIRST, FILE = "not run: ", "first: ", "file: "
TOOLS = ("curl", "jq", "openssl", "promtool")

_PORT = re.compile(r"(?<=:)(?:8080|8081|9090)\b")
_SERVES = re.compile(r"^(?P<command>gateway (?:serve|sandbox)\b[^&|\n]*)$", re.MULTILINE)
_SAID = re.compile(r"^@@ (?P<number>\d+) (?P<status>\d+)\n", re.MULTILINE)
_PRELUDE = """\
exec 2>&1
in_background() {
  local log="background.$((++started))"
  "$@" > "$log" 2>&1 &
  for _ in $(seq 300); do
    if grep -q 'listening on' "$log"; then return 0; fi
    if ! kill -0 $! 2> /dev/null; then break; fi
    sleep 0.1
  done
  cat "$log"
  return 1
}
a_plain_config() {
  echo 'listen: [{bind: 127.0.0.1:8080}]'
  echo 'admin: {bind: 127.0.0.1:9090}'
  echo 'backends: {carrier: {dialect: twilio-2010, endpoints: [https://api.carrier.example]}}'
  echo 'credentials: passthrough'
  echo 'routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: carrier}]'
}
"""


@dataclass(frozen=True)
class Command:
    """What is run as one, where it stands, and what it must print: None where nothing is shown, and it must succeed."""

    block: Block
    text: str
    shown: str | None = None


@dataclass(frozen=True)
class Ran:
    command: Command
    status: int
    printed: str


def is_run(block: Block) -> bool:
    return block.language in {"sh", "console"} and not block.mark.startswith(NOT_RUN)


def commands_in(file: str) -> Iterator[Command]:
    """The commands of a document, those not shown among them, and the files it tells the reader to write."""
    for block in blocks_in(file):
        if block.mark.startswith(FILE):
            name = shlex.quote(block.mark.removeprefix(FILE))
            yield Command(block, f"cat > {name} <<'@@ end of file'\n{block.text}@@ end of file\n")
        if not is_run(block):
            continue
        if block.mark.startswith(FIRST):
            yield Command(block, block.mark.removeprefix(FIRST))
        if block.language == "sh":
            yield Command(block, block.text)
        else:
            yield from _dialogue(block)


def _dialogue(block: Block) -> Iterator[Command]:
    """Each `$ command`, lines behind a backslash among it, with what is shown below it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        match = re.match(r"(?:.*\\\n)*.*\n", part)
        assert match is not None
        yield Command(block, match[0], part[match.end() :])


def tools_of(file: str) -> set[str]:
    text = "\n".join(command.text for command in commands_in(file))
    return {tool for tool in TOOLS if re.search(rf"\b{tool} ", text)}


def execute(file: str, folder: Path) -> list[Ran]:
    """Each command of a document that was run, up to the first that failed. All it started is ended."""
    commands = list(commands_in(file))
    ports = _free_ports({"8080", "8081", "9090"})

    def placed(text: str) -> str:
        return _PORT.sub(lambda match: ports[match[0]], text.replace("0.0.0.0:", "127.0.0.1:"))

    commands = [Command(one.block, placed(one.text), placed(one.shown) if one.shown is not None else None) for one in commands]
    said = _run(placed(_PRELUDE) + "".join(_script(number, one) for number, one in enumerate(commands)), folder)
    pieces = _SAID.split(said)
    ran = [
        Ran(commands[int(number)], int(status), printed) for printed, number, status in zip(*[iter(pieces)] * 3, strict=False)
    ]
    if len(ran) < len(commands):
        ran.append(Ran(commands[len(ran)], 1, pieces[-1]))
    return ran


def _script(number: int, command: Command) -> str:
    """A command whose end is told; one that shows nothing ends all where it fails."""
    text = _SERVES.sub(r"in_background \g<command>", command.text)
    strict = command.shown is None
    return f"{'set -e' if strict else 'set +e'}\n{text}\nprintf '\\n@@ %d %d\\n' {number} $?\n"


def _run(script: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    (folder / ".script").write_text(script, "utf-8")
    said = folder / ".said"
    with said.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", ".script"], cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=out, start_new_session=True
        )
        try:
            shell.wait(PATIENCE)
        finally:
            _end(shell)
    return said.read_text("utf-8")


def _end(shell: subprocess.Popen[bytes]) -> None:
    """Ends the shell and all it started, by the group that is its own."""
    with suppress(ProcessLookupError):
        os.killpg(shell.pid, signal.SIGKILL)
    shell.wait()


def _free_ports(wanted: set[str]) -> dict[str, str]:
    with ExitStack() as held:
        sockets = {port: held.enter_context(socket.socket()) for port in wanted}
        for one in sockets.values():
            one.bind(("127.0.0.1", 0))
        return {port: str(one.getsockname()[1]) for port, one in sockets.items()}
