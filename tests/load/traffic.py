"""Callers of all four dialects who keep a gateway busy at a bounded rate, and write down what each was told.

A connection that is refused, reset or closed under a request counts as wrong, but for those of a worker that was killed on
purpose: their ports are in `cut`.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.faults.callers import CALLERS, Caller
from tests.faults.line import Line
from tests.faults.wishes import NotSpoken, Operation, Wish
from tests.load.judging import Errand, judge
from tests.load.ledger import Entry, Ledger, Outcome
from tests.load.soak_config import Tenant

LIMIT = 10.0
"""Seconds within which every answer must be there."""
_MIX = {Operation.LIST: 10, Operation.FETCH: 30, Operation.CALL: 25, Operation.MESSAGE: 35}
_LEAVES, _DAWDLES, _PRIES, _HANGS_UP = 0.03, 0.01, 0.1, 0.1
"""How often a caller leaves unanswered, sends its request slowly, fetches somebody else's call, closes after an answer."""
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Seat:
    """One caller's place: the dialect it speaks, whose account it uses, its connection."""

    caller: Caller
    tenant: Tenant
    line: Line


@dataclass
class Traffic:
    """What goes to the gateway on `port`. `recordings` are those of each tenant, `now` is the clock of the ledger."""

    port: int
    tenants: tuple[Tenant, ...]
    recordings: Mapping[str, frozenset[str]]
    now: Callable[[], float]
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    cut: set[int] = field(default_factory=set)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _calls: dict[str, deque[str]] = field(default_factory=dict)

    async def flow(self, *, rate: float, seats: int) -> None:
        """Until `ended`: so many requests a second at most, by so many callers of each dialect."""
        self._calls = {tenant.name: deque(maxlen=_REMEMBERED) for tenant in self.tenants}
        tickets: asyncio.Queue[None] = asyncio.Queue(1)
        places = [
            Seat(caller, self.tenants[at % len(self.tenants)], Line(self.port)) for at in range(seats) for caller in CALLERS
        ]
        async with asyncio.TaskGroup() as group:
            sitting = [group.create_task(self._sit(seat, tickets)) for seat in places]
            await self._pace(tickets, rate)
            waiting = set(sitting)
            while waiting:  # each takes one more turn, sees that it is over, and goes
                if tickets.empty():
                    tickets.put_nowait(None)
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    async def _pace(self, tickets: asyncio.Queue[None], rate: float) -> None:
        """Hands out turns; where all callers are busy, a turn is lost, so that no more is asked than at that rate."""
        while not self.ended.is_set():
            await asyncio.sleep(1 / rate)
            if tickets.empty():
                tickets.put_nowait(None)

    async def _sit(self, seat: Seat, tickets: asyncio.Queue[None]) -> None:
        while True:
            await tickets.get()
            if self.ended.is_set():
                break
            await self._run(seat, self._errand(seat))
        seat.line.close()

    def _errand(self, seat: Seat) -> Errand:
        (operation,) = self.chance.choices(list(_MIX), list(_MIX.values()))
        marker = f"m{next(self._numbers)}"
        foreign = operation is Operation.FETCH and self.chance.random() < _PRIES
        whose = next(one for one in self.tenants if (one is seat.tenant) is not foreign)
        calls = self._calls[whose.name]
        if operation is Operation.FETCH and not calls:
            operation, foreign = Operation.LIST, False
        sid = f"CA{self.chance.choice(calls)}" if operation is Operation.FETCH else ""
        wish = Wish(operation, marker, sid)
        return Errand(wish, seat.caller.dialect, seat.tenant.id, self.recordings[seat.tenant.name], foreign)

    async def _run(self, seat: Seat, errand: Errand) -> None:
        began, made = self.now(), ""
        try:
            async with asyncio.timeout(LIMIT):
                outcome, detail, made = await self._ask(seat, errand)
        except NotSpoken as error:
            outcome, detail = Outcome.WRONG, f"not of the dialect: {error}"
        except TimeoutError:
            outcome, detail = Outcome.WRONG, f"no answer within {LIMIT:.0f} seconds"
        except (OSError, asyncio.IncompleteReadError) as error:
            outcome = Outcome.CUT if seat.line.port in self.cut else Outcome.WRONG
            detail = f"{type(error).__name__} in request {seat.line.requests} of a connection"
        if outcome is not Outcome.RIGHT or self.chance.random() < _HANGS_UP:
            seat.line.close()
        if made and errand.wish.operation is Operation.CALL:
            self._calls[seat.tenant.name].append(made)
        wish, account = errand.wish, seat.tenant.behind.sid
        self.ledger.entries.append(
            Entry(errand.dialect, wish.operation, account, wish.marker, began, self.now(), outcome, made, detail)
        )

    async def _ask(self, seat: Seat, errand: Errand) -> tuple[Outcome, str, str]:
        """The outcome, what is said of it, and the id of what was made."""
        wish, turn = errand.wish, self.chance.random()
        request = seat.caller.request(wish, seat.tenant.login)
        if turn < _LEAVES:
            await seat.line.send(request[: self.chance.randint(1, len(request))] if turn < _LEAVES / 3 else request)
            return Outcome.LEFT, "", ""
        answer = await seat.line.ask(request, slowly=turn < _LEAVES + _DAWDLES)
        told = seat.caller.read(answer.status, answer.get("Content-Type") or "", answer.body)
        outcome, detail = judge(errand, told)
        return outcome, detail, told.ids[0] if outcome is Outcome.RIGHT and wish.operation.creates else ""
