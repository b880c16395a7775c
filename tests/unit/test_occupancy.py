"""Which connection has a place, which one is asked to go for it, and how many bytes of bodies there is room for."""

from __future__ import annotations

import pytest

from gateway.model import ProblemKind, ProblemRaised
from gateway.server.body_budget import BodyBudget
from gateway.server.occupancy import Occupancy

PATIENCE = 10.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Guest:
    """A connection that only remembers whether it was asked to go."""

    def __init__(self) -> None:
        self.gone = False

    def give_way(self) -> None:
        self.gone = True


def enter_all(occupancy: Occupancy, count: int, limit: int) -> None:
    for _ in range(count):
        assert occupancy.enter(limit)


@pytest.mark.parametrize(("limit", "most"), [(1, 2), (8, 9), (80, 90), (10_000, 11_250)])
def test_an_eighth_more_than_the_limit_is_let_in_and_no_more(limit: int, most: int) -> None:
    occupancy = Occupancy(Clock())
    enter_all(occupancy, most, limit)
    assert not occupancy.enter(limit)
    assert occupancy.count == most
    occupancy.leave()
    assert occupancy.enter(limit)


def test_within_the_limit_nobody_has_to_go() -> None:
    occupancy, guest = Occupancy(Clock()), Guest()
    occupancy.enter(2)
    occupancy.rest(guest, silent=False)
    occupancy.enter(2)
    assert occupancy.seat(2, PATIENCE)
    assert not guest.gone


def test_beyond_it_the_one_goes_that_idles_longest() -> None:
    clock = Clock()
    occupancy = Occupancy(clock)
    first, second, third = Guest(), Guest(), Guest()
    for guest in (first, second, third):
        occupancy.enter(3)
        occupancy.rest(guest, silent=False)
        clock.now += 1
    occupancy.wake(first)
    occupancy.rest(first, silent=False)
    occupancy.enter(3)
    assert occupancy.seat(3, PATIENCE)
    assert [guest.gone for guest in (first, second, third)] == [False, True, False]


def test_each_new_one_needs_a_place_of_its_own_though_the_old_ones_are_still_on_their_way_out() -> None:
    occupancy, guests = Occupancy(Clock()), [Guest(), Guest()]
    for guest in guests:
        occupancy.enter(2)
        occupancy.rest(guest, silent=False)
    occupancy.enter(16)
    assert occupancy.seat(2, PATIENCE)
    occupancy.enter(16)
    assert occupancy.seat(2, PATIENCE)
    assert [guest.gone for guest in guests] == [True, True]
    occupancy.enter(16)
    assert not occupancy.seat(2, PATIENCE)


@pytest.mark.parametrize(("waited", "goes"), [(PATIENCE - 0.1, False), (PATIENCE, True)])
def test_one_that_never_asked_goes_after_a_while(waited: float, goes: bool) -> None:
    clock, guest = Clock(), Guest()
    occupancy = Occupancy(clock)
    occupancy.enter(1)
    occupancy.rest(guest, silent=True)
    clock.now += waited
    occupancy.enter(1)
    assert occupancy.seat(1, PATIENCE) is goes
    assert guest.gone is goes


def test_one_that_was_answered_goes_before_one_that_never_asked() -> None:
    clock, silent, answered = Clock(), Guest(), Guest()
    occupancy = Occupancy(clock)
    for guest, is_silent in ((silent, True), (answered, False)):
        occupancy.enter(2)
        occupancy.rest(guest, silent=is_silent)
        clock.now += 2 * PATIENCE
    occupancy.enter(2)
    assert occupancy.seat(2, PATIENCE)
    assert (silent.gone, answered.gone) == (False, True)


def test_one_at_work_is_never_asked_to_go() -> None:
    occupancy, guest = Occupancy(Clock()), Guest()
    occupancy.enter(1)
    occupancy.rest(guest, silent=False)
    occupancy.wake(guest)
    occupancy.enter(1)
    assert not occupancy.seat(1, PATIENCE)
    assert not guest.gone


def test_bodies_share_what_there_is_and_give_it_back() -> None:
    budget = BodyBudget()
    with budget.reserve(10, "192.0.2.1") as first:
        first.grow(6)
        with budget.reserve(10, "192.0.2.2") as second:
            second.grow(4)
            with pytest.raises(ProblemRaised) as raised:
                second.grow(1)
            assert (raised.value.problem.kind, raised.value.problem.status) == (ProblemKind.OVERLOADED, 503)
            assert raised.value.problem.retry_after
        assert budget.held == 6
        first.grow(4)
    assert budget.held == 0


def test_a_refused_one_gives_back_what_it_had() -> None:
    budget = BodyBudget()

    def overspend() -> None:
        with budget.reserve(10, "192.0.2.1") as part:
            part.grow(3)
            part.grow(8)

    with pytest.raises(ProblemRaised):
        overspend()
    assert budget.held == 0


@pytest.mark.parametrize("same", ["192.0.2.1", "::ffff:192.0.2.1"])
def test_one_address_holds_no_more_than_a_quarter(same: str) -> None:
    budget = BodyBudget()
    with budget.reserve(100, "192.0.2.1") as first, budget.reserve(100, same) as second:
        first.grow(15)
        second.grow(10)
        with pytest.raises(ProblemRaised) as raised:
            second.grow(1)
        assert (raised.value.problem.status, raised.value.problem.retry_after) == (503, 2)
        with pytest.raises(ProblemRaised):
            first.grow(1)
        with budget.reserve(100, "192.0.2.2") as other:
            other.grow(25)
    with budget.reserve(100, "192.0.2.1") as later:
        later.grow(25)
    assert (budget.held, budget.held_by) == (0, {})


def test_a_single_body_may_be_larger_than_that() -> None:
    budget = BodyBudget()
    with budget.reserve(100, "192.0.2.1") as large:
        large.grow(20)
        large.grow(60)
        with budget.reserve(100, "192.0.2.1") as small, pytest.raises(ProblemRaised):
            small.grow(1)
        large.grow(20)


def test_the_addresses_of_one_customer_are_one() -> None:
    budget = BodyBudget()
    with budget.reserve(100, "2001:db8::1") as first, budget.reserve(100, "2001:db8::2") as second:
        first.grow(20)
        with pytest.raises(ProblemRaised):
            second.grow(6)
        with budget.reserve(100, "2001:db8:0:1::1") as other:
            other.grow(6)
