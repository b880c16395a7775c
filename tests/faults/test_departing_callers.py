"""Callers that leave in the middle: a question is given up with them, a create is seen through, once, and the log tells its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.faults.callers import CALLERS, Caller
from tests.faults.fault_running import LIMIT, WHO, Stand, fault_stand
from tests.faults.link import Fault, Link, Moment
from tests.faults.wishes import Operation, Wish

IN_ALL_DIALECTS = pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.dialect)
READS = pytest.mark.parametrize("operation", [Operation.LIST, Operation.FETCH])
CREATES = pytest.mark.parametrize("operation", [Operation.CALL, Operation.MESSAGE])
LEFT = ", whose caller left, "


@dataclass
class Gate:
    """Holds an exchange where it is until it is let go on, or until the gateway has closed the connection."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for_close(self, link: Link) -> None:
        self.reached.set()
        await link.until_closed()
        self.closed.set()
        link.close()

    async def wait_to_answer(self, link: Link) -> None:
        self.reached.set()
        await self.go_on.wait()
        await link.send(link.answer)

    async def wait_to_reset(self, link: Link) -> None:
        self.reached.set()
        await self.go_on.wait()
        link.reset()


class Ear(logging.Handler):
    """Keeps what the log says of callers that left."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.heard = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if LEFT in record.getMessage():
            self.lines.append(record.getMessage())
            self.heard.set()


@contextmanager
def listening_to_the_log() -> Iterator[Ear]:
    log, ear = logging.getLogger("gateway.commitment"), Ear()
    log.addHandler(ear)
    try:
        yield ear
    finally:
        log.removeHandler(ear)


async def leave(stand: Stand, caller: Caller, wish: Wish, gate: Gate) -> None:
    """Ask, and hang up while the backend is at it."""
    async with stand.connected() as client:
        await client.send(caller.request(wish, WHO))
        await gate.reached.wait()


@READS
@IN_ALL_DIALECTS
async def test_a_question_is_given_up_with_its_caller(caller: Caller, operation: Operation) -> None:
    gate = Gate()
    async with asyncio.timeout(LIMIT), fault_stand() as stand:
        await stand.proxy.come_up()
        stand.proxy.spoil_each(Fault("waits for the close", Moment.ASKED, gate.wait_for_close))
        wish = stand.wish(operation)
        await leave(stand, caller, wish, gate)
        await gate.closed.wait()
        assert stand.sent(wish) == 1  # it was not asked anew
        stand.proxy.heal()
        assert stand.right(await stand.ask(caller, operation))


@CREATES
@IN_ALL_DIALECTS
async def test_a_create_is_seen_through_without_its_caller(caller: Caller, operation: Operation) -> None:
    gate = Gate()
    async with asyncio.timeout(LIMIT), fault_stand() as stand:
        with listening_to_the_log() as ear:
            await stand.proxy.come_up()
            stand.proxy.spoil_each(Fault("waits to answer", Moment.ANSWERED, gate.wait_to_answer))
            wish = stand.wish(operation)
            await leave(stand, caller, wish, gate)
            gate.go_on.set()
            await ear.heard.wait()
        assert [line.partition(LEFT)[2].partition(";")[0] for line in ear.lines] == ["ended with status 201"]
        assert (stand.sent(wish), len(stand.made_by(wish))) == (1, 1)
        assert wish.marker not in ear.lines[0]
        stand.proxy.heal()
        assert stand.right(await stand.ask(caller, operation))


@CREATES
@IN_ALL_DIALECTS
async def test_a_create_that_fails_without_its_caller_is_told_too(caller: Caller, operation: Operation) -> None:
    gate = Gate()
    async with asyncio.timeout(LIMIT), fault_stand() as stand:
        with listening_to_the_log() as ear:
            await stand.proxy.come_up()
            stand.proxy.spoil_each(Fault("waits to reset", Moment.ANSWERED, gate.wait_to_reset))
            wish = stand.wish(operation)
            await leave(stand, caller, wish, gate)
            gate.go_on.set()
            await ear.heard.wait()
        assert [line.partition(LEFT)[2][:6] for line in ear.lines] == ["failed"]
        assert "may be unknown" in ear.lines[0]
        assert (stand.sent(wish), len(stand.made_by(wish))) == (1, 1)
