"""The way to the shared store: what is asked while an exchange is under way goes together with the next one.

So a rush of calls costs a few exchanges, not one each, and what was asked first is carried out first. After an exchange in vain
nothing is tried for a while: a store that is dead or hangs costs one call the time limit once in a while, and the others
nothing. The log tells when the store was lost and when it came back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.pause import Pause, Turn
from gateway.policy.admission.redis_exchange import Answer, Exchange, Timing, Unanswered
from gateway.policy.admission.redis_scripts import Command

_log = logging.getLogger(__name__)
_TOGETHER = 128
"""Questions in one exchange at most."""


class Lost(Exception):
    """The store did not answer in time. What it was asked to do it may have done."""


class Unasked(Lost):
    """It was not even asked."""


class _Question(Struct, frozen=True):
    commands: Sequence[Command]
    turn: Turn
    answers: asyncio.Future[list[Answer] | None]
    """None where there are none."""


class RedisLink:
    """Belongs to one event loop. Raises ValueError for what is no URL of a Redis."""

    def __init__(
        self,
        url: str,
        password: Callable[[], str] | None = None,
        *,
        events: Events = SILENT,
        timing: Timing | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        timing = timing or Timing()
        self._exchange = Exchange(url, password, timing)
        self._pause = Pause(timing.pause)
        self._events = events
        self._clock = clock
        self._questions: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None
        self._closed = False

    async def ask(self, *commands: Command) -> list[Answer]:
        """The answers, in order. Raises Lost. Whoever leaves meanwhile takes nothing back."""
        question = self._put(commands)
        if question is None:
            raise Unasked
        answers = await question.answers
        if answers is None:
            raise Lost
        return answers

    def tell(self, *commands: Command, unheard: Callable[[], None]) -> None:
        """Says something that nobody waits to hear the answer to. `unheard` is called where the store may not have heard it."""
        question = self._put(commands)
        if question is None:
            unheard()
        else:
            question.answers.add_done_callback(lambda answered: unheard() if answered.result() is None else None)

    async def close(self) -> None:
        """Waits for what was asked and told, and closes the connection. Nothing is asked any more."""
        self._closed = True
        if self._asking is not None:
            await asyncio.wait((self._asking,))
        await self._exchange.close()

    def _put(self, commands: Sequence[Command]) -> _Question | None:
        turn = Turn.IN_VAIN if self._closed else self._pause.begin(self._clock())
        if turn is Turn.IN_VAIN:
            return None
        question = _Question(commands, turn, asyncio.get_running_loop().create_future())
        self._questions.append(question)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return question

    async def _ask_all(self) -> None:
        together: list[_Question] = []
        try:
            while self._questions:
                together, self._questions = self._questions[:_TOGETHER], self._questions[_TOGETHER:]
                await self._ask_together(together)
        finally:
            self._asking = None
            self._give_up(together)

    async def _ask_together(self, questions: Sequence[_Question]) -> None:
        try:
            answers = await self._exchange.run([command for question in questions for command in question.commands])
        except Unanswered as unanswered:
            if self._pause.fail(_turn(questions), self._clock()):
                _log.error("the shared store of the limits is lost (%s)", unanswered.kind)
                self._events.store_failed()
            self._give_up(questions)
            return
        _answer(questions, answers)
        if self._pause.succeed(_turn(questions)):
            _log.warning("the shared store of the limits is back")
            self._events.store_recovered()

    def _give_up(self, questions: Sequence[_Question]) -> None:
        """No answers for these questions, nor for those that wait behind them."""
        waiting, self._questions = self._questions, []
        _answer((*questions, *waiting), [])


def _turn(questions: Sequence[_Question]) -> Turn:
    """What asking them together is."""
    return Turn.TRIAL if any(question.turn is Turn.TRIAL for question in questions) else Turn.REGULAR


def _answer(questions: Sequence[_Question], answers: list[Answer]) -> None:
    """Gives each question its part of the answers; without any, none."""
    at = 0
    for question in questions:
        own = answers[at : at + len(question.commands)] if answers else None
        at += len(question.commands)
        if not question.answers.done():  # else whoever asked has left
            question.answers.set_result(own)
