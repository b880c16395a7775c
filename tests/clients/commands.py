"""curl, wget and httpie as three ways to say the same thing: a method, a path, a form, and credentials.

Each is run as a person would at a prompt. What it prints is cut into status, headers and body; nothing else is added to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from tests.clients.install import folder_of
from tests.clients.places import Place
from tests.clients.raw_http import Answer
from tests.clients.sessions import need_client, need_program

SECONDS = 60.0
Form = Sequence[tuple[str, str]]


class Command(Protocol):
    """A tool that sends one request to a place and tells the answer. `token` stands in for the place's own."""

    def __call__(self, place: Place, method: str, path: str, form: Form = (), token: str | None = None) -> Answer: ...


def run(*command: str, **environment: str) -> tuple[int, bytes, str]:
    """Exit code, standard output, and standard error of a program."""
    inherited = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    done = subprocess.run(command, env=inherited | environment, capture_output=True, timeout=SECONDS, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def cut(output: bytes) -> Answer:
    """The last answer in the output of a tool that prints heads as they came."""
    rest = output
    while True:
        head, _, rest = rest.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        status = int(status_line.split()[1])
        if not (rest.startswith(b"HTTP/1.") and (status < 200 or status == 401)):
            pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
            return Answer(status, pairs, rest)


@dataclass(frozen=True)
class Curl:
    options: tuple[str, ...] = ()

    def __call__(self, place: Place, method: str, path: str, form: Form = (), token: str | None = None) -> Answer:
        fields = [part for name, value in form for part in ("--data-urlencode", f"{name}={value}")]
        verb = ["--head"] if method == "HEAD" else ["--request", method]
        credentials = f"{place.user}:{place.token if token is None else token}"
        code, output, errors = run(
            need_program("curl"),
            "--silent",
            "--show-error",
            "--include",
            *verb,
            "--user",
            credentials,
            *fields,
            *self.options,
            place.base + path,
        )
        assert code == 0, errors
        return cut(output)


@dataclass(frozen=True)
class Wget:
    """wget sends credentials only when it is asked for them: its first request is always a 401. Of a last 401 it drops the body."""

    def __call__(self, place: Place, method: str, path: str, form: Form = (), token: str | None = None) -> Answer:
        body = [f"--body-data={urlencode(form)}"] if form else []
        credentials = [f"--user={place.user}", f"--password={place.token if token is None else token}"]
        options = ["--no-verbose", "--server-response", "--content-on-error", "--tries=1", "--output-document=-"]
        _, output, told = run(need_program("wget"), *options, f"--method={method}", *body, *credentials, place.base + path)
        # the heads are told on stderr, each line indented by two blanks; the last head is the one the body belongs to
        head = [line[2:] for line in told.splitlines() if line.startswith("  ")]
        starts = [number for number, line in enumerate(head) if line.startswith("HTTP/1.")]
        assert starts, told
        return cut("\r\n".join([*head[starts[-1] :], "", ""]).encode("latin-1") + output)


@dataclass(frozen=True)
class Httpie:
    def __call__(self, place: Place, method: str, path: str, form: Form = (), token: str | None = None) -> Answer:
        need_client("httpie-3.2.4")
        fields = ["--form", *(f"{name}={value}" for name, value in form)] if form else []
        options, items = fields[:1], fields[1:]
        credentials = f"--auth={place.user}:{place.token if token is None else token}"
        code, output, errors = run(
            sys.executable,
            "-S",
            "-m",
            "httpie",
            "--ignore-stdin",
            "--print=hb",
            "--pretty=none",
            "--auth-type=basic",
            credentials,
            *options,
            method,
            place.base + path,
            *items,
            PYTHONPATH=str(folder_of("httpie-3.2.4")),
        )
        assert code == 0, errors
        return cut(output)


COMMANDS: dict[str, Command] = {"curl": Curl(), "wget": Wget(), "httpie": Httpie()}
