"""A fault that strikes one exchange: a question is asked again and answered, a create that was sent is not sent again."""

from __future__ import annotations

from tests.faults.expectations import IN_ALL_ROWS, Row, misjudged, try_all, unwell_after
from tests.faults.fault_running import EVERYTHING, Cell, Stand, fault_stand
from tests.faults.link import Fault, Moment


@IN_ALL_ROWS
async def test_a_fault_that_strikes_once(rows: tuple[Row, ...]) -> None:
    async def try_one(row: Row) -> list[str]:
        async with fault_stand() as stand:
            await stand.proxy.come_up()
            striking = strike_each_connection if row.fault.moment is Moment.ACCEPTED else strike_each_request
            cells = await striking(stand, row.fault)
            return [*misjudged(stand, cells, row, row.read_once), *await unwell_after(stand)]

    assert await try_all(rows, try_one) == []


async def strike_each_connection(stand: Stand, fault: Fault) -> list[Cell]:
    """One request after the other: which of them a new connection is for is not known before it is read."""
    stand.proxy.keeps_connections = False
    cells = []
    for caller, operation in EVERYTHING:
        stand.proxy.spoilt.clear()
        stand.proxy.spoil_first(fault)
        cells.append(await stand.ask(caller, operation))
        assert stand.proxy.spoilt.total() == 1
    return cells


async def strike_each_request(stand: Stand, fault: Fault) -> list[Cell]:
    """All at once, over connections that were kept."""
    await stand.ask_all()
    stand.proxy.spoil_first(fault)
    cells = await stand.ask_all()
    assert stand.proxy.spoilt.total() == len(cells)
    return cells
