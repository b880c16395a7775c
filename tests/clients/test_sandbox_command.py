"""`gateway sandbox --dialect` is a server of that dialect: the command it prints can be pasted, and shows the newest call."""

from __future__ import annotations

import shlex

import pytest

from tests.clients.commands import run
from tests.clients.places import ON_2008, ON_ENVELOPE, ON_RESTCOMM
from tests.clients.running import free_port, running_gateway
from tests.clients.sessions import need_program

pytestmark = pytest.mark.clients


@pytest.mark.parametrize(
    ("dialect", "beginning"),
    [
        (ON_2008, b'<?xml version="1.0"?>'),
        (ON_RESTCOMM, b'{\n  "sid": "CA'),
        (ON_ENVELOPE, b'{"response": {"data": [{"resource_id": "'),
    ],
)
def test_the_command_it_prints_works(dialect: str, beginning: bytes) -> None:
    need_program("curl")
    with running_gateway("sandbox", "--dialect", dialect, "--bind", f"127.0.0.1:{free_port()}", ready="^curl ") as pasted:
        code, output, errors = run(*shlex.split(pasted), "--silent", "--show-error", "--fail-with-body")
    assert code == 0, errors + output.decode()
    assert output.startswith(beginning)
