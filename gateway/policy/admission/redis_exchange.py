"""One connection to a Redis: commands go out together and their answers come back together, within a time limit.

What redis-py raises ends here. Of an error only the kind is told: its text may hold what was sent, or where to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

from gateway.policy.admission.redis_scripts import SCRIPTS, Command

Answer: TypeAlias = tuple[int, ...]
"""Everything the store is asked is answered by numbers; 0 is nothing."""
_Raw: TypeAlias = int | bytes | list[int] | Exception | None

_RESP_2 = 2
"""The protocol every Redis and every proxy before one knows."""


class Timing(Struct, frozen=True):
    """Seconds: for one exchange, for a connection before it, and without any attempt after one that failed."""

    operation: float = 0.1
    connect: float = 0.25
    pause: float = 1.0


class Unanswered(Exception):
    """What was asked may have been done or not. `kind` is a word for the log."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Exchange:
    """Connects when it is first used. Raises ValueError for what is no URL of a Redis."""

    def __init__(self, url: str, password: Callable[[], str] | None, timing: Timing) -> None:
        self._limit = timing.connect + timing.operation
        pool = ConnectionPool.from_url(
            url,
            password=password() if password else None,
            socket_timeout=timing.operation,
            socket_connect_timeout=timing.connect,
            retry=Retry(NoBackoff(), 0),  # redis-py itself would try ten times, for seconds
            protocol=_RESP_2,
        )
        self._redis: Redis = Redis.from_pool(pool)

    async def run(self, commands: Sequence[Command]) -> list[Answer]:
        """The answers, in order. Raises Unanswered where there are none, or one of them is an error."""
        try:
            async with asyncio.timeout(self._limit):
                answers = await self._send(commands)
                unknown = [index for index, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
                if unknown:
                    # A Redis that was started anew. A script it does not know it did not run.
                    await self._send([("SCRIPT", "LOAD", text) for text in SCRIPTS])
                    known = await self._send([commands[index] for index in unknown])
                    for index, answer in zip(unknown, known, strict=True):
                        answers[index] = answer
            return [_numbers(answer) for answer in answers]
        except (RedisError, OSError, ValueError) as error:  # TimeoutError is an OSError
            kind = _kind(error)
        raise Unanswered(kind)  # outside of the handler: nothing of redis-py's error comes along

    async def close(self) -> None:
        await self._redis.aclose()

    async def _send(self, commands: Sequence[Command]) -> list[_Raw]:
        # No transaction: each command has keys of its own, which may be on several nodes.
        async with self._redis.pipeline(transaction=False) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            answers: list[_Raw] = await pipeline.execute(raise_on_error=False)
            return answers


def _numbers(answer: _Raw) -> Answer:
    """An answer as redis-py gives it. Raises what it is where it is an error, ValueError where it is no number."""
    if isinstance(answer, Exception):
        raise answer
    return tuple(answer) if isinstance(answer, list) else (int(answer or 0),)


def _kind(error: Exception) -> str:
    """The name of what redis-py wraps, such as a refused connection or a wrong password, or else of its own error."""
    within = error.__cause__ or error.__context__
    return type(within if isinstance(within, OSError | RedisError) else error).__name__
