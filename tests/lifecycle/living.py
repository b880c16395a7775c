"""`gateway serve --config` as a process that is changed, told and killed; whatever it logs is read as it comes.

Nothing here sleeps: a test waits for an answer, a line of the log or the end of a process, and each wait has its limit.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import ssl
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.unit.upstream.raw_backend import Backend, backend_with
from tests.wire.gateway_running import call_data, json_reply
from tests.wire.listening import RawClient, RawResponse

PATIENCE = 30.0  # seconds; several processes may have to start on a busy machine
ID = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
SECRET = "secret-of-callers"
ANSWER = json_reply(call_data())
FETCH = f"/2008-08-01/Accounts/{ID}/Calls/CA00000000000000000000000000000001"
CHANGED = "the config is read anew and applied"
REFRESHED = "files the config names have changed and are applied"
REFUSED = "a change is refused; what was served is still served"

_CONFIG = """\
allow_inline_secrets: true
workers: {workers}
shutdown: {shutdown}
listen: {listen}
admin: {admin}
backends:
  behind:
    dialect: twilio-2010
    endpoints: [{endpoint}]
    timeouts: {{connect: 5s, first_byte: 60s, idle: 60s, total: 60s}}
accounts:
  - name: acme
    caller: {{id: {id}, secret: {secret}}}
    backend: {{id: ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, secret: secret-behind}}
routes:
  - {{name: old, when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
{routes}
limits: {{connections: {connections}, failed_logins: {{attempts: 1000, within: 1m}}}}
"""
NEWER_ROUTE = "  - {name: new, when: {path: /2010-04-01}, caller: twilio-2010, backend: behind}"


@dataclass
class Config:
    """A config file; what a test wants to be different is set and `write` called again."""

    file: Path
    endpoint: str
    workers: int = 1
    shutdown: str = "{notice: 0s, deadline: 60s}"
    listen: str = '[{bind: "127.0.0.1:0", public_url: http://gateway.example}]'
    admin: str = '{bind: "127.0.0.1:0"}'
    secret: str = SECRET
    routes: str = ""
    connections: int = 10_000

    def write(self) -> None:
        # In one step, as an operator's tools do.
        beside = self.file.with_suffix(".new")
        beside.write_text(_CONFIG.format(id=ID, **{name: value for name, value in vars(self).items() if name != "file"}))
        beside.replace(self.file)


@dataclass
class Living:
    """A running gateway. `port` is where callers reach it, `admin` where operators do; `said` is what it told people."""

    process: Process
    said: list[str] = field(default_factory=list)
    logged: list[dict[str, object]] = field(default_factory=list)
    more: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def port(self) -> int:
        return _port(self.said[0])

    @property
    def admin(self) -> int:
        return _port(next(line for line in self.said if line.startswith("operators:")))

    async def call(self, *, secret: str = SECRET, target: str = FETCH, port: int = 0) -> RawResponse:
        """One call on a connection of its own."""
        async with connected(port or self.port) as client:
            await client.send(request(target, secret))
            async with asyncio.timeout(PATIENCE):
                return await client.read_response()

    async def ask(self, method: str, path: str, *fields: str, port: int = 0) -> RawResponse:
        """One request of an operator."""
        async with connected(port or self.admin) as client:
            await client.send("\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *fields, "", "")).encode())
            async with asyncio.timeout(PATIENCE):
                head = await client.reader.readuntil(b"\r\n\r\n")
                return RawResponse(head[:-4], await client.reader.readexactly(_length(head)))

    async def log_of(self, event: str, count: int = 1) -> list[dict[str, object]]:
        """The lines of that event, once there are so many."""

        def found() -> list[dict[str, object]]:
            return [line for line in self.logged if line["event"] == event]

        async with asyncio.timeout(PATIENCE), self.more:
            await self.more.wait_for(lambda: len(found()) >= count)
        return found()

    async def until_not_ready(self) -> RawResponse:
        async with asyncio.timeout(PATIENCE):
            while (answer := await self.ask("GET", "/readyz")).status == 200:
                pass
        return answer

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def end(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    def workers(self) -> list[int]:
        """The process ids of the workers, those on their way out too."""
        return sorted(_children(self.process.pid))

    async def read_said(self, said: asyncio.StreamReader) -> None:
        while line := await said.readline():
            self.said.append(line.decode())
            async with self.more:
                self.more.notify_all()

    async def read_log(self, log: asyncio.StreamReader) -> None:
        while line := await log.readline():
            assert line.startswith(b"{"), line + await log.read()
            self.logged.append(json.loads(line))
            async with self.more:
                self.more.notify_all()


@asynccontextmanager
async def living(
    config: Config, *, stdin: IO[bytes] | int = DEVNULL, stdout: int = PIPE, by: Sequence[str] = ()
) -> AsyncIterator[Living]:
    """The gateway of that config, from the moment it has said where it listens until it, and every worker of it, is gone.

    `by` is a command that becomes the one that stands behind it. Its log is read where `stdout` is left as it is.
    """
    config.write()
    process = await asyncio.create_subprocess_exec(
        *(*by, sys.executable, "-W", "error", "-m", "gateway", "serve", "--config", str(config.file)),
        stdin=stdin,
        env={**os.environ, "TMPDIR": str(config.file.parent)},  # where one that is killed leaves what it had
        stdout=stdout,
        stderr=PIPE,
    )
    assert process.stderr is not None
    gateway = Living(process)
    logged = [gateway.read_log(process.stdout)] if process.stdout is not None else []
    reading = asyncio.gather(*logged, gateway.read_said(process.stderr))
    try:
        async with asyncio.timeout(PATIENCE), gateway.more:
            await gateway.more.wait_for(lambda: "routes:" in "".join(gateway.said) or reading.done())
        yield gateway
    finally:
        left = gateway.workers() if process.returncode is None else []
        if process.returncode is None:
            process.kill()
            await process.wait()
        for worker in left:
            await gone(worker)
        async with asyncio.timeout(PATIENCE):
            await reading


@asynccontextmanager
async def lived(
    file: Path, *, stdin: IO[bytes] | int = DEVNULL, by: Sequence[str] = (), **different: object
) -> AsyncIterator[tuple[Living, Config, Backend]]:
    """A gateway before a backend that answers every call, and what it was made from."""
    async with backend_with(ANSWER) as backend:
        config = Config(file, backend.endpoint, **different)  # type: ignore[arg-type]  # what a test names
        async with living(config, stdin=stdin, by=by) as gateway:
            yield gateway, config, backend


@asynccontextmanager
async def connected(port: int, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawClient]:
    opened = asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname="localhost" if tls else None)
    client = RawClient(*await opened)
    try:
        yield client
    finally:
        await client.close()


def request(target: str = FETCH, secret: str = SECRET, *fields: str) -> bytes:
    basic = write_basic(Credentials(ID, secret))
    return "\r\n".join((f"GET {target} HTTP/1.1", "Host: g", f"Authorization: {basic}", *fields, "", "")).encode()


async def gone(pid: int) -> None:
    """Until there is no such process any more."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(watched, ended.set)
    try:
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


def _children(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[1]) == parent and fields[0] != "Z":
            yield int(status.parent.name)


def _port(line: str) -> int:
    return int(re.split("[,/]", line.partition("://")[2].partition(":")[2])[0])


def _length(head: bytes) -> int:
    return int(RawResponse(head[:-4], b"").get("Content-Length") or "0")
