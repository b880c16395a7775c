"""Which endpoint is next: turns, the least busy, and a share that grows after an endpoint came back."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream.balance import Balance, Balancer, Candidate, share_after


def all_of(count: int) -> list[Candidate]:
    return [Candidate(index) for index in range(count)]


def test_turns_are_strict() -> None:
    balancer = Balancer(Balance.ROUND_ROBIN, 3)
    assert [balancer.choose(all_of(3)) for _ in range(7)] == [0, 1, 2, 0, 1, 2, 0]


def test_who_is_left_out_has_no_claim_afterwards() -> None:
    balancer = Balancer(Balance.ROUND_ROBIN, 2)
    for _ in range(50):
        assert balancer.choose([Candidate(0)]) == 0
    assert Counter(balancer.choose(all_of(2)) for _ in range(10)) == {0: 5, 1: 5}


def test_the_least_busy_is_taken_and_equals_take_turns() -> None:
    balancer = Balancer(Balance.LEAST_BUSY, 3)
    assert balancer.choose([Candidate(0, busy=2), Candidate(1, busy=1), Candidate(2, busy=5)]) == 1
    equal = [Candidate(0, busy=3), Candidate(1, busy=9), Candidate(2, busy=3)]
    assert Counter(balancer.choose(equal) for _ in range(10)) == {0: 5, 2: 5}


@pytest.mark.parametrize("balance", Balance)
@pytest.mark.parametrize(("weight", "share"), [(0.0, 10), (0.25, 200), (0.5, 333), (1.0, 500)])
def test_an_endpoint_that_came_back_gets_its_share_and_not_more(balance: Balance, weight: float, share: int) -> None:
    balancer = Balancer(balance, 2)
    # However idle it is: those it stands beside have calls in progress.
    beside = [Candidate(0, busy=5 if balance is Balance.LEAST_BUSY and weight < 1 else 0), Candidate(1, weight=weight)]
    chosen = Counter(balancer.choose(beside) for _ in range(1000))
    assert abs(chosen[1] - share) <= 2


def test_one_that_came_back_alone_gets_everything() -> None:
    for balance in Balance:
        balancer = Balancer(balance, 2)
        assert {balancer.choose([Candidate(1, weight=0.0)]) for _ in range(10)} == {1}


def test_the_share_grows_in_a_straight_line() -> None:
    assert [share_after(seconds, 30) for seconds in (-1, 0, 3, 15, 29.7, 30, 1e9)] == [0, 0, 0.1, 0.5, 0.99, 1, 1]
    assert share_after(0, 0) == 1


CANDIDATES = st.lists(st.tuples(st.booleans(), st.floats(0, 1), st.integers(0, 5)), min_size=4, max_size=4).filter(
    lambda rows: any(there for there, _, _ in rows)
)


@given(st.sampled_from(Balance), st.lists(CANDIDATES, min_size=1, max_size=60))
def test_the_choice_is_always_a_candidate_and_the_least_busy_one(
    balance: Balance, rounds: list[list[tuple[bool, float, int]]]
) -> None:
    balancer = Balancer(balance, 4)
    for rows in rounds:
        candidates = [Candidate(index, weight, busy) for index, (there, weight, busy) in enumerate(rows) if there]
        chosen = balancer.choose(candidates)
        assert chosen in [each.index for each in candidates]
        settled = [each.busy for each in candidates if each.weight == 1]
        if balance is Balance.LEAST_BUSY and settled:
            assert rows[chosen][2] <= min(settled)


@given(st.lists(st.floats(0.02, 1), min_size=2, max_size=5))
def test_over_many_calls_shares_are_as_the_weights(weights: list[float]) -> None:
    balancer = Balancer(Balance.ROUND_ROBIN, len(weights))
    candidates = [Candidate(index, weight) for index, weight in enumerate(weights)]
    chosen = Counter(balancer.choose(candidates) for _ in range(400))
    for index, weight in enumerate(weights):
        assert abs(chosen[index] - 400 * weight / sum(weights)) <= len(weights)
