"""One of two endpoints is dead: callers do not notice once it is known, and hardly before."""

from __future__ import annotations

import pytest

from tests.faults import vocabulary as said
from tests.faults.fault_running import Stand, fault_stand
from tests.faults.link import Fault

TOUCHY = "{failures: 3, within: 60s, open: 60s}"
"""A breaker that opens soon and stays open as long as the test lasts."""
_ROUNDS = 4


async def ill(stand: Stand) -> list[str]:
    return [f"{cell.name}: {cell.told or cell.complaint}" for cell in await stand.ask_all() if not stand.right(cell)]


@pytest.mark.parametrize("dead", [0, 1])
async def test_an_endpoint_that_refuses_is_no_trouble_at_all(dead: int) -> None:
    """Not one byte of a refused request was sent: reads and creates alike go to the other endpoint."""
    async with fault_stand(endpoints=2, breaker=TOUCHY) as stand:
        await stand.proxies[1 - dead].come_up()
        assert await ill(stand) == []
        await stand.proxies[dead].come_up()  # the breaker does not know that yet, nor need it
        assert [await ill(stand) for _ in range(_ROUNDS)] == [[]] * _ROUNDS
        assert stand.proxies[dead].connections == 0
        assert stand.complaints() == []


@pytest.mark.parametrize("fault", [said.RESET_AT_ONCE, said.RESET_AFTER_REQUEST, said.NO_ANSWER], ids=lambda fault: fault.name)
async def test_an_endpoint_that_breaks_connections_is_left_alone(fault: Fault) -> None:
    """A create that it got is lost, since nobody can tell whether it was carried out; it gets but a few."""
    async with fault_stand(endpoints=2, breaker=TOUCHY) as stand:
        for proxy in stand.proxies:
            await proxy.come_up()
        stand.proxies[0].spoil_each(fault)
        before = await stand.ask_all()
        assert [cell.name for cell in before if not stand.right(cell) and not cell.wish.operation.creates] == []
        met = stand.proxies[0].connections
        assert met > 0
        assert [await ill(stand) for _ in range(_ROUNDS)] == [[]] * _ROUNDS
        assert stand.proxies[0].connections == met
        assert stand.complaints() == []


async def test_an_endpoint_that_cannot_do_its_work_is_left_alone() -> None:
    """Questions that it answers with a 503 are asked elsewhere; a create's 503 is its answer."""
    async with fault_stand(endpoints=2, breaker=TOUCHY) as stand:
        for proxy in stand.proxies:
            await proxy.come_up()
        stand.proxies[0].spoil_each(said.ERROR_PAGE)
        before = await stand.ask_all()
        assert [cell.name for cell in before if not stand.right(cell) and not cell.wish.operation.creates] == []
        assert [await ill(stand) for _ in range(_ROUNDS)] == [[]] * _ROUNDS
        assert stand.complaints() == []


async def test_an_endpoint_that_is_silent_is_left_alone() -> None:
    async with fault_stand(endpoints=2, breaker=TOUCHY) as stand:
        for proxy in stand.proxies:
            await proxy.come_up()
        stand.proxies[0].spoil_each(said.STALL_BEFORE_HEAD)
        before = await stand.ask_all()
        assert [cell.name for cell in before if not stand.right(cell) and not cell.wish.operation.creates] == []
        assert [await ill(stand) for _ in range(_ROUNDS)] == [[]] * _ROUNDS
        assert stand.complaints() == []


async def test_an_endpoint_that_is_well_again_gets_its_share() -> None:
    async with fault_stand(endpoints=2, breaker="{failures: 3, within: 60s, open: 1s}") as stand:
        await stand.proxies[1].come_up()
        assert await ill(stand) == []
        await stand.proxies[0].come_up()
        for _ in range(200):  # each round takes a while; the breaker asks again after a second
            assert await ill(stand) == []
            if stand.proxies[0].requests.total() > len(stand.cells) // 10:
                break
        assert stand.proxies[0].requests.total() > 0
        assert stand.complaints() == []


async def test_all_endpoints_dead_is_an_error_at_once() -> None:
    async with fault_stand(endpoints=2, breaker=TOUCHY) as stand:
        statuses = {cell.told.status if cell.told else 0 for cell in (*await stand.ask_all(), *await stand.ask_all())}
        assert statuses <= {500, 502, 503}
        known = await stand.ask_all()
        assert {cell.told.status if cell.told else 0 for cell in known} == {500, 503}
        assert [cell.name for cell in known if cell.told and "not carried out" not in cell.told.error] == []
        assert len(stand.sandbox.journal) == 0
