"""Keeps aiohttp from timing a connection on which nothing is awaited.

Its client arms the read timeout anew when a reader that had to be slowed down goes on, also where the whole answer is there
already. The connection then lies in the pool with a clock running, fails as if a backend were silent, and takes the next
request with it. Seen with aiohttp 3.14.5 and answers of 128 to 256 KiB that arrive in one piece.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable
from functools import partial

from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler


class _Answers(ResponseHandler):
    """The client's protocol, which stops its clock with the last byte of an answer."""

    def resume_reading(self, resume_parser: bool = True) -> None:
        super().resume_reading(resume_parser)
        if self._payload is not None and self._payload.is_eof():
            self._drop_timeout()


def keep_idle_untimed(connector: TCPConnector, loop: AbstractEventLoop) -> TCPConnector:
    """The connector, whose connections from now on are not timed while they lie in the pool."""
    protocol: Callable[..., ResponseHandler] = _Answers
    connector._factory = partial(protocol, loop=loop)  # noqa: SLF001 -- there is no public way to give it a protocol
    return connector
