"""What each fault is to be answered with, said by hand, and how what came is held against it.

A row says what a fault is answered with when it strikes every exchange, and what becomes of a read when it strikes the first one
alone: a read may be repeated, a create that was sent may not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

import pytest

from tests.faults import vocabulary as said
from tests.faults.callers import ENVELOPE
from tests.faults.fault_running import Cell, Stand
from tests.faults.link import Fault


class Outcome(Enum):
    """What a caller is told: the status in the dialects that go by HTTP, and in the envelope, which has its own."""

    RIGHT = (200, 200)
    BROKEN = (502, 500)
    SLOW = (504, 504)
    FAILED = (503, 500)

    def status_for(self, cell: Cell) -> int:
        return self.value[cell.caller.dialect == ENVELOPE]


RIGHT, BROKEN, SLOW, FAILED = Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """`always` is the outcome of everything while the fault lasts, and of a create that it struck once. `read_once` is that of
    a read it struck once. `done` tells whether creates are carried out all the same."""

    fault: Fault
    always: Outcome
    read_once: Outcome
    done: bool


ROWS = (
    Row(said.RESET_AT_ONCE, BROKEN, RIGHT, done=False),
    Row(said.CLOSED_AT_ONCE, BROKEN, RIGHT, done=False),
    Row(said.TLS_AT_ONCE, BROKEN, RIGHT, done=False),
    Row(said.RESET_AFTER_REQUEST, BROKEN, RIGHT, done=False),
    Row(said.CLOSED_AFTER_REQUEST, BROKEN, RIGHT, done=False),
    Row(said.STALL_UNASKED, SLOW, RIGHT, done=False),
    Row(said.TLS_ALERT, BROKEN, RIGHT, done=False),
    Row(said.GARBAGE_STATUS_LINE, BROKEN, RIGHT, done=False),
    Row(said.ERROR_PAGE, FAILED, FAILED, done=False),
    Row(said.EMPTY_ANSWER, BROKEN, BROKEN, done=True),
    Row(said.LOST_ANSWER, BROKEN, RIGHT, done=True),
    Row(said.NO_ANSWER, BROKEN, RIGHT, done=True),
    Row(said.STALL_BEFORE_HEAD, SLOW, RIGHT, done=True),
    Row(said.STALL_IN_HEAD, SLOW, RIGHT, done=True),
    Row(said.STALL_AFTER_HEAD, SLOW, RIGHT, done=True),
    Row(said.STALL_IN_BODY, SLOW, RIGHT, done=True),
    Row(said.TRICKLE, RIGHT, RIGHT, done=True),
    Row(said.ENDLESS_TRICKLE, SLOW, SLOW, done=True),
    Row(said.TRUNCATED_HEAD, BROKEN, RIGHT, done=True),
    Row(said.TRUNCATED_BODY, BROKEN, RIGHT, done=True),
    Row(said.RESET_IN_BODY, BROKEN, RIGHT, done=True),
    Row(said.TRUNCATED_CHUNKS, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_VERSION, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_STATUS, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_FIELD, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_LENGTH, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_CHUNK_SIZE, BROKEN, RIGHT, done=True),
    Row(said.CORRUPT_BODY, BROKEN, BROKEN, done=True),
    Row(said.ENDLESS_HEAD, BROKEN, RIGHT, done=True),
    Row(said.ENDLESS_FIELD, BROKEN, RIGHT, done=True),
    Row(said.ENDLESS_BODY, BROKEN, BROKEN, done=True),
    Row(said.ENDLESS_INTERIM, SLOW, SLOW, done=True),
    Row(said.SHORT_LENGTH, BROKEN, RIGHT, done=True),
    Row(said.LONG_LENGTH, SLOW, RIGHT, done=True),
    Row(said.LONG_LENGTH_CLOSED, BROKEN, RIGHT, done=True),
    Row(said.CHUNKS, RIGHT, RIGHT, done=True),
    Row(said.INTERIM, RIGHT, RIGHT, done=True),
    Row(said.EXTRA_BYTES, RIGHT, RIGHT, done=True),
    Row(said.ANSWER_THEN_CLOSE, RIGHT, RIGHT, done=True),
    Row(said.ANSWER_THEN_RESET, RIGHT, RIGHT, done=True),
)
_AT_ONCE = 3
"""How many of the faults that take time are tried side by side."""


def _groups() -> Iterator[tuple[Row, ...]]:
    slow = [row for row in ROWS if SLOW in (row.always, row.read_once)]
    yield from ((row,) for row in ROWS if row not in slow)
    yield from (tuple(slow[at : at + _AT_ONCE]) for at in range(0, len(slow), _AT_ONCE))


IN_ALL_ROWS = pytest.mark.parametrize("rows", tuple(_groups()), ids=lambda rows: " & ".join(row.fault.name for row in rows))


async def try_all(rows: Iterable[Row], try_one: Callable[[Row], Awaitable[list[str]]]) -> list[str]:
    """Each row on a stand of its own, side by side; all that was found, by the name of the fault."""
    tried = list(rows)
    found = await asyncio.gather(*map(try_one, tried))
    return [f"{row.fault.name}: {line}" for row, lines in zip(tried, found, strict=True) for line in lines]


def misjudged(stand: Stand, cells: list[Cell], row: Row, reads: Outcome) -> list[str]:
    """What differs from the row, a line for each."""
    found = []
    for cell in cells:
        creates = cell.wish.operation.creates
        expected = row.always if creates else reads
        if cell.told is not None and expected is RIGHT and not stand.right(cell):
            found.append(f"{cell.name}: expected the right answer, not {cell.told}")
        if cell.told is not None and expected is not RIGHT and cell.told.status != expected.status_for(cell):
            found.append(f"{cell.name}: expected {expected.status_for(cell)}, not {cell.told}")
        if creates and len(stand.made_by(cell.wish)) != row.done:
            found.append(f"{cell.name}: carried out {len(stand.made_by(cell.wish))} times")
    return found


async def unwell(stand: Stand) -> list[str]:
    """Which dialect's which operation does not work now."""
    return [f"{cell.name}: {cell.told or cell.complaint}" for cell in await stand.ask_in_turn() if not stand.right(cell)]


async def unwell_after(stand: Stand) -> list[str]:
    """What does not work when the fault is gone, and what no fault excuses over all that was asked."""
    stand.proxy.heal()
    return [*await unwell(stand), *stand.complaints()]
