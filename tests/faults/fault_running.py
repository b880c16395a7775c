"""A gateway with callers of all four dialects, in front of faulty proxies, in front of one sandbox; and a ledger of what is asked.

Every answer is read strictly in its dialect and looked through for anything of the backend's. Every create is held against the
sandbox's journal: sent at most once, carried out at most once, and where it was answered with success, just that thing.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gateway.app import Running, known_dialects, start
from gateway.commands.demo import newest_call
from gateway.dialects.sids import uuid_of
from gateway.model import Credentials
from gateway.sandbox import MAIN, Sandbox, start_sandbox
from gateway.settings import parse_settings
from tests.faults.callers import CALLERS, Caller
from tests.faults.faulty_proxy import FaultyProxy, proxy_to
from tests.faults.line import Line
from tests.faults.vocabulary import SPY
from tests.faults.wishes import NotSpoken, Operation, Told, Wish, digits_of, marker_in
from tests.wire.listening import RawClient, RawResponse, connected

LIMIT = 10.0
"""Seconds within which every answer must be there; the settings' own limit is a good deal less."""
WHO = Credentials("AC" + "a" * 32, "secret-of-acme-callers")

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example"}}]
allow_inline_secrets: true
backends:
  behind:
    dialect: twilio-2010
    endpoints: {endpoints}
    timeouts: {{connect: 1500ms, first_byte: 1500ms, idle: 1500ms, total: 3s}}
    retries: {{attempts: 2, budget: 100}}
    breaker: {breaker}
    slow_return: 1s
accounts:
  - name: acme
    caller: {{id: {caller.id}, secret: {caller.secret}}}
    backend: {{id: {behind.sid}, secret: {behind.token}}}
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{when: {{path: /v1}}, caller: json-envelope, backend: behind, options: {{version_in_path: true}}}}
limits: {{backend_body: 64KiB}}
"""
PATIENT = "{failures: 1000, within: 10s, open: 1s}"
"""A breaker that stays closed: what is looked at is each exchange alone."""


EVERYTHING = tuple(itertools.product(CALLERS, Operation))


@dataclass(frozen=True, slots=True)
class Cell:
    """One wish of one caller and what became of it."""

    caller: Caller
    wish: Wish
    told: Told | None
    complaint: str = ""

    @property
    def name(self) -> str:
        return f"{self.caller.dialect} {self.wish.operation}"


@dataclass
class Stand:
    """What is running, and the cells that were asked. `call` is the sid of the call that is fetched."""

    running: Running
    sandbox: Sandbox
    proxies: tuple[FaultyProxy, ...]
    call: str
    cells: list[Cell] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def proxy(self) -> FaultyProxy:
        return self.proxies[0]

    def wish(self, operation: Operation) -> Wish:
        """A wish like no other."""
        return Wish(operation, f"m{next(self._numbers)}", self.call)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[RawClient]:
        async with connected(self.running.listeners[0]) as client:
            yield client

    async def ask(self, caller: Caller, operation: Operation) -> Cell:
        """One wish on a connection of its own."""
        wish, line = self.wish(operation), Line(self.running.ports[0])
        try:
            async with asyncio.timeout(LIMIT):
                response = await line.ask(caller.request(wish, WHO))
            cell = Cell(caller, wish, self._read(caller, response))
        except (NotSpoken, TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            cell = Cell(caller, wish, None, f"{type(error).__name__}: {error}")
        finally:
            line.close()
        self.cells.append(cell)
        return cell

    async def ask_all(self) -> list[Cell]:
        """Every operation of every dialect, all at once."""
        return list(await asyncio.gather(*(self.ask(caller, operation) for caller, operation in EVERYTHING)))

    async def ask_in_turn(self) -> list[Cell]:
        """Every operation of every dialect, one after the other."""
        return [await self.ask(caller, operation) for caller, operation in EVERYTHING]

    def _read(self, caller: Caller, response: RawResponse) -> Told:
        whole = (response.head + response.body).lower()
        hidden = [MAIN.sid, uuid_of(MAIN.sid, "AC"), MAIN.token, *(f"127.0.0.1:{proxy.port}" for proxy in self.proxies)]
        shown = [text for text in (*hidden, SPY.decode()) if text.lower().encode() in whole]
        if shown:
            raise NotSpoken(f"the answer holds {shown}")
        told = caller.read(response.status, response.get("Content-Type") or "", response.body)
        if told.accounts - {WHO.id}:
            raise NotSpoken(f"the answer is about the accounts {set(told.accounts)}")
        return told

    def right(self, cell: Cell) -> bool:
        """Whether a cell was told just what there is."""
        if cell.told is None or cell.told.error:
            return False
        match cell.wish.operation:
            case Operation.LIST:
                return len(cell.told.ids) == len(set(cell.told.ids)) == _RECORDINGS
            case Operation.FETCH:
                return cell.told.ids == (digits_of(cell.wish.sid),)
            case _:
                return cell.told.ids == tuple(self.made_by(cell.wish))

    def made_by(self, wish: Wish) -> list[str]:
        """The ids of what the sandbox has made for a wish."""
        return [
            digits_of(record.sid) for record in self.sandbox.journal if marker_in(record.folder, record.fields) == wish.marker
        ]

    def sent(self, wish: Wish) -> int:
        """How often a request of this wish came to a backend's door."""
        return sum(proxy.requests[wish.marker] for proxy in self.proxies)

    def complaints(self) -> list[str]:
        """What no fault excuses, over all that was asked; and whatever the journal holds that nobody wanted."""
        found = [f"{cell.name}: {cell.complaint}" for cell in self.cells if cell.complaint]
        for cell in self.cells:
            if cell.wish.operation.creates:
                found += [f"{cell.name}: {text}" for text in self._doubts(cell)]
        wanted = {digits for cell in self.cells for digits in self.made_by(cell.wish)}
        return found + [f"made for nobody: {one.sid}" for one in self.sandbox.journal if digits_of(one.sid) not in wanted]

    def _doubts(self, cell: Cell) -> Iterator[str]:
        made, sent = self.made_by(cell.wish), self.sent(cell.wish)
        if sent > 1:
            yield f"sent {sent} times"
        if len(made) > 1:
            yield f"carried out {len(made)} times"
        if cell.told is None:
            return
        if not cell.told.error and cell.told.ids != tuple(made):
            yield f"told {cell.told.ids}, made {made}"
        if made and "not carried out" in cell.told.error:
            yield f"carried out, and told {cell.told.error!r}"
        if not made and "did carry out" in cell.told.error:
            yield f"not carried out, and told {cell.told.error!r}"


@asynccontextmanager
async def fault_stand(*, endpoints: int = 1, breaker: str = PATIENT) -> AsyncIterator[Stand]:
    """A gateway whose one backend has so many endpoints, each a proxy, all in front of the same sandbox. The proxies are down."""
    async with AsyncExitStack() as stack:
        sandbox = Sandbox(clock=lambda: datetime.now(UTC))
        behind = await start_sandbox(sandbox, "127.0.0.1", 0)
        stack.push_async_callback(behind.stop)
        proxies = tuple([await stack.enter_async_context(proxy_to(behind.url)) for _ in range(endpoints)])
        urls = [f"http://127.0.0.1:{proxy.port}" for proxy in proxies]
        text = _CONFIG.format(endpoints=urls, caller=WHO, behind=MAIN, breaker=breaker)
        running = await start(parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        stack.push_async_callback(running.close)
        yield Stand(running, sandbox, proxies, newest_call(sandbox))


_RECORDINGS = 32
"""How many a fresh sandbox has."""
