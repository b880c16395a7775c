"""Failed logins in this process; the same of processes that share is in test_shared_logins.py."""

from __future__ import annotations

import pytest

from gateway.model import Problem, ProblemKind, ProblemRaised
from gateway.policy.admission.logins import LoginGuard
from gateway.policy.admission.logins_here import REMEMBERED, LoginLimits
from gateway.policy.admission.refusals import Reason
from gateway.policy.admission.store import MemoryStore
from tests.unit.admission.clocks import Clock, Told

OWNER, GUESSER, ELSEWHERE = "192.0.2.1", "198.51.100.2", "203.0.113.3"
LIMITS = LoginLimits(attempts=3, within=60)


def guard_with(clock: Clock, told: Told | None = None) -> LoginGuard:
    return LoginGuard(MemoryStore(clock), LIMITS, told or Told())


async def fail(guard: LoginGuard, client: str, login: str, times: int = 1) -> None:
    for _ in range(times):
        await guard.check(client, login)
        await guard.note(client, login, succeeded=False)


async def succeed(guard: LoginGuard, client: str, login: str) -> None:
    await guard.check(client, login)
    await guard.note(client, login, succeeded=True)


async def refused(guard: LoginGuard, client: str, login: str) -> Problem:
    with pytest.raises(ProblemRaised) as raised:
        await guard.check(client, login)
    return raised.value.problem


async def test_an_address_that_failed_too_often_has_to_wait_whatever_id_it_claims() -> None:
    clock, told = Clock(), Told()
    guard = guard_with(clock, told)
    for login in ("AC1", "AC2", "AC3"):
        await fail(guard, GUESSER, login)
    clock.now += 15
    problem = await refused(guard, GUESSER, "AC4")
    assert (problem.kind, problem.status, problem.retry_after) == (ProblemKind.THROTTLED, 429, 45)
    assert told.what == [Reason.LOGINS]
    await guard.check(ELSEWHERE, "AC4")
    clock.now += 45
    await fail(guard, GUESSER, "AC4", times=3)  # counted anew


async def test_an_id_guessed_at_from_many_addresses_has_to_wait() -> None:
    guard = guard_with(Clock())
    for number in range(3):
        await fail(guard, f"198.51.100.{number}", "AC1")
    await refused(guard, "198.51.100.200", "AC1")
    await guard.check("198.51.100.200", "AC2")


async def test_the_refusal_is_the_same_for_an_address_and_an_id() -> None:
    guard = guard_with(Clock())
    await fail(guard, GUESSER, "AC1", times=3)
    assert await refused(guard, GUESSER, "AC2") == await refused(guard, ELSEWHERE, "AC1")


async def test_an_ipv6_address_is_counted_with_its_neighbours() -> None:
    guard = guard_with(Clock())
    for number in range(3):
        await fail(guard, f"2001:db8:0:1::{number}", f"AC{number}")
    await refused(guard, "2001:db8:0:1:ffff::1", "AC9")
    await guard.check("2001:db8:0:2::1", "AC9")


async def test_guessing_does_not_lock_the_owner_out_where_it_logged_in_before() -> None:
    guard = guard_with(Clock())
    await succeed(guard, OWNER, "AC1")
    await fail(guard, GUESSER, "AC1", times=3)
    await refused(guard, GUESSER, "AC1")
    await refused(guard, ELSEWHERE, "AC1")
    await succeed(guard, OWNER, "AC1")


async def test_failures_of_others_at_its_address_do_not_lock_the_owner_out_either() -> None:
    guard = guard_with(Clock())
    await succeed(guard, OWNER, "AC1")
    for login in ("AC7", "AC8", "AC9"):
        await fail(guard, OWNER, login)
    await refused(guard, OWNER, "AC2")
    await succeed(guard, OWNER, "AC1")


async def test_an_id_that_is_known_at_an_address_may_be_guessed_at_there_no_more_often() -> None:
    guard = guard_with(Clock())
    await succeed(guard, OWNER, "AC1")
    await fail(guard, OWNER, "AC1", times=3)
    await refused(guard, OWNER, "AC1")


async def test_a_success_takes_back_no_failure() -> None:
    """Or a guesser with an account of its own would never have to wait."""
    guard = guard_with(Clock())
    await succeed(guard, GUESSER, "OWN")
    for _ in range(3):
        await fail(guard, GUESSER, "AC1")
        await succeed(guard, GUESSER, "OWN")
    await refused(guard, GUESSER, "AC1")
    await refused(guard, GUESSER, "AC2")


async def test_a_success_is_remembered_for_a_day_from_the_last_one_on() -> None:
    clock = Clock()
    guard = guard_with(clock)
    await succeed(guard, OWNER, "AC1")
    clock.now += REMEMBERED / 2
    await succeed(guard, OWNER, "AC1")
    clock.now += REMEMBERED * 0.9
    await fail(guard, GUESSER, "AC1", times=3)
    await guard.check(OWNER, "AC1")
    clock.now += REMEMBERED
    await fail(guard, GUESSER, "AC1", times=3)
    await refused(guard, OWNER, "AC1")


async def test_failing_alone_makes_nobody_known() -> None:
    guard = guard_with(Clock())
    await fail(guard, OWNER, "AC1", times=2)
    await fail(guard, GUESSER, "AC1")
    await refused(guard, OWNER, "AC1")


async def test_other_limits_hold_from_now_on() -> None:
    guard = guard_with(Clock())
    await fail(guard, GUESSER, "AC1", times=2)
    guard.change(LoginLimits(attempts=2, within=60))
    await refused(guard, GUESSER, "AC1")


async def test_a_flood_of_made_up_logins_takes_no_room() -> None:
    store = MemoryStore(Clock(), capacity=100)
    guard = LoginGuard(store, LIMITS)
    for number in range(2000):
        await fail(guard, f"2001:db8:{number:x}::1", "x" * number)
    assert len(store.logins) == 100
