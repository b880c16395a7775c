"""While a fault lasts every caller gets a whole error of its own dialect, in time, and the same gateway serves as before after it."""

from __future__ import annotations

from tests.faults.expectations import BROKEN, IN_ALL_ROWS, Row, misjudged, try_all, unwell, unwell_after
from tests.faults.fault_running import fault_stand
from tests.faults.link import Fault, Moment


@IN_ALL_ROWS
async def test_a_fault_that_lasts(rows: tuple[Row, ...]) -> None:
    async def try_one(row: Row) -> list[str]:
        async with fault_stand() as stand:
            await stand.proxy.come_up()
            stand.proxy.keeps_connections = row.fault.moment is not Moment.ACCEPTED
            stand.proxy.spoil_each(row.fault)
            cells = await stand.ask_all()
            found = misjudged(stand, cells, row, row.always)
            if stand.proxy.spoilt.total() < len(cells):
                found.append("it did not strike everything")
            return [*found, *await unwell_after(stand)]

    assert await try_all(rows, try_one) == []


async def test_a_backend_that_refuses_connections() -> None:
    async with fault_stand() as stand:
        cells = await stand.ask_all()
        row = Row(Fault("refused", Moment.ACCEPTED, lambda _link: stand.proxy.go_down()), BROKEN, BROKEN, done=False)
        assert misjudged(stand, cells, row, row.always) == []
        assert [cell.name for cell in cells if cell.told and "not carried out" not in cell.told.error] == []
        await stand.proxy.come_up()
        assert await unwell_after(stand) == []


async def test_a_backend_that_went_away_with_its_connections() -> None:
    async with fault_stand() as stand:
        await stand.proxy.come_up()
        assert await unwell(stand) == []
        await stand.proxy.go_down()
        cells = await stand.ask_all()
        assert {cell.told.status if cell.told else 0 for cell in cells} == {502, 500}
        assert not any(stand.made_by(cell.wish) for cell in cells)
        await stand.proxy.come_up()
        assert await unwell_after(stand) == []
