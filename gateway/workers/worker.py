"""One worker process as its supervisor sees it.

It is a fresh process, not a fork: it shares the listening sockets and its end of the channel, and nothing else. It does not
share the terminal's signals either: what happens to it is decided by its supervisor alone.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from gateway.workers.channel import Applied, Channel, Drain, Message, Readiness, Refused

_ANSWER_SECONDS = 60.0

Command: TypeAlias = Callable[[int], Sequence[str]]
"""The command line of a worker whose end of the channel is that file descriptor."""


class Worker:
    """A process that was started. `ended` is its exit code once it is gone; `reasons` are those not to send it calls."""

    def __init__(self, process: Process, channel: Channel, number: int, on_end: Callable[[], None]) -> None:
        self.number = number
        self.reasons: tuple[str, ...] = ()
        self._process = process
        self._channel = channel
        self._answers: asyncio.Queue[Message | None] = asyncio.Queue()
        self.ended = asyncio.ensure_future(self._attend(on_end))

    async def ask(self, message: Message) -> tuple[str, ...]:
        """Tell it something and wait until it is done. The faults it answers with; one that does not answer is ended."""
        self._channel.send(message)
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await self._answers.get()
        except TimeoutError:
            self.kill()
            return (f"worker {self.number} did not answer within {_ANSWER_SECONDS:.0f} s and was ended",)
        match answer:
            case Applied():
                return ()
            case Refused(faults=faults):
                return faults
            case _:
                return (f"worker {self.number} ended before it could answer; the lines before this one may tell why",)

    def drain(self) -> None:
        """Have it finish what it has begun and end."""
        self._channel.send(Drain())

    def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()

    async def _attend(self, on_end: Callable[[], None]) -> int:
        while (message := await self._channel.receive()) is not None:
            if isinstance(message, Readiness):
                self.reasons = message.reasons
            else:
                self._answers.put_nowait(message)
        self._answers.put_nowait(None)
        code = await self._process.wait()
        self._channel.close()
        on_end()
        return code


async def spawn_worker(
    number: int, command: Command, sockets: Mapping[str, int], environ: Mapping[str, str], on_end: Callable[[], None]
) -> Worker:
    """A fresh process that waits for its `Start`. Raises OSError where the system has none to give."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await asyncio.create_subprocess_exec(
                *command(theirs.fileno()),
                pass_fds=(theirs.fileno(), *sockets.values()),
                env={**os.environ, **environ},
                stdin=DEVNULL,
                start_new_session=True,
            )
        return Worker(process, await Channel.over(ours), number, on_end)
    except BaseException:
        ours.close()  # which tells the process, where there is one, that nobody wants it
        raise


def own_command(channel: int) -> list[str]:
    """The command line of a worker of this gateway."""
    # As this process was started: what it may import and what it does about warnings must not differ.
    safe_path = [] if str(Path.cwd()) in sys.path or "" in sys.path else ["-P"]
    warnings = [f"-W{option}" for option in sys.warnoptions]
    return [sys.executable, *safe_path, *warnings, "-m", "gateway", "serve", "--worker", str(channel)]
